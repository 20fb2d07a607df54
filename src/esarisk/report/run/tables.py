"""Every table of a run, once: the terminal shows those that lead; files, page and workbook have all."""

from collections.abc import Callable, Mapping
from typing import Any

import xarray as xr

from esarisk.report.exhibits.table import Table
from esarisk.report.exhibits.words import listed
from esarisk.report.tables.beside import OFFICIAL_LINES, official_frame, official_table, outturn_table
from esarisk.report.tables.cap import (
    breach_by_scenario,
    breach_causes,
    cap_by_scenario,
    cap_table,
    has_target,
)
from esarisk.report.tables.flows import (
    caseload_table,
    decision_tables,
    group_table,
    line_table,
    monthly_table,
    off_flow_table,
    on_flow_table,
    waiting_table,
)
from esarisk.report.tables.levels import money_changes, money_frame
from esarisk.report.tables.programmes import (
    has_programmes,
    money_table,
    people_table,
    programme_records,
    work_table,
    years_table,
)
from esarisk.report.tables.rests_on import rests_on_tables
from esarisk.report.tables.run import (
    breach_frame,
    cap_frame,
    capped_years,
    has_fan,
    has_outturn,
    outturn_frame,
    records,
)
from esarisk.report.tables.scorecard import gain_frame, gain_table, scorecard
from esarisk.report.tables.target_year import target_frame, target_table, target_year, treatment_table, ways
from esarisk.report.writers.terminal import note, told

Record = Mapping[str, Any]


def run_text(cube: xr.Dataset, record: Record) -> str:
    """What the terminal shows of a run: what it is, then the tables that lead."""
    return told(
        note(record["study"]["meaning"], identity_line(cube), own_line(record)), *lead_tables(cube, record)
    )


def own_line(record: Record) -> str:
    """What the user set for this run, in a line; nothing where all is as the files have it."""
    own = [f"{address} = {number:g}" for address, number in record.get("settings", {}).items()]
    own += [f"parameters of {record['parameters']}"] if record.get("parameters") else []
    return f"Set for this run: {', '.join(own)}." if own else ""


def identity_line(cube: xr.Dataset) -> str:
    """Whose projection it is: vintage, view, draws, seed, and what the money is."""
    draws = f"{cube.attrs['draws']}, seed {cube.attrs['seed']}"
    if not has_fan(cube):
        draws = "central path: one path, so no chances and no bands"
    return (
        f"Vintage {cube.attrs['vintage']}, {cube.attrs['view']} view, {draws}. "
        "Nominal, paid, Great Britain; the cap is of the United Kingdom."
    )


def lead_tables(cube: xr.Dataset, record: Record) -> list[Table]:
    """The tables of the questions asked first: the cap, its chance, what scenarios and money change, the check."""
    return [
        cap_table(cube, record),
        *target_tables(cube),
        *chance_tables(cube),
        *rests_on_tables(cube),
        *money_changes(cube, mix_words(record)),
        *([scorecard(cube)] if cube.sizes["scenario"] > 1 else []),
        *beside_tables(cube, record),
    ]


def all_tables(cube: xr.Dataset, record: Record) -> list[Table]:
    """Every table of a run, those that lead first."""
    several, judged = cube.sizes["scenario"] > 1, bool(capped_years(cube))
    return [
        *lead_tables(cube, record),
        *programme_tables(cube, record),
        *([cap_by_scenario(cube)] if several and judged else []),
        *([breach_causes(cube)] if judged else []),
        *([gain_table(cube)] if several else []),
        *([work_table(cube, programme_titles(record)), years_table(cube)] if has_programmes(cube) else []),
        caseload_table(cube),
        line_table(cube),
        on_flow_table(cube),
        off_flow_table(cube),
        *decision_tables(cube),
        group_table(cube),
        waiting_table(cube),
        monthly_table(cube),
    ]


def target_tables(cube: xr.Dataset) -> list[Table]:
    """The target year, and the reclassification both ways where there was one."""
    if not has_target(cube):
        return []
    return [target_table(cube), *([treatment_table(cube)] if len(ways(cube)) > 1 else [])]


def chance_tables(cube: xr.Dataset) -> list[Table]:
    """The chance of breach of every scenario, where there are several."""
    return breach_by_scenario(cube, [target_year(cube)] if has_target(cube) else capped_years(cube))


def programme_tables(cube: xr.Dataset, record: Record) -> list[Table]:
    """People and money of programmes, where a scenario funds one away from baseline provision."""
    if not has_programmes(cube):
        return []
    named = programme_titles(record)
    return [people_table(cube, named), money_table(cube, named, funding_words(record))]


def beside_tables(cube: xr.Dataset, record: Record) -> list[Table]:
    """Spending beside the official forecast of the day and outturn, where there is any."""
    official = record.get("official", {})
    found = [official_table(cube, official, OFFICIAL_LINES)] if len(official_frame(cube, official)) else []
    return [*found, *([outturn_table(cube, record)] if has_outturn(cube, record) else [])]


def programme_titles(record: Record) -> dict[str, str]:
    """Programme → its title, of those that a scenario funds."""
    return {row["programme"]: row["title"] for row in record.get("programmes", [])}


def funding_words(record: Record) -> list[str]:
    """A run's programme money beside baseline provision, a sentence a scenario and programme."""
    return [
        f"{row['scenario']}: {beside_baseline(row['title'], row['funding'], row['baseline'])}{_dated(row)}"
        for row in record.get("programmes", [])
    ]


def mix_words(record: Record) -> list[str]:
    """What each scenario funds that funds several programmes, in a sentence."""
    by_scenario: dict[str, list[str]] = {}
    for row in record.get("programmes", []):
        given = f"{row['title']} £{row['funding']:,g}m (baseline {row['baseline']:,g})"
        by_scenario.setdefault(row["scenario"], []).append(given)
    return [f"{name}: {listed(some)} a year." for name, some in by_scenario.items() if len(some) > 1]


def _dated(row: Record) -> str:
    """Money by year, where it is not the same in all [GBP million]."""
    by_year = row.get("by_year") or {}
    told = ", ".join(f"{year} £{money:,.3g}m" for year, money in by_year.items())
    return f" That is the mean of {told}." if by_year else ""


def beside_baseline(title: str, money: float, baseline: float) -> str:
    """Money of a programme beside what the baseline provides already, in a sentence [GBP million a year]."""
    given = f"{title} at £{money:,g}m a year"
    if not baseline:
        return f"{given}, all of it new: the baseline provides none."
    more = f"£{abs(money - baseline):,g}m {'less' if money < baseline else 'more'} than"
    return f"{given} is {more if money != baseline else 'just'} the £{baseline:,g}m of baseline provision."


def run_records(cube: xr.Dataset, record: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the terminal shows of a run, for every scenario, as rows for JSON.

    GBP billion but for gains and programmes, which are GBP million; chances and shares are of one.
    """
    tables: dict[str, Any] = {
        **run_identity(cube, record),
        "units": RECORD_UNITS,
        "cap": _by_scenario(cube, lambda name: _cap_rows(cube, name)),
    }
    if has_target(cube):
        tables["reclassification"] = cube.attrs["reclassification"]
        tables["target"] = _by_scenario(cube, lambda name: records(target_frame(cube, name)))
    if has_fan(cube):
        tables["breach"] = records(breach_frame(cube))
    tables["gain"] = [
        {"scenario": row["scenario"], "year": row["year"], "gain": row["mean"]}
        for row in (records(gain_frame(cube)) if cube.sizes["scenario"] > 1 else [])
    ]
    if has_programmes(cube):
        tables["programmes"] = {"funded": record.get("programmes", []), **programme_records(cube)}
        tables["money"] = records(money_frame(cube))
    tables["official"] = records(official_frame(cube, record.get("official", {})))
    tables["outturn"] = records(outturn_frame(cube, record.get("outturn", {})))
    return tables


def run_identity(cube: xr.Dataset, record: Mapping[str, Any]) -> dict[str, Any]:
    """What a run is of."""
    return {
        "study": record["study"]["name"],
        "vintage": cube.attrs["vintage"],
        "view": cube.attrs["view"],
        "draws": cube.sizes["draw"],
        "seed": int(cube.attrs["seed"]),
        "settings": dict(record.get("settings", {})),
        "scenarios": [str(name) for name in cube["scenario"].values],
    }


def _cap_rows(cube: xr.Dataset, scenario: str) -> list[dict[str, Any]]:
    """The cap by year; one path has a verdict in place of a chance and a band."""
    rows = records(cap_frame(cube, scenario))
    if has_fan(cube):
        return rows
    nothing = dict.fromkeys(("in_scope_p10", "in_scope_p90", "breach", "breach_half_width"))
    verdicts = {0.0: False, 1.0: True}
    return [row | nothing | {"fails_rule": verdicts.get(row["breach"])} for row in rows]


RECORD_UNITS = {
    "cap": "GBP billion",
    "target": "GBP billion",
    "breach": "share",
    "gain": "GBP million",
    "programmes": "GBP million",
    "money": "GBP million",
    "official": "GBP billion",
    "outturn": "GBP billion",
    "difference": "per cent",
}


def _by_scenario(cube: xr.Dataset, rows: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"scenario": name, **row} for name in map(str, cube["scenario"].values) for row in rows(name)]
