"""The page: whole, offline, accessible, escaped, and its numbers are the cube's."""

import copy
import json
import re
from itertools import pairwise

import numpy as np
import pytest

from esarisk.report.run.page import render
from esarisk.report.tables.run import caseload_frame, group_frame
from esarisk.report.tables.scorecard import gain_frame, scorecard_frame

LOADS = {"src", "href", "action", "poster", "srcset", "data", "background"}


def test_every_chart_has_words_and_a_table(page):
    figures = page.all("figure")
    assert len(figures) >= 6
    for figure in figures:
        chart = next(e for e in figure.all("div") if e.attributes.get("role") == "img")
        assert len(chart.attributes["aria-label"]) > 60
        assert re.search(r"\d", chart.attributes["aria-label"])
        assert figure.all("details")[0].all("table")


def test_every_section_says_its_vintage_once(page):
    for section in page.all("section"):
        if section.all("figure"):
            assert section.text.count("Vintage 2014-03 (19 March 2014)") == 1


def test_every_table_has_a_caption_headings_and_room_to_scroll_by_keyboard(page):
    for table in page.all("table"):
        assert table.all("caption")[0].text
        assert all(heading.attributes["scope"] == "col" for heading in table.all("thead")[0].all("th"))
        assert table.parent.attributes["tabindex"] == "0"
        assert table.parent.attributes["aria-label"]


def test_the_page_loads_nothing(page):
    for element in every(page.root):
        for name in LOADS & set(element.attributes):
            assert element.attributes[name].startswith("#"), (element.tag, element.attributes)
    policy = next(m for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy.attributes["content"].startswith("default-src 'none'")
    assert not any("@import" in style.text or "url(" in style.text for style in page.all("style"))


def test_plotly_is_there_once(page):
    assert sum("plotly.js v" in script.pieces[0][:400] for script in page.all("script") if script.pieces) == 1


def test_every_link_leads_somewhere_and_no_name_is_used_twice(page):
    names = [e.attributes["id"] for e in every(page.root) if "id" in e.attributes]
    assert len(names) == len(set(names))
    assert {a.attributes["href"][1:] for a in page.all("a")} <= set(names)


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(e.tag[1]) for e in every(page.root) if e.tag in {"h1", "h2", "h3"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_text_of_a_users_file_is_escaped(small_run, take_apart):
    cube, record = small_run
    record = copy.deepcopy(record)
    evil = "</script><script>alert(1)</script><b>bold & 'quoted'"
    record["study"]["meaning"] = evil
    record["command"] = evil
    record["scenarios"][1]["meaning"] = evil
    record["assumptions"][0] |= {"why": evil, "meaning": evil, "value": evil, "unit": evil}
    text = render(cube, record)
    assert "<script>alert" not in text
    assert "<b>bold" not in text
    page = take_apart(text)
    assert page.all("title")[0].text.startswith(evil)
    assert page.all("pre")[0].text == evil


def test_a_name_in_a_chart_cannot_end_its_script(small_run):
    cube, record = small_run
    names = [str(name) for name in cube["scenario"].values]
    evil = "</script><script>alert(1)</script>"
    text = render(cube.assign_coords(scenario=[names[0], evil, *names[2:]]), record)
    assert "<script>alert" not in text


def test_every_figure_is_json_that_a_browser_can_read(page):
    for figure in page.all("figure"):
        data = json.loads(figure.all("script")[0].pieces[0])
        assert data["data"]
        assert "NaN" not in figure.all("script")[0].pieces[0]


def test_every_figure_is_as_plotly_takes_it(page):
    import plotly.graph_objects as go

    for figure in page.all("figure"):
        told = json.loads(figure.all("script")[0].pieces[0])
        assert json.loads(go.Figure({**told, "layout": told["layout"] | {"template": "none"}}).to_json()) == {
            "data": told["data"],
            "layout": told["layout"] | {"template": {"data": {"scatter": [{"type": "scatter"}]}}},
        }


def test_the_same_run_gives_the_same_page(small_run):
    assert render(*small_run) == render(*small_run)


def test_the_cap_table_is_the_cubes(small_run, small_page):
    cube, _ = small_run
    rows = small_page.rows("Cap and margin")
    cells = rows["2015-16"]
    one = cube.sel(scenario="baseline", year="2015-16")
    in_scope = one["in_scope_spending"].values
    expected = [
        np.median(in_scope),
        *np.quantile(in_scope, [0.1, 0.9]),
        float(one["cap"]),
        float(one["margin"]),
    ]
    shown = [cells[2], *cells[3].split("–"), *cells[4:6]]
    assert [float(cell) for cell in shown] == pytest.approx(np.array(expected) / 1000, abs=0.0501)
    assert cells[7].split("%")[0] == f"{100 * one['breach'].values.mean():.0f}"
    assert rows["2014-15"][2:] == ["–"] * 6


def test_a_year_whose_remainder_is_assumed_is_marked(small_run, small_page):
    assert small_run[1]["remainder_read"] == ["2015-16"]
    marked = [name for name in small_page.rows("Cap and margin") if name.endswith("*")]
    assert marked == ["2016-17*", "2017-18*", "2018-19*"]


def test_the_caseload_table_is_the_cubes(small_run, small_page):
    expected = caseload_frame(small_run[0])
    for year, cells in small_page.rows("Caseload by phase").items():
        assert [float(c.replace(",", "")) for c in cells] == pytest.approx(
            list(expected.loc[year]), abs=0.501
        )


def test_a_scorecard_turns_the_sign_of_spending(small_run, small_page):
    cube, _ = small_run
    total = cube["spending"].sum("line").sel(year="2018-19")
    saved = np.mean(total.sel(scenario="baseline").values - total.sel(scenario="freeze-2016").values)
    assert saved > 0
    cell = small_page.rows("Scorecard")["freeze-2016"][1 + list(cube["year"].values).index("2018-19")]
    assert cell.startswith("+")
    assert float(cell.replace(",", "")) == pytest.approx(saved, abs=0.501)


def test_gains_are_paired_by_draw(small_run):
    cube, _ = small_run
    table = gain_frame(cube)
    total = cube["spending"].sum("line").sel(year="2020-21").values
    row = table[(table["scenario"] == "freeze-2016") & (table["year"] == "2020-21")].iloc[0]
    assert row["p10"] == pytest.approx(np.quantile(total[0] - total[1], 0.1))


def test_groups_fold_to_the_whole_caseload(small_run):
    cube, _ = small_run
    table = 1000.0 * group_frame(cube)[["first", "last"]]
    whole = cube["caseload"].isel(scenario=0).sum("phase").mean("draw").values
    assert table["first"].sum() == pytest.approx(whole[0])
    assert table["last"].sum() == pytest.approx(whole[-1])


def test_one_draw_is_called_the_central_path_and_has_no_fan(central_page):
    findings = [
        section for section in central_page.all("section") if section.attributes["id"] != "assumptions"
    ]
    text = " ".join([central_page.all("h1")[0].text, *(section.text for section in findings)])
    assert "central path" in text
    assert "percentile" not in text
    assert "median" not in text.lower()
    assert "chance of breach, highest" not in central_page.all("main")[0].text.lower()
    assert central_page.rows("Cap and margin")["2015-16"][-1] in {"yes", "no"}


def test_one_scenario_has_no_scorecard(central_page, small_page):
    ids = [section.attributes["id"] for section in central_page.all("section")]
    assert "scenarios" not in ids
    assert "scenarios" in [section.attributes["id"] for section in small_page.all("section")]


def test_a_vintage_without_a_cap_has_a_page(small_run, take_apart):
    cube, record = small_run
    cube = cube.copy(deep=True)
    judged = [
        "in_scope_spending",
        "headroom",
        "breach",
        "forecasting_breach",
        "policy_breach",
        "cap",
        "margin",
    ]
    for name in judged:
        cube[name][:] = np.nan
    page = take_apart(render(cube, record))
    assert "no welfare cap" in page.all("h1")[0].text
    assert "cap" not in [section.attributes["id"] for section in page.all("section")]


def test_the_register_and_identity_are_whole(small_run, small_page):
    _, record = small_run
    tables = [t for t in small_page.all("table") if t.all("caption")[0].text.startswith("Grade")]
    assert sum(len(t.all("tbody")[0].all("tr")) for t in tables) == len(record["assumptions"])
    text = small_page.all("section")[-1].text
    assert all(digest in text for digest in record["digests"].values())
    assert "--draws 16 --seed 20140319 --view department --scenario baseline" in text


def test_outturn_outside_the_fan_is_called_a_miss(small_run, take_apart):
    cube, record = small_run
    page = take_apart(render(cube, {**record, "outturn": {**record["outturn"], "2016-17": 99000.0}}))
    assert page.rows("Incapacity spending beside outturn")["2016-17"][-1] == "miss: above"
    said = page.all("main")[0].text.split("Outturn outside the 10–90 band: ")[1].split(".")[0]
    assert "2016-17" in said


def every(element):
    for child in element.children:
        yield child
        yield from every(child)


def charts(page):
    """The figure of every chart, as the browser reads it."""
    return {
        figure.attributes["id"]: json.loads(figure.all("script")[0].pieces[0])
        for figure in page.all("figure")
    }


def test_the_chance_of_every_scenario_leads_the_page(small_run, small_page):
    cube, _ = small_run
    lead = small_page.rows("P(breach), per cent of draws, and headroom")
    assert list(lead) == [str(name) for name in cube["scenario"].values]
    share = 100 * cube["breach"].sel(scenario="freeze-2016", year="2018-19").values.mean()
    assert lead["freeze-2016"][3].startswith(f"{share:.0f}% ±")
    room = cube["headroom"].sel(scenario="freeze-2016", year="2018-19").median()
    assert float(lead["freeze-2016"][-1].replace(",", "").replace("−", "-")) == pytest.approx(
        float(room), abs=0.51
    )
    captions = [table.all("caption")[0].text for table in small_page.all("table")]
    assert captions[0].startswith("P(breach), per cent of draws, and headroom")
    assert "Under baseline, incapacity spending" in small_page.all("h1")[0].text
    assert f"{share:.0f}% under freeze-2016" in small_page.all("h1")[0].text


def test_every_scenario_has_a_panel_of_its_chance(small_run, small_page):
    cube, _ = small_run
    figure = charts(small_page)["figure-breach"]
    panels = {trace.get("yaxis", "y") for trace in figure["data"] if trace["type"] == "bar"}
    assert len(panels) == cube.sizes["scenario"]


def test_a_change_by_the_policy_clause_alone_is_said_beside_the_number(small_run, take_apart):
    """A penny of policy in every draw of one scenario: each draw between cap and limit breaches by it alone."""
    cube, record = small_run
    cube = cube.copy(deep=True)
    first, other = (cube.sel(scenario=name, year="2018-19") for name in ("baseline", "freeze-2016"))
    above = (first["in_scope_spending"] > first["cap"]).values.astype(float)
    other["in_scope_spending"][:] = first["in_scope_spending"].values + 0.01
    other["forecasting_breach"][:] = first["forecasting_breach"].values
    other["policy_breach"][:] = above
    other["breach"][:] = np.maximum(above, first["forecasting_breach"].values)
    alone = 100 * (other["breach"].values - first["breach"].values).mean()
    assert alone > 10
    page = take_apart(render(cube, record))
    lead = next(div for div in page.all("div") if div.attributes.get("class") == "alone")
    assert f"2018-19 {alone:.0f} points" in lead.text.partition("freeze-2016, by the policy clause alone")[2]
    moved = next(d for d in page.all("dt") if d.text.startswith("Largest change of the chance, freeze-2016"))
    assert "all of it by the policy clause alone" in moved.parent.text


@pytest.mark.parametrize("year", ["2015-16", "2018-19"])
def test_headroom_is_cap_plus_margin_less_spending(small_run, small_page, year):
    for scenario in small_run[0]["scenario"].values:
        table = next(t for t in small_page.all("table") if t.all("caption")[0].text == "The cap by scenario")
        rows = [[c.text for c in r.all("td")] for r in table.all("tr") if r.all("th")[0].text == scenario]
        spent, cap, margin, room = numbers(next(row for row in rows if row[0] == year)[1:5])
        assert cap + margin - spent == pytest.approx(room, abs=0.0151)


def numbers(cells):
    return [float(cell.replace("−", "-").replace(",", "")) for cell in cells]


def test_no_hover_shows_a_code_and_each_shows_a_unit(page):
    for name, figure in charts(page).items():
        assert figure["layout"]["hoverdistance"] == -1, name
        for trace in figure["data"]:
            assert not re.fullmatch(r"p\d\d", trace.get("name", "")), name
            if "hovertemplate" in trace:
                assert re.search(r"[a-z]{3}", trace["hovertemplate"].split("}")[-1]), (name, trace["name"])


def test_outturn_stands_beside_the_scenario_it_names(small_run, take_apart):
    cube, record = small_run
    plain = take_apart(render(cube, record))
    section = next(s for s in plain.all("section") if s.attributes["id"] == "outturn")
    assert "The scenario is baseline" in section.text
    assert "part of the difference is policy" in section.text
    assert "was fixed before" not in section.text
    assert "pseudo out-of-sample" in section.text
    names = [str(name) for name in cube["scenario"].values]
    later = cube.assign_coords(
        scenario=["later-measures" if name == "freeze-2016" else name for name in names]
    )
    page = take_apart(render(later, record))
    cell = page.rows("Incapacity spending beside outturn, later-measures")["2018-19"]
    total = cube["spending"].sum("line").sel(year="2018-19") / 1000
    assert float(cell[0]) == pytest.approx(np.median(total.sel(scenario="freeze-2016")), abs=0.00501)
    assert float(cell[2]) == pytest.approx(np.median(total.sel(scenario="baseline")), abs=0.00501)


def test_areas_of_age_bars_are_people(small_run, small_page):
    figure, counts = charts(small_page)["figure-groups"], group_frame(small_run[0])
    for side, sex in enumerate(("female", "male")):
        first = next(t for t in figure["data"] if t["xaxis"] == ("x2" if side else "x"))
        rows = counts[counts["sex"] == sex].set_index("age_band")["first"]
        areas = np.array(first["x"]) * np.array(first["width"])
        expected = rows[first["customdata"]].to_numpy()
        assert areas / areas.sum() == pytest.approx(expected / expected.sum())


def test_lines_of_the_scorecard_add_up(small_run):
    table = scorecard_frame(small_run[0])
    years = [str(year) for year in small_run[0]["year"].values]
    assert table[years].sum(axis=1).values == pytest.approx(table["sum"].values)
    assert set(table["line"]) == {"Benefit spending"}


def test_every_source_that_the_page_names_is_described(small_run):
    _, record = small_run
    assert record["vintage"]["source"] in record["sources"]
    whys = " ".join(row["why"] for row in record["assumptions"])
    named = set(re.findall(r"\b(?:OUT|FISC)_S\d+\b", whys))
    assert named
    assert named <= set(record["sources"])
