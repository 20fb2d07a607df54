"""Programmes in print: every table fits the page, names are its own, and what is said follows from the numbers."""

import pytest

from esarisk.analysis.evidence.advisers import adviser_rows
from esarisk.analysis.evidence.evidence import evidence_of
from esarisk.analysis.evidence.gap import closed, gap_rows, of_starts, window
from esarisk.analysis.evidence.learning import learning
from esarisk.analysis.evidence.pilot import (
    confounding_rows,
    detectable_range,
    intake,
    pilot_rows,
    plan_rows,
    ranking_rows,
    run_pilot,
    size_of,
)
from esarisk.analysis.programmes.comparison import comparison
from esarisk.analysis.programmes.ledger import Drawn, book, less_money_rests, less_money_rows
from esarisk.analysis.programmes.sharing import area_rows, gainshare_rows
from esarisk.analysis.question import Question
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.report.exhibits.numbers import DASH
from esarisk.report.parameters.programme import programme_text, stages
from esarisk.report.programmes.advisers import week_table, year_table
from esarisk.report.programmes.comparison import cost_table, effect_table
from esarisk.report.programmes.coverage import age_table, coverage_table, coverage_text
from esarisk.report.programmes.evidence import evidence_tables, evidence_text
from esarisk.report.programmes.gap import gap_table, jobs_table
from esarisk.report.programmes.ledger import (
    area_tables,
    gainshare_table,
    ledger_tables,
    ledger_text,
    less_money_tables,
    spread_tables,
)
from esarisk.report.programmes.trials import (
    learning_tables,
    plan_table,
    power_table,
    ranking_table,
    region_table,
    seen_table,
)
from esarisk.report.writers.terminal import PROSE, table_text


def number(cell):
    """A cell as a number."""
    return float(cell.replace("−", "-").replace(",", "").lstrip("+"))


@pytest.fixture(scope="module")
def evidence_rows(library):
    names = ("health_led_trials", "ips", "working_well")
    return [row for name in names for row in evidence_of(library, library.programmes[name], 16)]


@pytest.fixture(scope="module")
def new_start(library):
    return library.programmes["new_start"]


@pytest.fixture(scope="module")
def one_book(library, new_start):
    return Drawn([book(library, new_start, 100.0, "2014-15", 3, switch=0.4)])


@pytest.fixture(scope="module")
def coverage_rows():
    row = {"vintage": "2014-03", "more": 100.0, "people": 2e6, "never_reached": 0.9, "of_everybody": 0.95,
           "by_age_band": {"16-24": 0.8, "60+": 0.99}, "of_condition": None}  # fmt: skip
    new = {"programme": "new_start", "baseline": 0.0, "starts_baseline": 0.0, "starts_more": 1000.4, **row}
    old = {"programme": "work_choice", "baseline": 89.0, "starts_baseline": 5e4, "starts_more": 0.0, **row}
    return [new, old]


@pytest.fixture(scope="module")
def tables(library, new_start, one_book, evidence_rows, coverage_rows):
    """Every table about programmes that is printed."""
    size = size_of(library.parameters, None, None, 8)
    arms = run_pilot(library, "pilot_health_led", size, 1)
    ranked, asked = comparison(library, "2014-15"), window(library, None, None, None)
    seen = pilot_rows(library, arms)
    weeks = adviser_rows(library)
    jobs = of_starts(Question(library, draws=8), new_start, 60_000.0)
    cut = less_money_rows(library, new_start, 100.0, [0.45, 0.2], "2016-17", 8)
    rests = less_money_rests(library, new_start, 100.0, [0.45, 0.2], "2016-17", 8)
    return [
        cost_table(ranked),
        effect_table(ranked),
        *evidence_tables(evidence_rows),
        coverage_table(coverage_rows),
        age_table(coverage_rows),
        *ledger_tables(new_start, one_book),
        *less_money_tables(new_start, cut, rests, "2016-17"),
        gainshare_table(new_start, gainshare_rows(library, new_start)),
        *area_tables(
            new_start, area_rows(Question(library, draws=2), new_start, 100.0, "2014-15", 3), "£100m"
        ),
        week_table(weeks),
        year_table(weeks),
        gap_table(gap_rows(library, asked)),
        jobs_table(jobs, closed(library.parameters, asked, jobs)),
        seen_table(seen, size),
        power_table(seen, detectable_range(library, size.people), size),
        region_table(confounding_rows(arms)),
        ranking_table(ranking_rows(library, arms)),
        plan_table(plan_rows(library, arms, size), size, intake(library.parameters, size.people)),
        *learning_tables(learning(Question(library, draws=1), arms, size, 100.0, 5, "social")),
    ]


def test_every_table_fits_the_page_whole_and_has_a_name_of_its_own(tables):
    assert len({table.name for table in tables}) == len(tables)
    for table in tables:
        lines = table_text(table).splitlines()
        assert max(map(len, lines)) <= PROSE, table.name
        assert sum(set(line) == {"-"} for line in lines) == 1, f"{table.name} goes on in parts"
        cells = [cell for _, row in table.rows for cell in row]
        assert not any(cell.startswith("−") and not cell.strip("−0.,") for cell in cells), table.name


def test_only_programmes_whose_impact_was_read_bear_a_rank_and_stand_first(library):
    table = comparison(library, "2014-15")
    ranks = [cells[0] for _, cells in cost_table(table).rows]
    first = ranks.index(DASH)
    assert first == sum(row["kind"] == "read" for row in table)
    assert all(row["kind"] == "read" for row in table[:first])
    assert set(ranks[first:]) == {DASH}
    assert any("–" in rank for rank in ranks[:first])


def test_the_evidence_says_how_many_held_out_figures_lie_inside(evidence_rows):
    text = " ".join(evidence_text(evidence_rows).split())
    held = [row for row in evidence_rows if row["label"] == "held out" and row["inside"] is not None]
    assert f"{sum(row['inside'] for row in held)} of {len(held)} held-out figures" in text
    printed = {
        (table.caption, name): cells for table in evidence_tables(evidence_rows) for name, cells in table.rows
    }
    assert len(printed) == len(evidence_rows)
    for row, cells in zip(evidence_rows, printed.values(), strict=True):
        assert cells[0] == row["label"]
        assert cells[4] == {True: "yes", False: "no", None: DASH}[row["inside"]]
        for word in (row["of"], row["note"]):
            assert word in text


def test_the_ledger_adds_up_as_printed_and_people_carry_no_sign(one_book, new_start):
    costs, lines, beside, sums = ledger_tables(new_start, one_book)
    for year, cells in costs.rows:
        spent, gains = dict(zip([c.key for c in costs.columns], cells, strict=True)), dict(lines.rows)[year]
        gains = [*gains, *dict(beside.rows)[year]]
        net = dict(zip([c.key for c in sums.columns], dict(sums.rows)[year], strict=True))
        assert not spent["starts"].startswith(("+", "−"))
        paid = sum(number(cell) for key, cell in spent.items() if key.startswith("spend_"))
        assert paid <= 0.0
        whole = paid + sum(map(number, gains))
        assert number(net["exchequer"]) == pytest.approx(whole, abs=0.05 * (len(cells) + len(gains) + 1))
        assert number(net["switch_del"]) == -number(net["switch_ame"])
    assert "Exchequer:" in ledger_text(new_start, one_book)


def test_draws_give_the_ledger_and_a_cut_an_interval(library, new_start, one_book):
    assert spread_tables(new_start, one_book) == []
    drawn = [book(library, new_start, 100.0, "2014-15", 2, drawn=one) for one in drawn_figures(new_start, 8)]
    (spread,) = spread_tables(new_start, Drawn(drawn))
    assert set(spread.frame["unit"]) == {"person-years", "£ million"}
    assert (
        (spread.frame["low"] <= spread.frame["mean"]) & (spread.frame["mean"] <= spread.frame["high"])
    ).all()
    cut = less_money_rows(library, new_start, 100.0, [0.45], "2016-17", 8)
    buys, costs = less_money_tables(new_start, cut, [], "2016-17")
    for table in (spread, buys, costs):
        assert max(map(len, table_text(table).splitlines())) <= PROSE
    assert "additional_jobs_low" in [column.key for column in buys.columns]
    assert "cost_per_additional_job_low" in [column.key for column in costs.columns]


def test_a_star_marks_programmes_of_baseline_provision_and_says_what_of_them(coverage_rows):
    text = coverage_text(coverage_rows)
    assert [name for name, _ in coverage_table(coverage_rows).rows] == ["new_start", "work_choice*"]
    assert "* the baseline provides it already: work_choice (£89 million a year)" in text
    assert "Of work_choice more money buys no more starts" in text
    assert dict(age_table(coverage_rows).rows)["new_start"] == ["80.0", *[DASH] * 5, "99.0"]


def test_stages_come_to_what_they_multiply_to(library):
    programme = library.programmes["innovation_fund"]
    first, second, *_ = programme.card.stages
    row = stages(programme.card)[1]
    assert number(row["expected cost so far"]) == pytest.approx(
        first.cost + first.pass_chance * second.cost, abs=0.005
    )
    assert row["chance to here"] == f"{100 * first.pass_chance * second.pass_chance:.1f}%"
    assert number(row["effect left here"]) == pytest.approx(first.shrinkage * second.shrinkage, abs=0.005)
    assert "Stages of readiness" in programme_text(programme, library.parameters.sources, PROSE)
