"""Codes of the cube in words, its units in the units of print, and sentences about numbers."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import xarray as xr

from esarisk.report.exhibits.numbers import MINUS, figure

if TYPE_CHECKING:
    import pandas as pd

THOUSANDS_IN_A_MILLION = 1000
TENTHS = "10th–90th percentile"
MILLIONS, BILLIONS, THOUSANDS, POINTS = "£ million", "£ billion", "thousand people", "percentage points"
"""Units of print."""
GAIN = "Positive = gain to the Exchequer, less spending."
"""The one sign of a change of money."""
WORD_JOINER = "\u2060"
"""Keeps a minus and its pound sign, or the two halves of a year, on one line."""

WORDS = {
    "legacy": "Earlier incapacity benefits",
    "assessment": "Assessment phase",
    "wrag": "Work-related activity group",
    "support": "Support group",
    "unknown": "Phase not recorded",
    "appeal": "Appeal",
    "uc_assessment": "Universal Credit health, before assessment",
    "uc_lcw": "Universal Credit health, limited capability for work",
    "uc_lcwra": "Universal Credit health, and for work-related activity",
    "repeat": "Repeat assessments",
    "reconsideration": "Reconsideration",
    "total": "Total",
    "contributory": "Contributory ESA",
    "income_related": "Income-related ESA",
    "both": "Both",
    "credits_only": "Credits only",
    "uc_health": "Universal Credit health",
    "arrears": "Arrears",
    "work": "Work",
    "jobseeker_benefit": "Jobseeker's benefit",
    "other_in_scope_benefit": "Other benefit inside the cap",
    "pension_age": "Pension age",
    "death": "Death",
    "other": "Other",
    "new": "New claims",
    "fit_for_work": "Fit for work",
    "female": "Women",
    "male": "Men",
}
BASIS_WORDS = {
    "contributory": "Contributory only",
    "both": "Contributory and income-related",
    "income_related": "Income-related only",
    "credits_only": "National Insurance credits only",
    "contributory_with_uc": "Contributory with Universal Credit",
    "universal_credit": "Universal Credit health",
}


def word(code: str) -> str:
    """A code in words; an unknown one with its underscores as spaces."""
    return WORDS.get(code, code.replace("_", " ").capitalize())


class Print(NamedTuple):
    """How a unit of the cube is printed."""

    unit: str
    divisor: float
    places: int


PRINTED = {
    "GBP million": Print("£ billion", 1000.0, 1),
    "people": Print("thousand people", 1000.0, 0),
    "decisions": Print("thousand decisions", 1000.0, 0),
    "share": Print("per cent", 0.01, 0),
}


def printed(cube: xr.Dataset, name: str) -> Print:
    """How a variable is printed, from the unit that the cube says it has."""
    return PRINTED[cube[name].attrs["units"]]


def pounds(billion: float, places: int = 1) -> str:
    """Money in a sentence: £14.1bn, −£0.3bn."""
    text = figure(billion, places)
    return f"{MINUS}{WORD_JOINER}£{text[1:]}bn" if text.startswith(MINUS) else f"£{text}bn"


def people(thousand: float) -> str:
    """People in a sentence: 2.11 million, or thousands below a million."""
    if thousand < THOUSANDS_IN_A_MILLION:
        return f"{figure(thousand, 0)},000"
    return f"{figure(thousand / THOUSANDS_IN_A_MILLION, 2)} million"


def whole_years(text: str) -> str:
    """Text in which no financial year is broken over two lines."""
    return re.sub(r"(\d{4}-)(\d\d)", rf"\1{WORD_JOINER}\2", text)


def listed(parts: list[str]) -> str:
    """Parts as a list in a sentence."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def change(name: str, series: "pd.Series[float]", say: Callable[[float], str] = pounds) -> str:
    """What a series does from its first year to its last."""
    first, last = say(float(series.iloc[0])), say(float(series.iloc[-1]))
    if first == last:
        return f"{name} is {first} in {series.index[0]} and again in {series.index[-1]}"
    verb = "rises" if series.iloc[-1] > series.iloc[0] else "falls"
    return f"{name} {verb} from {first} in {series.index[0]} to {last} in {series.index[-1]}"


LINE_WORDS = {"esa": "ESA", "uc_health": "Universal Credit health", "incapacity": "Incapacity benefits"}
AREAS = "Areas have what they are paid for a smaller caseload, less what local authorities and health budgets spend."
APPROXIMATE = (
    "Reached are those who started beyond baseline provision and are still on the benefit at the end. Starts are "
    "spread over ages and sexes as the people of a phase and time since claim are; nobody in baseline provision is "
    "followed. Phases are where people stand at the end: who started in one and moved on counts in the other."
)
