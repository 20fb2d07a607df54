"""Tables as analysts know them: rows of numbers in years, rounded last."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.analysis.intervals import half_width
from esarisk.names import ESA_LINES, LATER_SCENARIOS, SCRAMBLES
from esarisk.report.exhibits.plain import plain
from esarisk.report.exhibits.words import printed
from esarisk.units import MILLIONS_A_BILLION

if TYPE_CHECKING:
    from esarisk.jit import Floats

FAN_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def first_scenario(cube: xr.Dataset) -> str:
    """The scenario that the others are set against: the study's first."""
    return str(cube["scenario"].values[0])


def has_fan(cube: xr.Dataset) -> bool:
    """Whether the run has draws to spread; one draw is the central path."""
    return cube.sizes["draw"] > 1


def middle(cube: xr.Dataset) -> str:
    """What the middle of a run is called."""
    return "median" if has_fan(cube) else "central path"


def middles(cube: xr.Dataset, word: str = "medians") -> str:
    """What the figures of a caption are."""
    return f"{word} of the draws" if has_fan(cube) else "central path"


def capped_years(cube: xr.Dataset) -> list[str]:
    """Years that have a cap."""
    return [year for _, year in capped_places(cube)]


def capped_places(cube: xr.Dataset) -> list[tuple[int, str]]:
    """Place among the years, and name, of each year that has a cap."""
    capped = ~np.isnan(numbers(cube, "cap"))
    return [(y, str(year)) for y, year in enumerate(cube["year"].values) if capped[y]]


def fan(draws: xr.DataArray, divisor: float = MILLIONS_A_BILLION) -> pd.DataFrame:
    """Quantiles of (year, draw) over a divisor: rows are years, columns p10, p25, p50, p75 and p90."""
    values = np.quantile(draws.transpose("year", "draw").values, FAN_QUANTILES, axis=1).T / divisor
    names = [f"p{100 * band:.0f}" for band in FAN_QUANTILES]
    return pd.DataFrame(values, index=[str(y) for y in draws["year"].values], columns=names)


def numbers(cube: xr.Dataset, name: str) -> "Floats":
    """The numbers of a variable, in the order of its dimensions: to ask xarray for each takes longer than the sum."""
    values: Floats = cube.variables[name].values
    return values


def probability(hits: "Floats", cube: xr.Dataset) -> tuple[float, float]:
    """A share of draws and its 95 per cent half-width; NaN where there is none, or too few draws for it.

    Parameters
    ----------
    hits : (draw,) one or nought
    """
    if np.isnan(hits).any():
        return np.nan, np.nan
    scramble = numbers(cube, "scramble")
    if np.unique(scramble).size < SCRAMBLES:
        return float(hits.mean()), np.nan
    return float(hits.mean()), float(half_width(hits[None], scramble)[0])


def cap_frame(cube: xr.Dataset, scenario: str | None = None) -> pd.DataFrame:
    """Cap and margin by year: medians in GBP billion, chance of breach as a share.

    The scenario is the study's first unless another is named.

    Rows are years; columns are ESA spending, incapacity spending, in-scope spending with its
    tenth and ninetieth percentiles, spending after adjustments (blank where the rule has none), cap, margin,
    headroom, breach and its half-width. Headroom is cap plus margin less spending after adjustments.
    """
    at = list(cube["scenario"].values).index(scenario or first_scenario(cube))
    money, in_scope = numbers(cube, "spending")[at], numbers(cube, "in_scope_spending")[at]
    adjusted = numbers(cube, "adjusted_spending")[at] if "adjusted_spending" in cube else in_scope * np.nan
    lines = list(cube["line"].values)

    def of_draws(draws: "Floats", summary: Callable[..., "Floats"] = np.median, *more: float) -> "Floats":
        return summary(draws, *more, axis=1) / MILLIONS_A_BILLION

    chances = [probability(hits, cube) for hits in numbers(cube, "breach")[at]]
    return pd.DataFrame(
        {
            "esa": of_draws(money[:, [lines.index(line) for line in ESA_LINES]].sum(axis=1)),
            "incapacity": of_draws(money.sum(axis=1)),
            "in_scope": of_draws(in_scope),
            "in_scope_p10": of_draws(in_scope, np.quantile, 0.1),
            "in_scope_p90": of_draws(in_scope, np.quantile, 0.9),
            "adjusted": of_draws(adjusted),
            "cap": numbers(cube, "cap") / MILLIONS_A_BILLION,
            "margin": numbers(cube, "margin") / MILLIONS_A_BILLION,
            "headroom": of_draws(numbers(cube, "headroom")[at]),
            "breach": [chance for chance, _ in chances],
            "breach_half_width": [error for _, error in chances],
        },
        index=pd.Index([str(year) for year in cube["year"].values], name="year"),
    )


def outturn_scenario(cube: xr.Dataset) -> str:
    """The scenario beside outturn: one with the measures that came later where the run has it, else the first."""
    known = [str(name) for name in cube["scenario"].values]
    return next((name for name in LATER_SCENARIOS if name in known), known[0])


def outturn_frame(cube: xr.Dataset, outturn: dict[str, float]) -> pd.DataFrame:
    """Simulated incapacity spending of `outturn_scenario` beside the published outturn [GBP billion].

    Parameters
    ----------
    outturn : published spending by financial year [GBP million]
    """
    scenarios, years, fit_years = (
        [str(x) for x in cube[dim].values] for dim in ("scenario", "year", "fit_year")
    )
    spending = numbers(cube, "spending").sum(axis=2)
    run = spending[scenarios.index(outturn_scenario(cube))]
    paths = dict(zip(fit_years, numbers(cube, "fit_spending"), strict=True)) | dict(
        zip(years, run, strict=True)
    )
    first = dict(zip(years, np.median(spending[0], axis=1) / MILLIONS_A_BILLION, strict=True))
    rows = {}
    for year, draws in paths.items():
        median = np.median(draws) / MILLIONS_A_BILLION
        published = outturn.get(year, np.nan) / MILLIONS_A_BILLION
        rows[year] = {
            "model": median,
            "p10": np.quantile(draws, 0.1) / MILLIONS_A_BILLION,
            "p90": np.quantile(draws, 0.9) / MILLIONS_A_BILLION,
            "first": first.get(year, median),
            "outturn": published,
            "difference": 100.0 * (median / published - 1.0),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("year")


def breach_frame(cube: xr.Dataset) -> pd.DataFrame:
    """Chance of breach by scenario and capped year, by cause [share].

    Columns are scenario, year, breach, half_width, forecasting (above cap plus margin), policy
    (above the cap and raised by policy), by_draw (breach if policy were each draw's own) and policy_only
    (breach less forecasting).
    """
    causes = {cause: numbers(cube, f"{cause}_breach") for cause in ("forecasting", "policy")}
    causes["by_draw"] = numbers(cube, "breach_by_draw")
    breach, rows = numbers(cube, "breach"), []
    for s, scenario in enumerate(cube["scenario"].values):
        for y, year in capped_places(cube):
            chance, error = probability(breach[s, y], cube)
            shares = {cause: float(hits[s, y].mean()) for cause, hits in causes.items()}
            rows.append(
                {"scenario": str(scenario), "year": year, "breach": chance, "half_width": error}
                | shares
                | {"policy_only": chance - shares["forecasting"]}
            )
    return pd.DataFrame(rows)


def medians(draws: xr.DataArray, column: str, divisor: float) -> pd.DataFrame:
    """Medians of the draws over a divisor: rows are years, a column for each label of a dimension, and `total`.

    The total is the median of the sum, not the sum of medians.
    """
    values = draws.transpose("year", column, "draw").values
    years, labels = ([str(label) for label in draws[dim].values] for dim in ("year", column))
    total = np.median(values.sum(axis=1), axis=1) / divisor
    return pd.DataFrame(np.median(values, axis=2) / divisor, index=years, columns=labels).assign(total=total)


def caseload_frame(cube: xr.Dataset) -> pd.DataFrame:
    """Caseload of the first scenario by phase, medians [thousand people]; Universal Credit health as one.

    Phases without anybody are left out.
    """
    people = cube["caseload"].isel(scenario=0)
    names = ["uc_health" if str(p).startswith("uc_") else str(p) for p in people["phase"].values]
    folded = people.assign_coords(phase=names).groupby("phase").sum()
    divisor = printed(cube, "caseload").divisor
    table = medians(folded.sel(phase=list(dict.fromkeys(names))), "phase", divisor)
    return table.loc[:, (table >= WORTH_A_LINE).any()]


WORTH_A_LINE = 0.5
"""A column whose every figure rounds to nought is left out."""


def monthly_frame(variable: xr.DataArray, dimension: str, divisor: float) -> pd.DataFrame:
    """A monthly variable of the first scenario by some dimension, medians; empty columns left out.

    Rows are months.
    """
    values = variable.isel(scenario=0).sel(statistic="p50").transpose("month", dimension).values / divisor
    labels = [str(label) for label in variable[dimension].values]
    table = pd.DataFrame(values, index=[str(m) for m in variable["month"].values], columns=labels)
    return table.loc[:, (table >= WORTH_A_LINE).any()]


def group_frame(cube: xr.Dataset) -> pd.DataFrame:
    """Caseload of the first scenario by sex and age band in the first and last year, means [thousand people].

    Columns are sex, age_band, first and last; the age of a group is that of the year.
    """
    caseload = cube["caseload_by_group"].isel(scenario=0).sel(statistic="mean").sum("phase")
    people, years = caseload / printed(cube, "caseload_by_group").divisor, {}
    for name, place in (("first", 0), ("last", -1)):
        one = people.isel(year=place)
        bands = [one[dim].values for dim in ("sex", "age_band")]
        years[name] = pd.Series(one.values).groupby(bands).sum()
    return pd.DataFrame(years).fillna(0.0).rename_axis(["sex", "age_band"]).reset_index()


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows ready for JSON, with the index where it has a name: blanks are null."""
    named = table if table.index.name is None else table.reset_index()
    rows: list[dict[str, Any]] = plain(named.to_dict("records"))
    return rows


def has_outturn(cube: xr.Dataset, record: Mapping[str, Any]) -> bool:
    """Whether outturn was published of any year simulated."""
    years = {str(year) for dim in ("fit_year", "year") for year in cube[dim].values}
    return bool(years & set(record["outturn"]))


def assumed_years(cube: xr.Dataset, record: Mapping[str, Any]) -> list[str]:
    """Capped years whose remainder is an assumption."""
    return [year for year in capped_years(cube) if year not in record["remainder_read"]]


CAP_COLUMNS = ("in_scope", "adjusted", "cap", "margin", "headroom", "breach", "breach_half_width")


def scenario_frame(cube: xr.Dataset) -> pd.DataFrame:
    """One row a scenario and capped year: medians in GBP billion; the chance of breach, and its paired change."""
    rows = []
    for s, scenario in enumerate(map(str, cube["scenario"].values)):
        table = cap_frame(cube, scenario)[list(CAP_COLUMNS)].to_dict("index")
        rows += [
            {"scenario": scenario, "year": year, **table[year], **_moved(cube, s, y)}
            for y, year in capped_places(cube)
        ]
    return pd.DataFrame(rows)


def _moved(cube: xr.Dataset, scenario: int, year: int) -> dict[str, float]:
    """Paired change of the chance of breach from the first scenario, and what of it the policy clause brings.

    Parameters
    ----------
    scenario, year : their places
    """
    breach, forecasting, in_scope = (
        numbers(cube, name)[:, year] for name in ("breach", "forecasting_breach", "in_scope_spending")
    )
    change, error = probability(breach[scenario] - breach[0], cube)
    if np.array_equal(in_scope[scenario], in_scope[0]):
        error = 0.0  # nothing differs, so nothing is uncertain
    by_forecast = float((forecasting[scenario] - forecasting[0]).mean())
    return {"change": change, "change_half_width": error, "by_policy": change - by_forecast}
