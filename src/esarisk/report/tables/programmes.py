"""Programmes of a run in tables: by scenario and programme, and by year."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import AREAS, MILLIONS
from esarisk.report.tables.run import records, scenario_frame
from esarisk.rules.programmes.money import cost_per_additional_job
from esarisk.units import GBP_MILLION

SUMMED_VARIABLES = {
    "starts": "programme_starts",
    "starts_change": "programme_starts_change",
    "gross_jobs": "programme_jobs_gross",
    "additional_jobs": "programme_jobs_additional",
    "spending": "programme_spending",
    "in_cap": "programme_saving_in_cap",
    "ame": "programme_saving_ame",
    "exchequer": "programme_exchequer",
    "treasury": "programme_treasury",
    "areas": "programme_areas",
}
"""Column → variable of the cube that is summed over years."""


def has_programmes(cube: xr.Dataset) -> bool:
    """Whether a scenario funds a programme away from baseline provision."""
    return "programme_starts" in cube


def programme_frame(cube: xr.Dataset) -> pd.DataFrame:
    """One row a scenario and programme that it funds: sums over years, means of draws.

    Columns are scenario, programme, funding a year, starts and those beyond baseline provision,
    people on it and off benefit in the last year, gross and additional jobs, spending, what is saved inside the
    cap with its tenth and ninetieth percentiles, in annually managed expenditure and by the purse, and
    GBP an additional job.
    """
    rows = []
    for scenario in cube["scenario"].values:
        for programme in cube["programme"].values:
            one = cube.sel(scenario=scenario, programme=programme)
            if not np.isnan(one["programme_starts"].values).all():
                rows.append({"scenario": str(scenario), "programme": str(programme)} | _row(one))
    return pd.DataFrame(rows)


def _row(one: xr.Dataset) -> dict[str, float]:
    """One programme of one scenario."""
    sums = {key: float(one[name].sum("year").mean()) for key, name in SUMMED_VARIABLES.items()}
    saved = one["programme_saving_in_cap"].sum("year").values
    return {
        "funding": float(one["programme_funding"].mean("year")),
        **sums,
        "participants": float(one["programme_participants"].isel(year=-1).mean()),
        "off_benefit": float(one["programme_off_benefit"].isel(year=-1).mean()),
        "in_cap_p10": float(np.quantile(saved, 0.1)),
        "in_cap_p90": float(np.quantile(saved, 0.9)),
        "cost_per_additional_job": cost_per_additional_job(
            GBP_MILLION * sums["spending"], sums["additional_jobs"]
        ),
    }


def programme_years(cube: xr.Dataset) -> pd.DataFrame:
    """One row a scenario and year: all its programmes together, means of draws; people and GBP million."""
    rows = []
    for scenario in funded_scenarios(cube):
        for year in map(str, cube["year"].values):
            one = cube.sel(scenario=scenario, year=year)
            row: dict[str, Any] = {"scenario": scenario, "year": year}
            for key in ("starts_change", "in_work", "off_benefit", "spending", "exchequer"):
                row[key] = float(one[f"programme_{key}"].sum("programme").mean())
            saved = one["programme_saving_in_cap"].sum("programme").values
            low, high = np.quantile(saved, (0.1, 0.9))
            rows.append(row | {"in_cap": float(saved.mean()), "p10": float(low), "p90": float(high)})
    return pd.DataFrame(rows)


def funded_scenarios(cube: xr.Dataset) -> list[str]:
    """Scenarios that fund a programme away from its baseline."""
    known = ~np.isnan(cube["programme_starts"].transpose("scenario", ...).values)
    return [str(name) for name, one in zip(cube["scenario"].values, known, strict=True) if one.any()]


OFFERED = (Column("scenario", "Scenario"), Column("funding", "Money offered", "£ million a year"))


def people_table(cube: xr.Dataset, titles: Mapping[str, str]) -> Table:
    """Who every programme of a scenario reaches, over all years, under the title of each."""
    changes = {
        "starts_change": "Beyond baseline",
        "participants": "On it, last year",
        "off_benefit": "Off benefit, last year",
        "gross_jobs": "Gross jobs",
        "additional_jobs": "Additional jobs",
    }
    starts = Column("starts", "Starts", "people", 0)
    columns = (*OFFERED, starts, *(Column(key, words, "people", 0, "+") for key, words in changes.items()))
    notes = (
        "Sums over the years, means of draws. All but starts are changes from baseline provision: positive = more.",
        KNOWN_TODAY,
    )
    caption = "Programmes funded away from baseline provision: people"
    return Table("programme_people", caption, "Programme", columns, _titled(cube, titles), notes)


def money_table(cube: xr.Dataset, titles: Mapping[str, str], funding: Sequence[str] = ()) -> Table:
    """What every programme of a scenario costs and saves, over all years, under the title of each.

    Parameters
    ----------
    funding : what each programme's money is beside its baseline provision, as sentences
    """
    money = {
        "cost": "Cost",
        "in_cap": "Gain inside the cap",
        "ame": "Gain in AME",
        "exchequer": "Net Exchequer",
    }
    frame = _titled(cube, titles)
    shared = bool(frame["areas"].any())  # else all of it is the Treasury's
    money |= {"treasury": "Of it the Treasury", "areas": "Areas"} if shared else {}
    columns = (
        *OFFERED,
        *(Column(key, words, MILLIONS, 1, "+") for key, words in money.items()),
        Column("cost_per_additional_job", "Cost per additional job", "£", 0),
    )
    notes = (
        *funding,
        "Sums over the years, means of draws, change from baseline provision: positive = gain to the Exchequer.",
        "Money that finds nobody is not spent. What programmes save together is shared by what each would save alone.",
        *([AREAS] if shared else []),
        KNOWN_TODAY,
    )
    caption = "Programmes funded away from baseline provision: money"
    return Table("programme_money", caption, "Programme", columns, frame, notes)


KNOWN_TODAY = "Figures of programmes are today's knowledge: hindsight."


def _titled(cube: xr.Dataset, titles: Mapping[str, str]) -> pd.DataFrame:
    """The rows of programmes under their titles; no cost of a job where there is none."""
    data = programme_frame(cube)
    each = data["cost_per_additional_job"].where(data["additional_jobs"] > 0.0)
    titled = [titles.get(name, name) for name in data["programme"]]
    return data.assign(title=titled, cost=-data["spending"], cost_per_additional_job=each).set_index("title")


def years_table(cube: xr.Dataset) -> Table:
    """All programmes of each scenario, year by year."""
    people = {"starts_change": "Starts beyond baseline", "in_work": "In work", "off_benefit": "Off benefit"}
    money = {"cost": "Cost of programmes", "in_cap": "Gain inside the cap", "exchequer": "Net Exchequer"}
    columns = (
        Column("year", "Year"),
        *(Column(key, words, "people", 0, "+") for key, words in people.items()),
        *(Column(key, words, MILLIONS, 1, "+") for key, words in money.items()),
    )
    data = programme_years(cube)
    frame = data.assign(cost=-data["spending"]).set_index("scenario")
    note = "Money: positive = gain to the Exchequer. People: positive = more people."
    return Table("programme_years", "Programmes year by year", "Scenario", columns, frame, (note,))


def work_table(cube: xr.Dataset, titles: Mapping[str, str]) -> Table:
    """Additional people in work by programme and scenario, a column for each year; means of draws."""
    work, years = cube["programme_in_work"].mean("draw"), [str(year) for year in cube["year"].values]
    rows = {
        f"{titles.get(row['programme'], row['programme'])}, {row['scenario']}": work.sel(
            scenario=row["scenario"], programme=row["programme"]
        ).values
        for row in programme_frame(cube).to_dict("records")
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=years)
    columns = tuple(Column(year, year, "people", 0, "+") for year in years)
    caption = "Additional people in work by programme"
    return Table("programme_work", caption, "Programme, scenario", columns, frame)


def programme_records(cube: xr.Dataset) -> Mapping[str, Any]:
    """Every table of programmes, for JSON."""
    tables = {"programmes": programme_frame, "years": programme_years, "cap_by_scenario": scenario_frame}
    return {name: records(make(cube).set_index("scenario")) for name, make in tables.items()}
