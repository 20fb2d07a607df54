"""Fits, back-tests, the look back and costings: what the model says beside what was published."""

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from esarisk.report.exhibits.table import YES_NO, Column, Table
from esarisk.report.exhibits.words import BILLIONS, GAIN, MILLIONS
from esarisk.report.writers.terminal import note, told

if TYPE_CHECKING:
    from esarisk.analysis.validation.backtest import Backtest
    from esarisk.analysis.validation.sufficiency import Sufficiency

OF_OUTTURN = "per cent of outturn"
MISS = {True: "yes", False: "MISS"}


def fit_text(name: str, view: str, targets: pd.DataFrame, moved: pd.DataFrame) -> str:
    """A fit: every target with its miss, what moved and what is still the prior."""
    return told(target_table(name, view, targets), moved_table(moved))


def target_table(name: str, view: str, targets: pd.DataFrame) -> Table:
    """Every target of a vintage's fit beside the model, each in its own unit."""
    columns = (
        Column("period", "Period"),
        Column("published", "Published", places=None),
        Column("model", "Model", places=None),
        Column("difference", "Model less published", places=None, sign="+"),
        Column("in_errors", "In standard errors", places=1, sign="+"),
        Column("unit", "Unit"),
    )
    caption = f"Vintage {name}, {view} view: fit to what the view knew"
    frame = targets.replace({"unit": {"GBP million": MILLIONS}}).set_index("target")
    return Table("fit_targets", caption, "Target", columns, frame)


def moved_table(moved: pd.DataFrame) -> Table:
    """What a fit moved."""
    columns = (
        Column("moved", "Moved", "standard deviations", 2, "+"),
        Column("spread_left", "Spread left", "standard deviations", 2),
        Column("remark", "Remark"),
    )
    frame = moved.set_index("parameter")
    return Table("fit_moved", "What moved, in standard deviations of its prior", "Parameter", columns, frame)


def backtest_text(result: "Backtest") -> str:
    """Scores of one vintage and view: incapacity spending, then ESA alone, then waits."""
    parts = [outturn_score(result), rival_score(result)]
    if len(result.esa):
        parts += [outturn_score(result, esa=True), rival_score(result, esa=True)]
    return told(note(PSEUDO), *parts, *([] if result.waits.empty else [wait_table(result)]))


def outturn_score(result: "Backtest", *, esa: bool = False) -> Table:
    """Spending beside outturn: the band, its half-width, the error and whether the band held it."""
    frame = _scored(result, esa=esa)
    hoped = HOPED_FOR in set(frame["year"])
    columns = (
        Column("year", "Year", right=True),
        Column("model", "Model", BILLIONS, 2),
        Column("p10", "10th–90th percentile", BILLIONS, 2, to="p90"),
        Column("half_width", "Half-width", "per cent of model", 0),
        *([Column("hoped_half_width", "Hoped", "per cent of model", 0)] if hoped else []),
        Column("outturn", "Outturn", BILLIONS, 2),
        Column("error", "Error", OF_OUTTURN, 1, "+"),
        Column("covered", "In the band", words=MISS),
    )
    caption = f"{_whose(result, esa=esa)} beside outturn"
    notes = (ERROR_IS, *([HOPED_NOTE] if hoped else []))
    return Table(f"backtest_{_name(result, esa=esa)}", caption, "Scenario", columns, frame, notes)


def rival_score(result: "Backtest", *, esa: bool = False) -> Table:
    """The errors of the model, of the official forecast of the day and of a naive rule, and what each scores."""
    frame, error = _scored(result, esa=esa), partial(Column, unit=OF_OUTTURN, sign="+")
    low, high = "official_error_low", "official_error_high"
    rounded = error(low, "Official error, by rounding", places=0, to=high)
    columns = (
        Column("year", "Year", right=True),
        error("error", "Model error"),
        Column("official", "Official forecast", BILLIONS, 1),
        error("official_error", "Official error"),
        *([rounded] if frame[low].notna().any() else []),
        Column("naive", "Naive rule", BILLIONS, 2),
        error("naive_error", "Naive error"),
        Column("crps", "CRPS, model", BILLIONS, 2),
        Column("naive_crps", "CRPS, naive", BILLIONS, 2),
    )
    caption = f"{_whose(result, esa=esa)} beside the official forecast and a naive rule"
    return Table(f"rivals_{_name(result, esa=esa)}", caption, "Scenario", columns, frame, (RIVALS,))


def _scored(result: "Backtest", *, esa: bool) -> pd.DataFrame:
    return (result.esa if esa else result.table).set_index("scenario")


def _name(result: "Backtest", *, esa: bool) -> str:
    return f"{'esa' if esa else 'incapacity'}_{result.seen.view}"


def _whose(result: "Backtest", *, esa: bool) -> str:
    """What is scored, of which vintage and view."""
    what = "ESA alone" if esa else "Incapacity spending"
    fitted = "" if result.fitted else ", not fitted"
    return f"{what}, back-test of vintage {result.seen.name}, {result.seen.view} view{fitted},"


PSEUDO = "Pseudo out-of-sample: the view knew only its own date, but its builders had seen the outturn."
ERROR_IS = "Error is forecast less outturn: positive = more was forecast than was spent. Spending is nominal."
RIVALS = (
    "Naive rule: last year's spending known at the vintage, raised by forecast prices. CRPS: continuous ranked "
    "probability score; less is better."
)
HOPED_FOR = "2014-15"
"""First year of the vintage for which anything was hoped."""
HOPED_NOTE = (
    "Hoped for, never gated: 2014-15 within 2.5%, 2015-16 within 6%, at least four of the five years to 2018-19 in "
    "the band, half-widths no wider than hoped, CRPS below that of the naive rule."
)


def wait_table(result: "Backtest") -> Table:
    """Waits beside what was published of them, each in its own unit."""
    data = result.waits
    columns = (
        Column("at", "At"),
        Column("fitted", "Target of the fit", words=YES_NO),
        Column("model", "Model", places=None),
        Column("p10", "10th–90th percentile", places=None, to="p90"),
        Column("published", "Published", places=None),
        Column("difference", "Model less published", "per cent", 1, "+"),
    )
    remarks = [
        f"{row['quantity']} {row['at']}: {row['note']}." for row in data.to_dict("records") if row["note"]
    ]
    month, weeks = result.longest_wait
    notes = (f"New and legacy cases over decisions peak at {weeks:.0f} weeks in {month}.", *remarks)
    caption = f"Waits, {result.seen.view} view, reported and not gated"
    return Table(f"waits_{result.seen.view}", caption, "Quantity", columns, data.set_index("quantity"), notes)


def sufficiency_text(result: "Sufficiency") -> str:
    """The look back beside outturn, with every input that is hindsight."""
    return told(look_back_table(result), hindsight_table(result), hindsight_sources(result))


def look_back_table(result: "Sufficiency") -> Table:
    """The look back's fitted central path beside outturn."""
    columns = (
        *(Column(key, key.capitalize(), BILLIONS, 2, scale=TO_BILLION) for key in ("model", "outturn")),
        Column("difference", "Model less outturn", OF_OUTTURN, 1, "+"),
        Column("reproduced", f"Within {result.close:.0f}%", words=MISS),
    )
    caption = f"Sufficiency check, vintage {result.seen.name}: incapacity spending, fitted central path"
    return Table("sufficiency", caption, "Year", columns, result.table.set_index("year"), (SUFFICIENT,))


TO_BILLION = 1e-3
SUFFICIENT = (
    "Not a forecast and not a back-test: it is fitted to this outturn and given what followed. It says only whether "
    "the structure is enough to explain what happened. Spending is nominal."
)


def hindsight_table(result: "Sufficiency") -> Table:
    """Every input of the look back that is hindsight."""
    columns = (
        Column("measure", "Measure"),
        Column("from", "From"),
        Column("values", "Values", places=0),
        Column("inferred", "Read or inferred", words={True: "inferred", False: "read"}),
    )
    frame = result.inputs.set_index("parameter")
    return Table("sufficiency_inputs", "Inputs that are hindsight", "Parameter", columns, frame)


def hindsight_sources(result: "Sufficiency") -> Table:
    """Where every input that is hindsight comes from."""
    frame = result.inputs.set_index("parameter")[["sources"]].replace(";", ", ", regex=True)
    columns = (Column("sources", "Sources"),)
    return Table("sufficiency_sources", "Their sources", "Parameter", columns, frame)


def costings_text(table: pd.DataFrame, without: pd.DataFrame) -> str:
    """Measures beside their costings, then those that the model has no mechanism for."""
    return told(costing_table(table), unmodelled_table(without))


def costing_table(table: pd.DataFrame) -> Table:
    """Measures beside their costings."""
    columns = (
        Column("year", "Year", right=True),
        Column("model", "Model", MILLIONS, 0, "+"),
        Column("costing", "Costing", MILLIONS, 0, "+"),
        Column("ratio", "Ratio", places=2),
    )
    remarks = dict.fromkeys(
        f"{row['measure']}: {row['note']}." for row in table.to_dict("records") if row["note"]
    )
    caption = "Effect of measures on incapacity spending, nominal, means of the draws"
    return Table("costings", caption, "Measure", columns, table.set_index("measure"), (COSTED, *remarks))


COSTED = (
    f"{GAIN} Model: spending without the measure less spending with it, alone. Costing: what was published for it "
    "inside welfare spending (parameters outturn.esa_costings and outturn.costings). Ratio: model over costing, "
    "where both stand on the baseline of the same event."
)


def unmodelled_table(without: pd.DataFrame) -> Table:
    """Measures that the model has no mechanism for."""
    columns = (
        Column("year", "Year", right=True),
        Column("costing", "Costing", MILLIONS, 0, "+"),
        Column("measure", "Measure"),
    )
    caption = "Out of scope, for want of a mechanism: the last year of each costing with an effect"
    notes = (f"All heads. {GAIN} Source: parameter outturn.costings.",)
    return Table("costings_out_of_scope", caption, "Event", columns, without.set_index("fiscal_event"), notes)
