"""Layout of the cohort engine's arrays: places, clock bands, inputs and totals."""

from typing import NamedTuple

import numpy as np

from esarisk.jit import Floats
from esarisk.names import BASES, CLOCK_MONTHS, DESTINATIONS, LINES, OUTCOMES, PHASES

N_BASES = len(BASES)
N_PHASES = len(PHASES)
N_CLOCK = CLOCK_MONTHS + 1
N_DESTINATIONS = len(DESTINATIONS)
N_LINES = len(LINES)
N_POSITIONS = N_PHASES * N_BASES
N_PLACES = N_POSITIONS + N_BASES
N_OUTCOMES = len(OUTCOMES)

LEGACY, ASSESSMENT, WRAG, SUPPORT = range(N_PHASES)
FIRST_LATER_WRAG = N_POSITIONS
CONTRIBUTORY, BOTH, INCOME_RELATED, CREDITS_ONLY = range(N_BASES)
FIT, TO_WRAG, TO_SUPPORT = range(N_OUTCOMES)
NEW, FROM_LEGACY = range(2)
PENSION_AGE = DESTINATIONS.index("pension_age")
DEATH = DESTINATIONS.index("death")
ARREARS = LINES.index("arrears")
FIT_ROW, LIMIT_ROW = N_PHASES, N_PHASES + 1
START, IN, OUT, END = range(4)
MONTHS = 12.0

CLOCK_BANDS = (0, 1, 2, 3, 6, 12, 24, CLOCK_MONTHS)
"""First month since claim of each band over which exit hazards are constant [months]."""
N_BANDS = len(CLOCK_BANDS)
BAND_OF = np.searchsorted(np.array(CLOCK_BANDS), np.arange(N_CLOCK), side="right") - 1
WEEKS_A_MONTH = 365.0 / 7.0 / 12.0


class Timetable(NamedTuple):
    """What is the same in every draw.

    shape of on-flow, of pension-age exit and of mortality are (group, month).
    """

    on_flow_shape: Floats  # (group, month) share of the base month's claims [share]
    pension_exit: Floats  # (group, month) share of the group reaching pension age [share]
    mortality: Floats  # (group, month) hazard of death in the population [1/month]
    age_class: Floats  # (group, month) row of the age multipliers [code]
    year_of: Floats  # (month,) index of the financial year [code]
    weeks: Floats  # (month,) calendar days ÷ 7 [weeks]
    start_shape: Floats  # (group, place, clock) shape of the start stock, 1 in each phase [share]
    limit_months: Floats  # (month,) length of the contributory limit, 0 for none [months]
    later_terms_from: int  # month index from which claims are on later terms [code]
    minimum_wait: int  # months since claim before a claim can be decided [months]
    arrears_from: int  # months since claim from which a late decision pays arrears [months]


class Claims(NamedTuple):
    """What a draw may change; the first axis is always the draw."""

    start_stock: Floats  # (draw, phase) [people]
    claims: Floats  # (draw, month) claims in the base population [people a month]
    claim_basis: Floats  # (draw, basis) [share]
    off_flow: Floats  # (draw, phase, band) hazard of leaving; of closure in assessment [1/month]
    off_flow_factor: Floats  # (draw, month) effect of unemployment on hazards [ratio]
    age_multiplier: Floats  # (draw, age class) [ratio]
    mortality_ratio: Floats  # (draw, phase) [ratio]
    capacity: Floats  # (draw, stream, month) decisions that can be made [decisions a month]
    outcome: Floats  # (draw, stream, month, outcome) [share]
    destination: Floats  # (draw, phase + fit + limit, destination) [share]
    after_limit: Floats  # (draw, 3) income-related, credits only, off [share]
    award: Floats  # (draw, scenario, month, place, line) [GBP a week]
    arrears: Floats  # (draw, scenario, month, place) award less assessment rate [GBP a week]


class Totals(NamedTuple):
    """What comes back; the first axis is the draw, years include the fit year."""

    caseload: Floats  # (draw, year, position) mean of the year [people]
    spending: Floats  # (draw, scenario, year, position, line) [GBP]
    on_flow: Floats  # (draw, year, basis) [people]
    off_flow: Floats  # (draw, year, phase, destination) [people]
    decisions: Floats  # (draw, year, stream, outcome) [decisions]
    stock: Floats  # (draw, month, position) at the month's end [people]
    caseload_by_group: Floats  # (draw, year, group, phase) [people]
    spending_by_group: Floats  # (draw, scenario, year, group, phase) [GBP]
    balance: Floats  # (draw, group, 4) start, in, out, end [people]


def empty_totals(draws: int, scenarios: int, years: int, months: int, groups: int) -> Totals:
    """Totals of zeros for a batch of draws."""
    return Totals(
        caseload=np.zeros((draws, years, N_POSITIONS)),
        spending=np.zeros((draws, scenarios, years, N_POSITIONS, N_LINES)),
        on_flow=np.zeros((draws, years, N_BASES)),
        off_flow=np.zeros((draws, years, N_PHASES, N_DESTINATIONS)),
        decisions=np.zeros((draws, years, 2, N_OUTCOMES)),
        stock=np.zeros((draws, months, N_POSITIONS)),
        caseload_by_group=np.zeros((draws, years, groups, N_PHASES)),
        spending_by_group=np.zeros((draws, scenarios, years, groups, N_PHASES)),
        balance=np.zeros((draws, groups, 4)),
    )
