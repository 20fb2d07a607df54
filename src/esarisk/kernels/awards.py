"""Awards of every type of household on every entry, by the rules of entitlement, under draws."""

import numpy as np

from esarisk.jit import Floats, compiled, kernel, over_threads
from esarisk.kernels.layout import BOTH, CONTRIBUTORY, EARLIER, INCOME_RELATED, LATER, LATEST, N_TERMS
from esarisk.names import SCHEMES
from esarisk.rules.esa.adjustments import NO_DISPUTE
from esarisk.rules.esa.awards import increased_rate
from esarisk.rules.esa.entitlement import Person, Rates, Tariff, Terms, weekly_parts
from esarisk.rules.esa.phases import IN_SUPPORT_GROUP, IN_WRAG, UNDECIDED

_weekly_parts = compiled(weekly_parts)
_increased_rate = compiled(increased_rate)

PHASE_TERMS = (
    (UNDECIDED, EARLIER),
    (IN_WRAG, EARLIER),
    (IN_WRAG, LATER),
    (IN_WRAG, LATEST),
    (IN_SUPPORT_GROUP, EARLIER),
)
"""Phase of the rules and terms of the claim for which awards differ [codes]."""
AWARD_ENTRIES = tuple((*one, basis) for one in PHASE_TERMS for basis in (CONTRIBUTORY, BOTH, INCOME_RELATED))
"""What awards are worked out for: phase of the rules, terms and basis [codes]."""
N_ENTRIES = len(AWARD_ENTRIES)
ENTRY_PHASE = np.array([phase for phase, _, _ in AWARD_ENTRIES])
ENTRY_TERMS = np.array([terms for _, terms, _ in AWARD_ENTRIES])
ENTRY_BASIS = np.array([basis for _, _, basis in AWARD_ENTRIES])

FIELDS = (
    "age",
    "partner",
    "capital",
    "pension",
    "partner_income",
    "care_benefit",
    "severe_disability",
    "carers",
)
"""What a type of household differs in, in the order of its row."""
(AGE_FIELD, PARTNER, CAPITAL, PENSION, PARTNER_INCOME, CARE_BENEFIT, SEVERE_DISABILITY, CARERS) = range(
    len(FIELDS)
)
RATE_FIELDS = (
    *(f"{scheme}.{name}" for scheme in SCHEMES for name in Tariff._fields),
    *(name for name in Rates._fields if name not in SCHEMES),
)
"""Fields of `Rates` in the order in which a row holds them: two tariffs, then what a household adds."""
_TARIFF = ("allowance", "allowance_under_25", "work_related", "support")
_HOUSEHOLD = ("couple", "lone_parent", "enhanced", "enhanced_couple", "severe", "severe_couple", "carer")
ALLOWANCE_RATE, ALLOWANCE_UNDER_25, WORK_RELATED, COMPONENT_OF_SUPPORT = map(Tariff._fields.index, _TARIFF)
COUPLE, LONE_PARENT, ENHANCED, ENHANCED_COUPLE, SEVERE, SEVERE_COUPLE, CARER = map(
    RATE_FIELDS.index, _HOUSEHOLD
)
CONTRIBUTORY_RATES, INCOME_RELATED_RATES = (
    RATE_FIELDS.index(f"{scheme}.{Tariff._fields[0]}") for scheme in SCHEMES
)
"""Where each stands in a row, by its name: an amount of a tariff from the tariff's first on."""
N_MONEY = 2
"""The lines that a household's award is booked on: contributory and income-related."""


@kernel
def raise_rates(rows: Floats) -> None:
    """Put next year's rates by `rules.esa.awards.increased_rate` in the place of this year's.

    Parameters
    ----------
    rows : (4, draw) rates [GBP a week], then increase of prices, its floor and its ceiling [per cent]
    """
    for draw in range(rows.shape[1]):
        rows[0, draw] = _increased_rate(rows[0, draw], rows[1, draw], rows[2, draw], rows[3, draw])


def fill_awards(
    rates: Floats, terms: Floats, prices: Floats, households: Floats, share: Floats, award: Floats
) -> None:
    """Fill the awards of every type of household by `rules.esa.entitlement.weekly_parts`, on all threads.

    Parameters
    ----------
    rates : (draw, period, amount) in the order of `RATE_FIELDS` [GBP a week]
    terms : (period, term) in the order of `rules.esa.entitlement.Terms` [days, GBP, hours, share]
    prices : (draw, period) by which pensions and partners' incomes have risen [ratio]
    households : (type, field) pension and income at base prices [years, GBP, GBP a week, people]
    share : (terms,) share of the work-related component that claims on those terms are paid [share]
    award : (draw, period, type, entry, 2) filled, contributory then income-related [GBP a week]
    """
    alike = first_alike(share)

    def fill_one(draw: int) -> None:
        fill_draw(rates[draw], terms, prices[draw], households, share, alike, award[draw])

    over_threads(fill_one, len(award))


def first_alike(share: Floats) -> Floats:
    """(entry,) the first entry that is paid the same: terms whose shares are equal do not differ [code]."""
    paid = list(zip(ENTRY_PHASE, ENTRY_BASIS, share[ENTRY_TERMS], strict=True))
    return np.array([paid.index(one) for one in paid])


@kernel
def fill_draw(
    rates: Floats,
    terms: Floats,
    prices: Floats,
    households: Floats,
    share: Floats,
    alike: Floats,
    award: Floats,
) -> None:
    """Fill the awards of one draw: every array as in `fill_awards`, without its axis of draws.

    Parameters
    ----------
    alike : (entry,) as `first_alike` gives [code]
    """
    for period in range(award.shape[0]):
        amounts, law = rules_rates(rates[period]), rules_terms(terms[period])
        for kind in range(award.shape[1]):
            household = households[kind]
            for entry in range(N_ENTRIES):
                if alike[entry] < entry:
                    for line in range(N_MONEY):
                        award[period, kind, entry, line] = award[period, kind, alike[entry], line]
                    continue
                person = claimant(household, entry, prices[period], share)
                parts = _weekly_parts(person, amounts, law)
                award[period, kind, entry, 0] = parts.contributory
                award[period, kind, entry, 1] = parts.income_related


@kernel
def add_means(common: Floats, award: Floats, mean: Floats) -> None:
    """Add awards of every type of household times how common it is: einsum takes four times as long.

    Parameters
    ----------
    common : (draw, entry, type) prevalence [share]
    award : (draw, period, type, entry, 2) [GBP a week]
    mean : (draw, period, entry, 2) increased [GBP a week]
    """
    for draw in range(award.shape[0]):
        for period in range(award.shape[1]):
            for kind in range(award.shape[2]):
                for entry in range(N_ENTRIES):
                    share = common[draw, entry, kind]
                    for line in range(N_MONEY):
                        mean[draw, period, entry, line] += share * award[draw, period, kind, entry, line]


def place_awards(
    paid: Floats, column_of: Floats, owed: Floats, top_up: tuple[int, int], award: Floats, arrears: Floats
) -> None:
    """Put what is paid where it stands, and what late decisions owe, on all threads.

    Parameters
    ----------
    paid : (draw, month, column) every amount, once [GBP a week]
    column_of : (place, line) which of them each is, in numbers without a sign: a quarter faster [code]
    owed : (decision, 2) places that arrears are owed in, and what was paid until then [code]
    top_up : a place under which arrears of top-ups are booked, and the column they are paid at [code]
    award : (draw, month, place, line) filled [GBP a week]
    arrears : (draw, month, place) filled: what a decision adds for each week, or nought [GBP a week]
    """

    def place_one(draw: int) -> None:
        place_draw(paid[draw], column_of, owed, top_up, award[draw], arrears[draw])

    over_threads(place_one, len(award))


@kernel
def place_draw(
    paid: Floats, column_of: Floats, owed: Floats, top_up: tuple[int, int], award: Floats, arrears: Floats
) -> None:
    """Place the awards of one draw: every array as in `place_awards`, without its axis of draws."""
    places, lines = column_of.shape
    for month in range(len(award)):
        for place in range(places):
            arrears[month, place] = 0.0
            for line in range(lines):
                award[month, place, line] = paid[month, column_of[place, line]]
        for decision in range(len(owed)):
            place, until = owed[decision]
            decided = before = 0.0
            for line in range(lines):
                decided += award[month, place, line]
                before += award[month, until, line]
            arrears[month, place] = max(0.0, decided - before)
        arrears[month, top_up[0]] = paid[month, top_up[1]]


@kernel
def claimant(household: Floats, entry: int, prices: float, share: Floats) -> Person:
    """Somebody of a household on an entry, past waiting days and inside the contributory limit.

    The projection has its own clock for the 13 weeks, the limit and disputes.

    Parameters
    ----------
    household : (field,) a row of `fill_awards` [years, GBP, GBP a week, people]
    entry : index into `ENTRIES` [code]
    prices, share : as for `fill_awards` [ratio, share]
    """
    basis = ENTRY_BASIS[entry]
    return Person(
        contributory=basis != INCOME_RELATED,
        income_related=basis != CONTRIBUTORY,
        phase=ENTRY_PHASE[entry],
        age=int(household[AGE_FIELD]),
        days_since_claim=0,
        waiting_days=0,
        straight_to_main=True,
        uncounted_days=0,
        work_related_share=share[ENTRY_TERMS[entry]],
        partner=household[PARTNER] > 0.0,
        lone_parent=False,
        capital=household[CAPITAL],
        pension=household[PENSION] * prices,
        other_income=household[PARTNER_INCOME] * prices,
        partner_earnings=0.0,
        partner_hours=0.0,
        care_benefit=household[CARE_BENEFIT] > 0.0,
        severe_disability=int(household[SEVERE_DISABILITY]),
        carers=int(household[CARERS]),
        addition_at_conversion=0.0,
        rises_since_conversion=0.0,
        sanction_week=0,
        in_hardship=False,
        dispute=NO_DISPUTE,
    )


@kernel
def tariff_at(row: Floats, first: int) -> Tariff:
    """A scheme's amounts [GBP a week].

    Parameters
    ----------
    row : (amount,) in the order of `RATE_FIELDS` [GBP a week]
    first : where the scheme's amounts begin [code]
    """
    return Tariff(
        allowance=row[first + ALLOWANCE_RATE],
        allowance_under_25=row[first + ALLOWANCE_UNDER_25],
        work_related=row[first + WORK_RELATED],
        support=row[first + COMPONENT_OF_SUPPORT],
    )


@kernel
def rules_rates(row: Floats) -> Rates:
    """Amounts of a period [GBP a week].

    Parameters
    ----------
    row : (amount,) in the order of `RATE_FIELDS` [GBP a week]
    """
    return Rates(
        contributory=tariff_at(row, CONTRIBUTORY_RATES),
        income_related=tariff_at(row, INCOME_RELATED_RATES),
        couple=row[COUPLE],
        lone_parent=row[LONE_PARENT],
        enhanced=row[ENHANCED],
        enhanced_couple=row[ENHANCED_COUPLE],
        severe=row[SEVERE],
        severe_couple=row[SEVERE_COUPLE],
        carer=row[CARER],
    )


@kernel
def rules_terms(row: Floats) -> Terms:
    """Lengths, limits and shares of a period: a row is a `Terms`, in its own order."""
    return Terms(
        int(row[0]), int(row[1]), row[2], row[3], row[4], row[5], row[6], row[7], row[8],
        row[9], row[10], row[11], row[12], row[13], row[14], row[15], row[16],
    )  # fmt: skip


assert len(FIELDS) == CARERS + 1
assert N_TERMS == LATEST + 1
