"""What the kernels of a month are handed whole: the month, the people of the draw, room to work in."""

from typing import NamedTuple

from esarisk.jit import Floats, lean_kernel
from esarisk.kernels.layout import Claims, Provision, Timetable, Totals
from esarisk.names import CLOCK_MONTHS


class Step(NamedTuple):
    """One month of one draw, with everything that it is worked out from."""

    timetable: Timetable
    claims: Claims
    provision: Provision
    draw: int  # which [code]
    month: int  # which [code]
    year: int  # the month's financial year, by index [code]


class Cells(NamedTuple):
    """Where the people of one block stand. A row is a place and a month since claim; most rows are empty."""

    people: Floats  # (place, clock, group) nobody where a row is not live [people]
    live: Floats  # (place, clock) 1 where anybody may stand [code]
    told_apart: Floats  # (place,) months since claim below which the clock tells people apart [months]


class Claimants(NamedTuple):
    """New claims in assessment, outside programmes, of all bases together.

    They leave, die and are decided alike whatever their basis, and claims of a month are split alike in every group:
    people by group, and shares by basis, say by month since claim who they are. In the open row of the clock claims
    of many months meet, so that people stand there by basis, in `Cells`.
    """

    people: Floats  # (clock, group) nobody where a row is not live [people]
    live: Floats  # (clock,) as in `Cells` [code]
    basis: Floats  # (clock, basis) of those in a live row [share]
    together: float  # 1 where claims may stand so: no programme asks for the basis in assessment [code]


class People(NamedTuple):
    """Everybody of one draw, as they stand in a month."""

    stock: Floats  # (block, place, clock, group) [people]
    live: Floats  # (block, place, clock) as in `Cells` [code]
    told_apart: Floats  # (place,) as in `Cells` [months]
    claimants: Claimants
    opening: Floats  # (block, place, group) over the whole clock [people]
    closing: Floats  # (block, place, group) over the whole clock [people]
    held: Floats  # (block, place) who opened the month, of all groups [people]
    on: Floats  # (block,) who opened the month [people]
    off: Floats  # (months off, group held, basis, group) off for work while their award links [people]
    cohorts: Floats  # (programme, month of start, 2) in the block, sign of their effect [people; code]


class ExitTables(NamedTuple):
    """Exits of a month by state; states that leave and die alike share a table."""

    of: Floats  # (state,) whose table is a state's [code]
    even: Floats  # (state,) 1 where no month since claim differs: band 0 alone is filled [code]
    surviving: (
        Floats  # (state, group) chance of not dying, of states that share no earlier one's mortality [share]
    )
    dying_as: Floats  # (state,) whose chance of not dying is a state's [code]
    staying: Floats  # (state, band, group) neither leaving nor dying in the month [share]
    dead_share: Floats  # (state, band, group) of those who go [share]
    added_share: Floats  # (state, band, group) of leavers, whom a programme adds [share]
    in_band: Floats  # (group,) room to count in [people]


class Workspace(NamedTuple):
    """Room to work in, of one draw."""

    exits: ExitTables  # of a block in the month
    late_weeks: Floats  # (place, group) of arrears owed in the month [people × weeks]
    owed: Floats  # (place,) the same of all groups [people × weeks]
    died: Floats  # (state, group) in a block [people]
    left: Floats  # (state, group) of a block, a programme's among them [people]
    by_programme: Floats  # (state, group) of a block, whom its programme adds to leavers [people]
    decided: Floats  # (stream, outcome) in a block in the month [decisions]
    deciding: Floats  # (group,) about to be moved by a decision [people]
    weeks_late: Floats  # (group,) of those just decided [people × weeks]
    drawn: Floats  # (basis, group) of claimants, just decided [people]
    drawn_late: Floats  # (basis, group) of those [people × weeks]
    leaving: Floats  # (group,) who leave by a decision, a dispute or the limit, until counted [people]
    by_basis: Floats  # (basis,) claims of a month, to Universal Credit last [people]
    linked: Floats  # (basis, group) who return while their award links [people]
    to: Floats  # (destination,) of those who leave a state [share]
    queue: Floats  # (stream,) who can be decided [people]
    ready: Floats  # (stream, clock) the same of claims, by months since claim [people]
    by_group: Floats  # (group,) of whatever is at hand


class Outflow(NamedTuple):
    """Where those are counted who leave one block in a month: parts of `Totals`."""

    off_flow: Floats  # (phase, destination) of the year [people]
    block_off_flow: Floats  # (destination,) of the block in the month [people]
    flows: Floats  # (flow, group) of the year [people]


@lean_kernel
def cells_of(people: People, block: int) -> Cells:
    """Where the people of a block stand.

    Parameters
    ----------
    block : which [code]
    """
    return Cells(people=people.stock[block], live=people.live[block], told_apart=people.told_apart)


@lean_kernel
def stand(cells: Cells, place: int, clock: int) -> int:
    """The row in which people come to stand: the open last one where months since claim tell nobody apart.

    Parameters
    ----------
    cells : the row is marked live
    place, clock : which [code, months]

    Returns
    -------
    the row's month since claim [months]
    """
    row = clock if clock < cells.told_apart[place] else CLOCK_MONTHS
    cells.live[place, row] = 1.0
    return row


@lean_kernel
def outflow_of(step: Step, block: int, totals: Totals) -> Outflow:
    """Where those are counted who leave a block in a month.

    Parameters
    ----------
    block : which [code]
    """
    return Outflow(
        off_flow=totals.off_flow[step.draw, step.year],
        block_off_flow=totals.block_off_flow[step.draw, step.month, block],
        flows=totals.flows[step.draw, step.year],
    )
