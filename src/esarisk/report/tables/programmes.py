"""Programmes of a run: tables by scenario and programme, and what the terminal shows of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.exhibits.numbers import figure
from esarisk.report.tables.run import cap_table, capped_years, first_scenario, probability, records
from esarisk.report.writers.terminal import columns, note
from esarisk.rules.programmes.money import cost_per_additional_job

POUNDS = 1e6
SUMS = {
    "starts": "programme_starts",
    "starts_change": "programme_starts_change",
    "gross_jobs": "programme_jobs_gross",
    "additional_jobs": "programme_jobs_additional",
    "spending": "programme_spending",
    "in_cap": "programme_saving_in_cap",
    "ame": "programme_saving_ame",
    "exchequer": "programme_exchequer",
}
"""Column → variable of the cube that is summed over years."""


def has_programmes(cube: xr.Dataset) -> bool:
    """Whether a scenario funds a programme away from baseline provision."""
    return "programme_starts" in cube


def programme_table(cube: xr.Dataset) -> pd.DataFrame:
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
    sums = {key: float(one[name].sum("year").mean()) for key, name in SUMS.items()}
    saved = one["programme_saving_in_cap"].sum("year").values
    last = {
        key: float(one[f"programme_{key}"].isel(year=-1).mean()) for key in ("participants", "off_benefit")
    }
    return {
        "funding": float(one["programme_funding"]),
        **sums,
        **last,
        "in_cap_p10": float(np.quantile(saved, 0.1)),
        "in_cap_p90": float(np.quantile(saved, 0.9)),
        "cost_per_additional_job": cost_per_additional_job(
            POUNDS * sums["spending"], sums["additional_jobs"]
        ),
    }


def programme_years(cube: xr.Dataset) -> pd.DataFrame:
    """One row a scenario and year: all its programmes together, means of draws; people and GBP million."""
    rows = []
    for scenario in funded_scenarios(cube):
        total = cube.sel(scenario=scenario)
        for year in cube["year"].values:
            one = total.sel(year=year)
            saved = one["programme_saving_in_cap"].sum("programme").values
            keys = ("starts_change", "in_work", "off_benefit", "spending", "exchequer")
            row: dict[str, Any] = {
                key: float(one[f"programme_{key}"].sum("programme").mean()) for key in keys
            }
            low, high = np.quantile(saved, (0.1, 0.9))
            saving = {"in_cap": float(saved.mean()), "p10": float(low), "p90": float(high)}
            rows.append({"scenario": scenario, "year": str(year)} | row | saving)
    return pd.DataFrame(rows)


def funded_scenarios(cube: xr.Dataset) -> list[str]:
    """Scenarios that fund a programme away from its baseline."""
    known = ~np.isnan(cube["programme_starts"].transpose("scenario", ...).values)
    return [str(name) for name, one in zip(cube["scenario"].values, known, strict=True) if one.any()]


CAP_COLUMNS = ("in_scope", "adjusted", "cap", "margin", "headroom", "breach", "breach_half_width")


def cap_by_scenario(cube: xr.Dataset) -> pd.DataFrame:
    """One row a scenario and capped year: medians in GBP billion; the chance of breach, and its paired change."""
    rows = []
    for scenario in map(str, cube["scenario"].values):
        table = cap_table(cube, scenario)
        for year in capped_years(cube):
            one = {key: table.loc[year, key] for key in CAP_COLUMNS}
            rows.append({"scenario": scenario, "year": year, **one, **_moved(cube, scenario, year)})
    return pd.DataFrame(rows)


def _moved(cube: xr.Dataset, scenario: str, year: str) -> dict[str, float]:
    """Paired change of the chance of breach from the first scenario, and what of it the policy clause brings."""
    one, first = (cube.sel(scenario=name, year=year) for name in (scenario, first_scenario(cube)))
    change, error = probability(one["breach"] - first["breach"])
    if np.array_equal(one["in_scope_spending"], first["in_scope_spending"]):
        error = 0.0  # nothing differs, so nothing is uncertain
    by_forecast = float((one["forecasting_breach"] - first["forecasting_breach"]).mean())
    return {"change": change, "change_half_width": error, "by_policy": change - by_forecast}


FORMATS = {
    "scenario": ("scenario", None),
    "programme": ("programme", None),
    "funding": ("£m a year", (0, "")),
    "starts": ("starts", (0, "")),
    "participants": ("on it", (0, "+")),
    "gross_jobs": ("gross jobs", (0, "+")),
    "additional_jobs": ("additional", (0, "+")),
    "off_benefit": ("off benefit", (0, "+")),
    "spending": ("spent", (0, "")),
    "in_cap": ("in cap", (1, "+")),
    "ame": ("AME", (1, "+")),
    "exchequer": ("Exchequer", (1, "+")),
}
"""Columns of the table of programmes: heading, and places and sign of a number."""
PEOPLE = ("funding", "starts", "participants", "gross_jobs", "additional_jobs", "off_benefit")
MONEY = ("funding", "spending", "in_cap", "ame", "exchequer")
"""Which columns stand in which of the two tables."""
WORDS = (
    "Starts, jobs and £ million are sums over the years, means of draws; on it and off benefit are of the last year. "
    "All but starts are changes from baseline provision.\n"
    "In cap (saved inside the cap), AME and Exchequer: positive = gain to the Exchequer. Spent is an amount, the "
    "programme's own money beyond baseline provision; Exchequer takes it off.\n"
    "Figures of programmes are today's knowledge: hindsight."
)


def programmes_text(cube: xr.Dataset, funding: Sequence[str] = ()) -> str:
    """What programmes do, scenario by scenario.

    Parameters
    ----------
    funding : what each programme's money is beside its baseline provision, as sentences
    """
    tables = "\n\n".join(_columns(cube, keys) for keys in (PEOPLE, MONEY))
    return f"Programmes funded away from baseline provision\n{tables}\n{note(*funding, WORDS)}"


def _columns(cube: xr.Dataset, keys: Sequence[str]) -> str:
    """Some columns of the table of programmes."""
    shown = {key: FORMATS[key] for key in ("scenario", "programme", *keys)}
    cells = [
        {head: figure(row[key], *form) if form else str(row[key]) for key, (head, form) in shown.items()}
        for row in programme_table(cube).to_dict("records")
    ]
    return columns(cells, right=[head for head, form in shown.values() if form])


def funding_words(record: Mapping[str, Any]) -> list[str]:
    """A run's programme money beside baseline provision, a sentence a scenario and programme."""
    return [
        f"{row['scenario']}: {beside_baseline(row['title'], row['funding'], row['baseline'])}"
        for row in record.get("programmes", [])
    ]


def beside_baseline(title: str, money: float, baseline: float) -> str:
    """Money of a programme beside what the baseline provides already, in a sentence [GBP million a year]."""
    given = f"{title} at £{money:,g}m a year"
    if not baseline:
        return f"{given}, all of it new: the baseline provides none."
    more = f"£{abs(money - baseline):,g}m {'less' if money < baseline else 'more'} than"
    return f"{given} is {more if money != baseline else 'just'} the £{baseline:,g}m of baseline provision."


def programme_records(cube: xr.Dataset) -> Mapping[str, Any]:
    """Every table of programmes, for JSON."""
    tables = {"programmes": programme_table, "years": programme_years, "cap_by_scenario": cap_by_scenario}
    return {name: records(make(cube).set_index("scenario")) for name, make in tables.items()}
