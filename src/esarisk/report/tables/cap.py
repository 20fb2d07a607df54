"""The cap in tables: spending inside it by year, every scenario beside it, and the chance of breach by cause."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.exhibits.numbers import DASH, chance, figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BILLIONS, MILLIONS, POINTS
from esarisk.report.tables.run import (
    assumed_years,
    breach_frame,
    cap_frame,
    first_scenario,
    has_fan,
    middles,
    scenario_frame,
)
from esarisk.units import MILLIONS_A_BILLION, PERCENT

MEDIANS_OF_PARTS = "Medians of parts need not sum to the median of the total."
ROUNDED_NOTE = "Figures are rounded, so sums may differ in the last digit."
HEADROOM = "Headroom is cap plus margin less spending inside the cap"
ADJUSTED = (
    "Headroom is cap plus margin less adjusted spending: spending inside the cap after its adjustments, for "
    "inflation and for benefits devolved to Scotland"
)
NO_CAP = f"{DASH} the vintage has no cap for the year, or does not judge it."
BREACH_NOTE = (
    "P(breach) is the share of draws whose simulated spending fails the cap's rule with no further policy "
    "response, with its 95 per cent simulation error; it is not the chance of an official verdict, which is given "
    "on forecasts."
)
CENTRAL = (
    "Fails the rule: whether spending of this one path fails the cap's rule with no further policy response. One "
    "path says nothing of a chance."
)
POLICY_CLAUSE = (
    "The policy clause of 2014: a year above the cap, though within its margin, fails when policy since the cap was "
    "set raised its spending. Policy is what one costing would certify, the rounded mean of the draws; employment "
    "programmes are in none, unless their file says so."
)
VERDICT_WORDS = {0.0: "no", 1.0: "yes"}


def has_target(cube: xr.Dataset) -> bool:
    """Whether the cap of the run judges one target year."""
    return "adjusted_spending" in cube


def verdict(cube: xr.Dataset, share: float, half_width: float | None = None) -> str:
    """A chance of breach with its simulation error; on one path, whether it breaches."""
    return chance(share, half_width) if has_fan(cube) else VERDICT_WORDS.get(share, DASH)


def verdict_column(
    cube: xr.Dataset, key: str, error: str, heading: str = "P(breach)", path: str = "Fails the rule"
) -> Column:
    """The column of a chance with its error under a heading; on one path, of whether the rule is failed."""
    if has_fan(cube):
        return Column(key, heading, "per cent of draws", 0, error=error, scale=PERCENT, suffix="%")
    return Column(key, path, words=VERDICT_WORDS, right=True)


def cap_table(cube: xr.Dataset, record: Mapping[str, Any], scenario: str | None = None) -> Table:
    """Cap and margin by year, of the study's first scenario unless another is named."""
    money = partial(Column, unit=BILLIONS)
    fan = (money("in_scope_p10", "10th–90th percentile", to="in_scope_p90"),) if has_fan(cube) else ()
    after = (money("adjusted", "After adjustments"),) if has_target(cube) else ()
    columns = (
        money("esa", "ESA"),
        money("incapacity", "Incapacity benefits"),
        money("in_scope", "Inside the cap"),
        *fan,
        *after,
        *(money(key, key.capitalize()) for key in ("cap", "margin", "headroom")),
        verdict_column(cube, "breach", "breach_half_width"),
    )
    assumed = dict.fromkeys(assumed_years(cube, record), "*")
    caption = f"Cap and margin, {scenario or first_scenario(cube)}, {middles(cube)}"
    notes = _cap_notes(cube, record, assumed)
    return Table("cap", caption, "Year", columns, cap_frame(cube, scenario), notes, assumed)


def _cap_notes(cube: xr.Dataset, record: Mapping[str, Any], assumed: Mapping[str, str]) -> tuple[str, ...]:
    """What the marks and words of the cap table mean, and where its cap is from."""
    read = ", ".join(record["remainder_read"])
    has = f"only {read} has" if read else "no year has"
    star = f"* the remainder of this year is an assumption: {has} a published figure."
    return (
        *([star] if assumed else []),
        NO_CAP,
        f"{ADJUSTED if has_target(cube) else HEADROOM}. {ROUNDED_NOTE}",
        *([BREACH_NOTE, MEDIANS_OF_PARTS] if has_fan(cube) else [CENTRAL]),
        f"ESA and incapacity spending are simulated. Figures are forecasts. Source: {cap_source(record)}.",
    )


def cap_source(record: Mapping[str, Any]) -> str:
    """Where the vintage's cap comes from."""
    cap, ids = record["vintage"]["cap"], record["vintage"]["source"]
    return f"cap {cap} of the United Kingdom, {source_titles(record, ids)}"


def source_titles(record: Mapping[str, Any], ids: str) -> str:
    """Sources in words: publisher and title, or the bare id of one that the record does not describe."""
    known = record["sources"]
    return "; ".join(
        f"{known[i]['publisher']}: {known[i]['title']} ({i})" if i in known else i for i in ids.split(";")
    )


def cap_by_scenario(cube: xr.Dataset) -> Table:
    """The cap by scenario and year, with the chance of breach of each and what the policy clause adds."""
    headroom = f"{HEADROOM}{', after adjustments' if has_target(cube) else ''}."
    paired = "Medians of draws; the change of the chance is paired by draw."
    notes = (headroom, *([paired] if has_fan(cube) else []), *([] if has_target(cube) else [POLICY_CLAUSE]))
    frame = scenario_frame(cube).set_index("scenario")
    return Table("cap_by_scenario", "The cap by scenario", "Scenario", _scenario_columns(cube), frame, notes)


def _scenario_columns(cube: xr.Dataset) -> tuple[Column, ...]:
    """Columns of the cap by scenario; changes are from the first scenario."""
    points = partial(Column, unit=POINTS, scale=PERCENT, sign="+")
    after = ("adjusted",) if has_target(cube) else ()
    money = {"in_scope": "Inside the cap", "adjusted": "After adjustments"}
    shown = ("in_scope", *after, "cap", "margin", "headroom")
    change = [
        points("change", f"Change from {first_scenario(cube)}", error="change_half_width"),
        *([] if after else [points("by_policy", "Of it by the policy clause")]),
    ]
    return (
        Column("year", "Year", right=True),
        *(Column(key, money.get(key, key.capitalize()), BILLIONS, 2) for key in shown),
        verdict_column(cube, "breach", "breach_half_width"),
        *(change if has_fan(cube) else ()),
    )


def breach_causes(cube: xr.Dataset) -> Table:
    """Chance of breach by scenario, year and cause."""
    share = partial(Column, unit="per cent", places=0, scale=PERCENT)
    columns = (
        Column("scenario", "Scenario"),
        verdict_column(cube, "breach", "half_width"),
        share("forecasting", "Above cap plus margin (forecasting)"),
        share("policy", "Above the cap and raised by policy"),
        share("by_draw", "Breach, policy judged draw by draw"),
    )
    note = (
        "A share of draws whose simulated spending fails the cap's rule with no further policy response. A draw may "
        "fail for both causes."
    )
    caption = "Chance of breach by scenario, year and cause"
    return Table("breach_by_cause", caption, "Year", columns, breach_frame(cube).set_index("year"), (note,))


def breach_by_scenario(cube: xr.Dataset, years: Sequence[str]) -> list[Table]:
    """Chance of breach and headroom of every scenario by judged year; nothing for one scenario or without a cap."""
    data = breach_frame(cube)
    if cube.sizes["scenario"] == 1 or not years:
        return []
    data = data[data["year"].isin(years)]
    keys = ["breach", "half_width"]
    wide = data.pivot_table(index="scenario", columns="year", values=keys, sort=False, dropna=False)
    frame = wide["breach"].join(wide["half_width"].add_suffix("_half_width"))
    room = scenario_frame(cube).pivot_table(index="scenario", columns="year", values="headroom", sort=False)
    frame = frame.join(room[[*years]].add_suffix("_headroom"))
    columns = (
        *(verdict_column(cube, year, f"{year}_half_width", year, year) for year in years),
        *(
            Column(f"{year}_headroom", f"Headroom {year}", MILLIONS, 0, scale=MILLIONS_A_BILLION)
            for year in years
        ),
    )
    what = "P(breach), per cent of draws" if has_fan(cube) else "Who fails the cap's rule"
    heading = f"{what}, and headroom{', median' if has_fan(cube) else ''}, of every scenario"
    return [Table("breach_by_scenario", heading, "Scenario", columns, frame, tuple(_by_policy(data)))]


def _by_policy(data: pd.DataFrame) -> list[str]:
    """A sentence for each scenario some of whose breaches come by the policy clause alone."""
    said = []
    for name, rows in data[data["policy_only"] > 0.0].groupby("scenario", sort=False):
        points = zip(rows["year"], rows["policy_only"], strict=True)
        each = ", ".join(f"{year} {figure(PERCENT * part, 0)} points" for year, part in points)
        said.append(f"{name}, by the policy clause alone: {each}.")
    return [*said, POLICY_CLAUSE] if said else []


def history_table(frame: pd.DataFrame) -> Table:
    """Every assessment of the cap beside the rule's own verdict."""
    formal = frame[frame["formal"]]
    agrees = f"The rule agrees with {int(formal['agrees'].astype(bool).sum())} of {len(formal)} formal verdicts (f)."
    money = {
        "spending": "Spending",
        "adjusted_spending": "Adjusted",
        "cap": "Cap",
        "cap_plus_margin": "Cap and margin",
    }
    columns = (
        Column("year", "Year"),
        Column("mark", "f"),
        *(Column(key, heading, BILLIONS) for key, heading in money.items()),
        Column("policy_effect", "Policy", BILLIONS),
        Column("judged_breach", "Judged", words=BREACHES),
        Column("said", "Model"),
        Column("causes", "Cause"),
    )
    marks = [
        ("f" if one else "") + ("*" if partial else "")
        for one, partial in zip(frame["formal"], frame["partial_data"], strict=True)
    ]
    said = ["above pathway" if row["above_pathway"] else BREACHES.get(row["model_breach"], DASH)
            for row in frame.to_dict("records")]  # fmt: skip
    caption = f"Assessments of the welfare cap, {BILLIONS}"
    data = frame.assign(mark=marks, said=said).set_index("assessment_date")
    return Table("cap_history", caption, "Date", columns, data, (agrees, *ASSESSED))


BREACHES: Mapping[Any, str] = {True: "breach", False: "within"}
ASSESSED = (
    "Policy is what policy since the cap was set adds to spending.",
    "Above pathway: a year before the target year that stands above pathway plus margin; it is watched, no breach.",
    "* partial data: the adjustments of these tables were not seen.",
    "Sources: parameters cap.levels, cap.assessments and cap.policy_effects (`esarisk show cap.levels`).",
)
