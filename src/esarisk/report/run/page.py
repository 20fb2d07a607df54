"""The report: one offline HTML page, a function of the cube and the record alone."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xarray as xr

from esarisk.names import GRADES
from esarisk.report.charts.breach import breach_exhibit
from esarisk.report.charts.cap import cap_exhibit
from esarisk.report.charts.levels import level_exhibits
from esarisk.report.charts.lives import people_exhibits
from esarisk.report.charts.money import gain_exhibit, line_exhibit, outturn_exhibit
from esarisk.report.charts.monthly import monthly_spending_exhibit, waiting_exhibit
from esarisk.report.charts.official import official_exhibits
from esarisk.report.charts.people import (
    caseload_exhibit,
    group_exhibit,
    off_flow_exhibit,
)
from esarisk.report.charts.programmes import money_exhibit, work_exhibit
from esarisk.report.charts.target import target_exhibit, treatment_exhibit
from esarisk.report.exhibits.numbers import MINUS
from esarisk.report.exhibits.sources import GRADE_WORDS
from esarisk.report.exhibits.table import Exhibit, Table
from esarisk.report.exhibits.words import listed, whole_years
from esarisk.report.people.lives import identity as whose
from esarisk.report.run.headline import facts, headline
from esarisk.report.run.limits import basis, limits, scenario_name
from esarisk.report.run.tables import chance_tables, mix_words, programme_tables, programme_titles
from esarisk.report.tables.cap import breach_causes, cap_by_scenario, cap_source, has_target, source_titles
from esarisk.report.tables.flows import decision_tables, on_flow_table
from esarisk.report.tables.levels import money_changes
from esarisk.report.tables.programmes import has_programmes
from esarisk.report.tables.rests_on import rests_on_tables
from esarisk.report.tables.run import capped_years, has_fan, has_outturn
from esarisk.report.tables.scorecard import scorecard
from esarisk.report.tables.target_year import ways
from esarisk.report.writers.page import page_text

OUTTURN = "published outturn: parameter outturn.incapacity_spending, with its sources"


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    name: str
    title: str
    exhibits: Sequence[Exhibit]
    source: str
    intro: str = ""
    tables: Sequence[Table] = ()


def render(cube: xr.Dataset, record: dict[str, Any]) -> str:
    """The page [text]."""
    return page_text(
        "page.html.j2",
        record=record,
        headline=whole_years(headline(cube)),
        facts=facts(cube),
        lead=next(iter(chance_tables(cube)), None),
        limits=limits(cube, record),
        sections=sections(cube, record),
        register=register_by_grade(record),
        identity=identity(cube, record),
        rerun=rerun(record),
    )


def sections(cube: xr.Dataset, record: dict[str, Any]) -> list[Section]:
    """Charts and tables in the order of the page."""
    ground, first = basis(cube, record), f"The scenario is {scenario_name(cube, record)}."
    months = [waiting_exhibit(cube, record), monthly_spending_exhibit(cube)]
    flows = [on_flow_table(cube), *decision_tables(cube)]
    return [
        *_cap_section(cube, record, f"{ground}; {cap_source(record)}."),
        *_programme_section(cube, record, ground),
        Section("caseload", "Caseload", [caseload_exhibit(cube)], f"{ground}.", first),
        Section("spending", "Spending", [line_exhibit(cube)], f"{ground}.", first),
        Section("months", "The queue, month by month", months, f"{ground}.", first),
        Section("flows", "Flows", [off_flow_exhibit(cube)], f"{ground}.", first, flows),
        *_scenario_section(cube, record, f"{ground}."),
        *_beside(cube, record, ground),
        Section("groups", "Age and sex", [group_exhibit(cube)], f"{ground}.", first),
        *_people_section(record),
    ]


def _people_section(record: dict[str, Any]) -> list[Section]:
    """People one by one, where they were told into the run."""
    told = record.get("people")
    if not told:
        return []
    lives = told["lives"]
    exhibits, tables = people_exhibits(told)
    source = f"Person engine, v{whose(lives).removeprefix('V')}"
    intro = (
        "People are followed one by one on the rates, rules and hazards of the cohort engine, with the same luck "
        "before and after a measure. Nothing but group and position gives a hazard."
    )
    return [Section("people", "People one by one", exhibits, source, intro, tables)]


def _cap_section(cube: xr.Dataset, record: dict[str, Any], source: str) -> list[Section]:
    """The cap, where the vintage has one."""
    if not capped_years(cube):
        return []
    several = cube.sizes["scenario"] > 1
    tables = [*rests_on_tables(cube), *([cap_by_scenario(cube)] if several else [])]
    intro = "" if several else f"The scenario is {scenario_name(cube, record)}."
    if has_target(cube):
        exhibits = [target_exhibit(cube), *([treatment_exhibit(cube)] if len(ways(cube)) > 1 else [])]
    else:
        exhibits = [cap_exhibit(cube, record)]
        if has_fan(cube):  # one draw has no chance to chart
            exhibits.append(breach_exhibit(cube, record))
        else:
            tables = [breach_causes(cube), *tables]
    return [Section("cap", "The welfare cap", exhibits, source, intro, tables)]


def _beside(cube: xr.Dataset, record: dict[str, Any], ground: str) -> list[Section]:
    """Spending beside the official forecast of the day and beside outturn, where there is any."""
    official = official_exhibits(cube, record)
    outturn = [outturn_exhibit(cube, record)] if has_outturn(cube, record) else []
    return [
        Section(name, title, exhibits, f"{ground}; {source}.")
        for name, title, exhibits, source in (
            ("official", "Beside the official forecast", official, cap_source(record)),
            ("outturn", "Beside outturn", outturn, OUTTURN),
        )
        if exhibits
    ]


def _scenario_section(cube: xr.Dataset, record: dict[str, Any], source: str) -> list[Section]:
    """What scenarios change, where there are several."""
    exhibit = gain_exhibit(cube)
    if exhibit is None:
        return []
    meanings = {row["name"]: row["meaning"] for row in record["scenarios"]}
    later = "; ".join(f"{name}: {meanings.get(name, '')}" for name in map(str, cube["scenario"].values[1:]))
    intro = (
        f"{later}. Each draw is compared with the same draw of {scenario_name(cube, record)}. "
        "A positive figure is a gain to the Exchequer: less spending."
    )
    return [Section("scenarios", "Scenarios", [exhibit], source, intro, [scorecard(cube)])]


def _programme_section(cube: xr.Dataset, record: dict[str, Any], ground: str) -> list[Section]:
    """What programmes do, where a scenario funds one away from baseline provision."""
    if not has_programmes(cube):
        return []
    tables = [*money_changes(cube, mix_words(record)), *programme_tables(cube, record)]
    assumed = sorted({row["title"] for row in record["programmes"] if row["kind"] == "assumed"})
    unread = f" No effect was published for {listed(assumed)}: the assumed range moves its numbers."
    intro = (
        "Money above or below baseline provision, from starts to the cap. Each draw is set against the same draw "
        f"without a change of money. Figures of programmes are today's knowledge: hindsight.{unread if assumed else ''}"
    )
    levels = level_exhibits(cube, mix_words(record))
    tables = tables[1:] if levels else tables  # the first stands under its chart
    exhibits = [*levels, work_exhibit(cube, programme_titles(record)), money_exhibit(cube)]
    return [
        Section(
            "programmes", "What money would change", exhibits, f"{ground}; programme files.", intro, tables
        )
    ]


def register_by_grade(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Assumptions from the weakest grade to the strongest, each with its sources in words."""
    groups = []
    for grade in reversed(GRADES):
        rows = [
            {**row, "value": printed_value(row["value"]), "source": source_titles(record, row["source"])}
            for row in record["assumptions"]
            if row["grade"] == grade
        ]
        if rows:
            groups.append({"grade": grade, "words": GRADE_WORDS[grade], "rows": rows})
    return groups


def printed_value(value: object) -> list[str]:
    """A parameter's value in print, a line for each label where it has several."""
    if isinstance(value, Mapping):
        return [f"{key.replace('_', ' ')}: {_plain(one)}" for key, one in value.items()]
    return [_plain(value)]


def _plain(value: object) -> str:
    return f"{value:,.10g}".replace("-", MINUS) if isinstance(value, int | float) else str(value)


def identity(cube: xr.Dataset, record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What makes the run what it is: name and value."""
    study = record["study"]
    return [
        ("Study", study["name"]),
        ("Vintage", f"{record['vintage']['name']}: {record['vintage']['meaning']}"),
        ("View", study["view"]),
        ("Scenarios", ", ".join(study["scenarios"])),
        ("Draws", str(study["draws"])),
        ("Seed", str(study["seed"])),
        *((f"Set {address}", f"{number:g}") for address, number in record.get("settings", {}).items()),
        *([("Parameters", record["parameters"])] if record.get("parameters") else []),
        ("Created", record["created"]),
        *([("Fit", record["stale_fit"])] if record.get("stale_fit") else []),
        *((f"Digest of {name}", digest) for name, digest in record["digests"].items()),
        ("Versions", ", ".join(f"{name} {version}" for name, version in record["versions"].items())),
        ("Conventions", cube.attrs["conventions"]),
    ]


def cover(cube: xr.Dataset, record: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands before the tables of a workbook: the finding, the limits, and what the run is.

    The words are those of the page.
    """
    return {
        "Finding": [f"{headline(cube)}."],
        **{fact.name: [f"{fact.figure}. {fact.words}"] for fact in facts(cube)},
        **{name: [words] for name, words in limits(cube, record)},
        **{name: [value] for name, value in identity(cube, record)},
        "Made by": [record["command"]],
    }


def rerun(record: Mapping[str, Any]) -> str:
    """The command that makes the run again, with nothing left to defaults; of a sweep, what was typed."""
    if record.get("again"):
        return str(record["again"])
    study = record["study"]
    words = ["esarisk", "run", record.get("study_file") or study["name"]]
    for name in ("vintage", "draws", "seed", "view"):
        words += [f"--{name}", str(study[name])]
    files = record.get("scenario_files", {})
    money = record.get("money", {"programmes": []})
    own = study.get("funding") and not money["programmes"]  # to name a scenario would drop the study's levels
    for name in study["scenarios"]:
        words += [] if own else ["--scenario", files.get(name, name)]
    for name in money["programmes"]:
        words += ["--programme", name]
    words += ["--funding", money["funding"]] if money["programmes"] else []
    words += [
        word for a, number in record.get("settings", {}).items() for word in ("--set", f"{a}={number:g}")
    ]
    words += ["--parameters", record["parameters"]] if record.get("parameters") else []
    return shlex.join(words)
