"""The start cards of a vintage that opens with a quarter of the ESA cube.

The cube counts claimants by phase and basis. Its phase 'unknown' holds people who sign for
credits alone; they are kept with the support group, unpaid like it, and never reassessed apart.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from esarisk.errors import EsariskError
from esarisk.names import BASES
from esarisk.policy.parameters import Parameter, Parameters, Value
from esarisk.policy.periods import Period, add_months

if TYPE_CHECKING:
    import pandas as pd

STOCK_CUBE = "outturn.esa_stock"
CUBE_BASES = BASES[:4]
CUBE_PHASES = ("assessment", "wrag", "support", "unknown")
PHASES_OF_STATE = {"assessment": ("assessment",), "wrag": ("wrag",), "support": ("support", "unknown")}
"""Phases of the cube that each state of the model holds."""


def cube_rows(known: Parameters) -> "pd.DataFrame":
    """The cube's own cells, without its totals, one a row [people]."""
    frame = known.table(STOCK_CUBE)
    return frame[frame["basis"].isin(CUBE_BASES) & frame["phase"].isin(CUBE_PHASES)]


def cube_cells(known: Parameters, quarter: str) -> dict[tuple[str, str], float]:
    """(phase, basis) → claimants of a quarter such as `2018-05`, empty where it is not known [people].

    Read without a frame: every command that names a vintage comes through here.
    """
    table = known[STOCK_CUBE].table
    if table is None:
        return {}
    columns = (table.cells[name] for name in ("at", "phase", "basis", "claimants"))
    return {
        (str(phase), str(basis)): float(str(claimants))
        for at, phase, basis, claimants in zip(*columns, strict=True)
        if at == quarter and phase in CUBE_PHASES and basis in CUBE_BASES
    }


def opened(known: Parameters, start: Period, who: str) -> Parameters:
    """The parameters with start cards from the quarter that ends before a first month.

    Parameters
    ----------
    start : the first month simulated
    who : the view and vintage, as an error names them

    Raises
    ------
    EsariskError : when the view does not know that quarter
    """
    quarter = add_months(start.start, -1)
    cells = cube_cells(known, quarter.isoformat()[:7])
    if not cells:
        text = f"the {who} does not know the count of {quarter:%B %Y} it starts from"
        raise EsariskError(f"{text}: choose the department view, or a later vintage")
    changed: dict[str, Parameter] = {}
    for state, phases in PHASES_OF_STATE.items():
        held = {basis: sum(cells.get((phase, basis), 0.0) for phase in phases) for basis in BASES[:5]}
        total = sum(held.values())
        shares = {basis: count / total for basis, count in held.items()}
        for address, number in ((f"start.{state}", total), (f"start.{state}_basis", shares)):
            changed[address] = _card(known[address], start, number)
    return known.with_changes(changed)


def _card(card: Parameter, start: Period, number: float | Mapping[str, float]) -> Parameter:
    """A start card with what the cube says on the first day."""
    value = Value(Period(start.start, start.start), number, start.start, "OUT_S01", "derived")
    return replace(card, values=(value,), kind="constant", distribution=None)
