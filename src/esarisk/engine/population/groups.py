"""Groups and the timetable: who lives, ages to pension age and dies, from published tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from esarisk.jit import Floats
from esarisk.names import AGE_CLASSES, SEXES, YOUNGEST
from esarisk.policy.parameters import Parameters, Table
from esarisk.policy.periods import Period, add_months
from esarisk.policy.stack import Vintage

OLDEST = 70
AGE_BANDS = {
    "16-17": (16, 18),
    "18-24": (18, 25),
    "25-34": (25, 35),
    "35-44": (35, 45),
    "45-49": (45, 50),
    "50-54": (50, 55),
    "55-59": (55, 60),
    "60-64": (60, 65),
    "65-66": (65, 67),
}
"""Age bands of the population table: first age and the age after the last [years]."""

TWELFTHS = 12

RESULTS_KEPT = 32
"""How many results of the same published table and groups stay at hand."""


@dataclass(frozen=True)
class Groups:
    """Birth cohort × sex. A cohort is a birth year from 6 April, births even within it."""

    sex: tuple[str, ...]
    birth_year: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.sex)

    @property
    def labels(self) -> list[str]:
        """Label of each group, such as `female born 1952-53`."""
        return [
            f"{sex} born {year}-{(year + 1) % 100:02d}"
            for sex, year in zip(self.sex, self.birth_year, strict=True)
        ]

    @cached_property
    def _middles(self) -> Floats:
        """(group,) the middle of each group's births [ordinal day]."""
        return np.array([date(year, 10, 6).toordinal() for year in self.birth_year])

    def ages(self, day: date) -> Floats:
        """(group,) mean age on a day [years]."""
        return (day.toordinal() - self._middles) / 365.25

    def ages_on(self, days: Sequence[date]) -> Floats:
        """(group, day) mean age [years]."""
        ordinals = np.array([day.toordinal() for day in days])
        return (ordinals - self._middles[:, None]) / 365.25


def groups_of(seen: Vintage) -> Groups:
    """Every group that holds anybody between 16 and pension age in a simulated month."""
    first, last = seen.months[0].start, seen.months[-1].end
    pairs = [(sex, year) for sex in SEXES for year in range(first.year - OLDEST, last.year - YOUNGEST + 1)]
    candidates = Groups(tuple(p[0] for p in pairs), tuple(p[1] for p in pairs))
    under = under_pension_age(seen.known, candidates, [first])[:, 0]
    over_16 = grown_up(candidates, [last])[:, 0]
    kept = [pair for pair, a, b in zip(pairs, under, over_16, strict=True) if a > 0 and b > 0]
    return Groups(tuple(p[0] for p in kept), tuple(p[1] for p in kept))


@dataclass(frozen=True)
class PensionRule:
    """One line of the timetable: a range of births and when they reach pension age."""

    sex: str
    born_from: date
    born_to: date
    day: date | None
    months: int

    def covers(self, sex: str, born: date) -> bool:
        """Whether a birth falls under this line."""
        return self.sex in {sex, "both"} and self.born_from <= born <= self.born_to


def pension_rules(table: Table) -> list[PensionRule]:
    """The published timetable of State Pension age."""
    return [
        PensionRule(
            row["sex"],
            date.fromisoformat(row["dob_from"] or "1800-01-01"),
            date.fromisoformat(row["dob_to"] or "2200-01-01"),
            date.fromisoformat(row["spa_date"]) if row["spa_date"] else None,
            0 if row["spa_date"] else int(row["spa_age"]),
        )
        for row in table.frame.to_dict("records")
    ]


@lru_cache(maxsize=RESULTS_KEPT)
def pension_days(table: Table, groups: Groups) -> Floats:
    """(group, twelfth) pension day of each twelfth of each group [ordinal day].

    Births of a twelfth run from the 6th to the 5th and are taken at their middle, the 20th.
    Births after the timetable's last line reach pension age after any year simulated.
    """
    rules = pension_rules(table)
    days = np.empty((len(groups), TWELFTHS))
    for g, (sex, year) in enumerate(zip(groups.sex, groups.birth_year, strict=True)):
        births = [add_months(date(year, 4, 20), twelfth) for twelfth in range(TWELFTHS)]
        near = [rule for rule in rules if rule.born_from <= births[-1] and births[0] <= rule.born_to]
        for twelfth, born in enumerate(births):
            rule = next((rule for rule in near if rule.covers(sex, born)), None)
            day = rule.day or add_months(born, rule.months) if rule else add_months(born, 12 * OLDEST)
            days[g, twelfth] = day.toordinal()
    days.setflags(write=False)
    return days


def under_pension_age(parameters: Parameters, groups: Groups, days: list[date]) -> Floats:
    """(group, day) share of each group that has not yet reached pension age [share]."""
    return _under_pension_age(parameters.cells("population.state_pension_age"), groups, days)


def _under_pension_age(table: Table, groups: Groups, days: Sequence[date]) -> Floats:
    ordinals = pension_days(table, groups)
    asked = np.array([day.toordinal() for day in days])
    return (ordinals[:, :, None] >= asked[None, None, :]).mean(axis=1)


def pension_exit(parameters: Parameters, groups: Groups, months: list[Period]) -> Floats:
    """(group, month) share of those left who reach pension age in the month [share].

    A twelfth whose pension day falls in a month leaves at that month's end.
    """
    edges = [months[0].start, *(add_months(month.start, 1) for month in months)]
    left = under_pension_age(parameters, groups, edges)
    before, after = left[:, :-1], left[:, 1:]
    return np.divide(before - after, before, out=np.zeros_like(before), where=before > 0)


def grown_up(groups: Groups, days: list[date]) -> Floats:
    """(group, day) share of each group that is sixteen or over [share]."""
    ages = groups.ages_on(days)
    return np.clip(ages + 0.5 - YOUNGEST, 0.0, 1.0)


def single_years(parameters: Parameters, months: list[Period]) -> dict[str, Floats]:
    """Sex → (age, month) people at each single year of age, even inside a band [people]."""
    return _single_years(parameters.cells("population.people"), tuple(months))


@lru_cache(maxsize=RESULTS_KEPT)
def _single_years(people: Table, months: tuple[Period, ...]) -> dict[str, Floats]:
    columns = [people.cells[name] for name in ("sex", "age_band", "mid_year", "people")]
    counted = {(sex, band, int(str(year))): count for sex, band, year, count in zip(*columns, strict=True)}
    years = sorted({year for _, _, year in counted})
    ordinals = [date(year, 6, 30).toordinal() for year in years]
    asked = [month.start.toordinal() for month in months]
    single = {}
    for sex in SEXES:
        rows = np.zeros((OLDEST + 2, len(months)))
        for band, (first, after) in AGE_BANDS.items():
            series = np.array([counted.get((sex, band, year), np.nan) for year in years], float)
            rows[first:after] = np.interp(asked, ordinals, series) / (after - first)
        rows[AGE_BANDS["65-66"][1] :] = rows[AGE_BANDS["65-66"][0]]
        rows.setflags(write=False)
        single[sex] = rows
    return single


def people_by_age(
    parameters: Parameters, groups: Groups, months: list[Period], first: int, after: int
) -> Floats:
    """(group, month) people of each group inside an age range and under pension age [people].

    A cohort spans a year of age, so it stands in two single years at once and crosses from
    one to the next evenly.
    """
    tables = (parameters.cells("population.people"), parameters.cells("population.state_pension_age"))
    return _people_by_age(*tables, groups, tuple(months), first, after)


@lru_cache(maxsize=RESULTS_KEPT)
def _people_by_age(
    living: Table, pension: Table, groups: Groups, months: tuple[Period, ...], first: int, after: int
) -> Floats:
    single = _single_years(living, months)
    days = [month.start for month in months]
    youngest = np.clip(groups.ages_on(days) - 0.5, 0, OLDEST)
    age = youngest.astype(int)
    crossed = youngest - age
    counts = np.zeros(youngest.shape)
    for sex in SEXES:
        mine = np.array(groups.sex) == sex
        for step, share in ((0, 1.0 - crossed[mine]), (1, crossed[mine])):
            stands = age[mine] + step
            inside = (stands >= max(first, YOUNGEST)) & (stands < after)
            counts[mine] += share * inside * single[sex][stands, np.arange(len(months))]
    counts *= _under_pension_age(pension, groups, days)
    counts.setflags(write=False)
    return counts


def people(parameters: Parameters, groups: Groups, months: list[Period]) -> Floats:
    """(group, month) people from sixteen to pension age in each group [people]."""
    return people_by_age(parameters, groups, months, YOUNGEST, OLDEST + 2)


def mortality(parameters: Parameters, groups: Groups, months: list[Period]) -> Floats:
    """(group, month) hazard of death in the population [1/month]."""
    table = parameters.table("population.mortality")
    years = sorted(int(year) for year in table["year"].unique())
    days = [month.start for month in months]
    ages = np.clip(groups.ages_on(days), YOUNGEST, OLDEST).astype(int)
    which = np.clip(np.array([day.year for day in days]) - years[0], 0, len(years) - 1)
    hazards = np.empty(ages.shape)
    for sex in SEXES:
        rows = table[table["sex"] == sex].astype({"age": int, "year": int})
        square = rows.pivot(index="age", columns="year", values="qx").loc[YOUNGEST:OLDEST].to_numpy()
        mine = np.array(groups.sex) == sex
        yearly = square[ages[mine] - YOUNGEST, which] / 100_000
        hazards[mine] = -np.log1p(-yearly) / 12
    return hazards


def age_class(groups: Groups, days: list[date]) -> Floats:
    """(group, day) index of the age band [code]."""
    ages = groups.ages_on(days)
    firsts = np.array(list(AGE_CLASSES.values()))
    return np.maximum(0, np.searchsorted(firsts, ages, side="right") - 1)
