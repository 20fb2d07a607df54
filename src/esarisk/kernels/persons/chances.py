"""Chances of one draw, tabulated from what the cohort engine reads and from what it served."""

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    BASIS_OF,
    CONTRIBUTORY,
    N_CLOCK,
    N_DESTINATIONS,
    N_ESA_BASES,
    N_PLACES,
    N_STATES,
    NEW,
    RECONSIDERATION,
    REPEAT_SUPPORT,
    REPEAT_WRAG,
    STATE_OF,
    STREAM_OF_STATE,
    SUPPORT_REVIEW,
    TO_SUPPORT,
    TO_UC,
    TO_WRAG,
    UC_ASSESSMENT,
    WORK,
    WRAG_REVIEW,
    Claims,
    Timetable,
)
from esarisk.kernels.persons.branches import ROWS
from esarisk.kernels.persons.layout import (
    ADDED_EXIT,
    CUT,
    DECIDE,
    EXIT,
    FIT_EXIT,
    GO,
    HEAR,
    LEAVING,
    MIGRATE,
    N_BRANCHES,
    OFF,
    OWN_EXIT,
    REFER,
    RETIRE,
    RETURN,
    TOP_UP,
    WORSEN,
    Chances,
    Met,
)


def tabulate(
    timetable: Timetable, claims: Claims, draw: int, served: Floats, met: Met | None = None
) -> Chances:
    """Chances of one draw.

    Parameters
    ----------
    timetable, claims : what the cohort engine reads
    draw : which [code]
    served : (month, stream, clock) of those ready, decided by the cohort engine [share]
    met : what programmes do, by the cohort engine
    """
    months = len(timetable.weeks)
    programmes = met or no_programmes(months)
    added = np.concatenate([np.zeros((1, months)), programmes.added_hazard.T])
    exits = [exit_chances(timetable, claims, draw, one) for one in added]
    return Chances(
        gone=np.stack([gone for gone, _ in exits]),
        split=np.stack([split for _, split in exits]),
        retiring=timetable.pension_exit.T,
        active=active_steps(timetable, claims, draw, programmes),
        share=shares_of_blocks(claims, draw, months, programmes),
        started=programmes.started,
        sanctioned=programmes.sanctioned.T,
        served=np.moveaxis(served, 0, -1),
        limit=timetable.limit_months.astype(int),
        waits_in=np.where(timetable.reconsideration > 0.0, RECONSIDERATION, APPEAL),
        year_of=timetable.year_of.astype(int),
        weeks=timetable.weeks,
        terms_from=timetable.terms_from,
        uc_terms_from=timetable.uc_terms_from,
        minimum_wait=timetable.minimum_wait,
        arrears_from=timetable.arrears_from,
        top_up_weeks=float(timetable.top_up_weeks),
    )


def no_programmes(months: int) -> Met:
    """Nothing is met without programmes."""
    by_month = np.zeros((months, 0))
    where = np.zeros((N_PLACES, N_CLOCK, months, 0))
    return Met(by_month, by_month, by_month, by_month, np.zeros((0, N_DESTINATIONS)), where)


def active_steps(timetable: Timetable, claims: Claims, draw: int, met: Met) -> Floats:
    """(group, month) steps that may do something to anybody, one bit each [code].

    A step without any chance in a month takes no uniform.
    """
    steps = {
        REFER: claims.referral[draw].any(axis=0),
        CUT: timetable.limit_months > 0.0,
        WORSEN: (claims.worsening[draw] > 0.0) | (met.added_worsening > 0.0).any(axis=1),
        TOP_UP: claims.top_up[draw] > 0.0,
        MIGRATE: claims.migration[draw] > 0.0,
    }
    always = 1 << EXIT | 1 << HEAR | 1 << DECIDE | 1 << GO | 1 << RETURN
    dated = always + sum(months.astype(int) << step for step, months in steps.items())
    retiring: Floats = (timetable.pension_exit.T > 0.0).astype(int) << RETIRE
    return dated + retiring


def exit_chances(timetable: Timetable, claims: Claims, draw: int, added: Floats) -> tuple[Floats, Floats]:
    """Chance of going in a month, and how it is split: exits share 1 - exp(-sum of hazards).

    Closures in assessment answer neither to unemployment nor to age.

    Parameters
    ----------
    added : (month,) to hazards of leaving, by a programme; less than nothing where one is missed [1/month]

    Returns
    -------
    gone (group, state, band, month), split (group, 2, state, band, month): died; died or left as ever [share]
    """
    ages = claims.age_multiplier[draw][timetable.age_class.astype(int)].T
    scale = np.repeat((ages * claims.off_flow_factor[draw])[:, None, :], N_STATES, axis=1)
    scale[:, [ASSESSMENT, UC_ASSESSMENT]] = 1.0
    deaths = (timetable.mortality.T[:, None, :] * claims.mortality_ratio[draw][:, None])[:, :, None]
    leaving = np.maximum(0.0, scale[:, :, None] * claims.off_flow[draw][..., None] + added)
    total = leaving + deaths
    died = np.divide(deaths, total, out=np.zeros_like(total), where=total > 0.0)
    more = np.broadcast_to(np.maximum(0.0, added), total.shape)
    by_programme = np.divide(more, leaving, out=np.zeros_like(total), where=leaving > 0.0)
    as_ever = died + (1.0 - died) * (1.0 - by_programme)
    return -np.expm1(-total), np.stack([died, as_ever], axis=1)


def shares_of_blocks(claims: Claims, draw: int, months: int, met: Met) -> Floats:
    """(block, row, branch, month) cumulative shares of every step but exits, in every block [share].

    A programme may turn leavers to work, send those whom it adds elsewhere, and worsen.
    """
    outside = shares(claims, draw, months)
    blocks = [outside]
    for programme in range(len(met.added_to)):
        inside = outside.copy()
        worsening = np.clip(claims.worsening[draw] + met.added_worsening[:, programme], 0.0, 1.0)
        for row, (step, spot) in enumerate(ROWS):
            why, place = divmod(spot - LEAVING, N_PLACES)
            if step == WORSEN:
                inside[row] = worsening
            elif step == GO and why == OWN_EXIT:
                shares_now = turned(claims.destination[draw, STATE_OF[place]], met.to_work[:, programme])
                inside[row, :-1] = np.cumsum(shares_now, axis=-1)[:, :-1].T
            elif step == GO and why == ADDED_EXIT:
                inside[row, : N_DESTINATIONS - 1] = np.cumsum(met.added_to[programme])[:-1, None]
        blocks.append(inside)
    return np.stack(blocks)


def turned(destination: Floats, to_work: Floats) -> Floats:
    """(month, branch) shares of the ways out where a programme turns people to work or from it [share].

    The branches are those of `branches.way_out_branches`.

    Parameters
    ----------
    destination : (destination,) [share]
    to_work : (month,) of those bound elsewhere; below nought for those turned back [share]
    """
    work, others = destination[WORK], np.delete(destination, WORK)
    shift, back = np.clip(to_work, 0.0, 1.0), np.minimum(to_work, 0.0)
    fewer = np.maximum(0.0, (work + back) / np.maximum(1.0 + back, 1e-300)) * (back > -1.0)
    still = np.where(back < 0.0, fewer, work) if work < 1.0 else np.full_like(shift, work)
    from_work = np.outer((work - still) / max(1.0 - work, 1e-300), others)
    found = np.empty((len(to_work), N_BRANCHES))
    found[:, :N_DESTINATIONS] = np.outer(1.0 - shift, destination)
    found[:, WORK] = still
    found[:, N_DESTINATIONS] = shift * (1.0 - work)
    found[:, N_DESTINATIONS + 1 :] = from_work
    return found


def shares(claims: Claims, draw: int, months: int) -> Floats:
    """(row, branch, month) cumulative shares of every step but exits [share]."""
    disputes, outcomes = dispute_shares(claims, draw), outcome_shares(claims, draw)
    found = np.ones((len(ROWS), N_BRANCHES, months))
    for row, (step, spot) in enumerate(ROWS):
        if step == HEAR:
            part = disputes[:, int(STATE_OF[spot] == APPEAL)]
        elif step == DECIDE:
            part = outcomes[:, outcome_row(int(STATE_OF[spot]))]
        else:
            part = other_share(claims, draw, step, spot)
        found[row, : part.shape[-1]] = np.cumsum(part, axis=-1).T
        last = part.shape[-1] - 1
        # Where the branches are everything, rounding must leave nobody between them.
        found[row, last:] = 1.0 if step in {DECIDE, GO} else found[row, last]
    return found


def other_share(claims: Claims, draw: int, step: int, spot: int) -> Floats:
    """(month or 1, branch) shares of one step at one spot [share]."""
    if step == REFER:
        return claims.referral[draw, STATE_OF[spot]][:, None]
    if step in {WORSEN, TOP_UP, MIGRATE}:
        monthly = {WORSEN: claims.worsening, TOP_UP: claims.top_up, MIGRATE: claims.migration}
        return monthly[step][draw][:, None]
    if step == CUT and BASIS_OF[spot] == CONTRIBUTORY:
        kept = claims.after_limit[draw, :2]
        return np.array([[*kept, 1.0 - kept.sum()]])
    if step == GO:
        why, place = divmod(spot - LEAVING, N_PLACES)
        row = int(STATE_OF[place]) if why in {OWN_EXIT, ADDED_EXIT} else N_STATES + why - FIT_EXIT
        return claims.destination[draw, row][None]
    if step == RETURN:
        back = claims.return_share[draw, (spot - OFF) // (2 * N_ESA_BASES)]
        return np.array([[back, 1.0 - back]])
    return np.ones((1, 1))


def outcome_row(state: int) -> int:
    """Row of outcomes by which a state's people are decided [code]."""
    repeat = {WRAG_REVIEW: REPEAT_WRAG, SUPPORT_REVIEW: REPEAT_SUPPORT}
    return repeat.get(state, int(STREAM_OF_STATE[state]))


def outcome_shares(claims: Claims, draw: int) -> Floats:
    """(month, outcome row, 4) support group, work-related group, dispute, fit [share]."""
    outcome = np.moveaxis(claims.outcome[draw], 0, 1)
    disputed = np.repeat(claims.dispute[draw][:, None], outcome.shape[1], axis=1)
    # Disputes of Universal Credit's decisions are left in its outcomes.
    disputed[:, TO_UC] = 0.0
    support, wrag = outcome[..., TO_SUPPORT], outcome[..., TO_WRAG]
    fit = 1.0 - support - wrag
    return np.stack([support, wrag, fit * disputed, fit * (1.0 - disputed)], axis=-1)


def dispute_shares(claims: Claims, draw: int) -> Floats:
    """(month, unpaid or paid, 4) support group, work-related group, appeal, out [share].

    Winners are split between the groups as new claims are.
    """
    outcome = claims.outcome[draw, NEW]
    passed = outcome[:, TO_SUPPORT] + outcome[:, TO_WRAG]
    support = np.divide(outcome[:, TO_SUPPORT], passed, out=np.zeros_like(passed), where=passed > 0.0)
    looked_at, put_right, goes_on = claims.reconsidered[draw]
    heard, upheld = claims.appealed[draw].T
    rows = []
    for settled, won, appeals in ((looked_at, put_right, goes_on), (heard, upheld, 0.0)):
        lost = np.broadcast_to(settled * (1.0 - won), support.shape)
        branches = [settled * won * support, settled * won * (1.0 - support), lost * appeals]
        rows.append(np.stack([*branches, lost * (1.0 - appeals)], axis=-1))
    return np.stack(rows, axis=1)
