"""What a scenario can change: every card acts from its date on, or is refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice

import numpy as np
import pytest

from esarisk.engine.awards.terms import COMPONENT_SHARE, ELEMENT_SHARE
from esarisk.engine.claims.inputs import claims
from esarisk.engine.claims.timetable import timetable
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.population.groups import groups_of
from esarisk.engine.reach import INSTEAD, ONCE, READ, parameters_of, unread
from esarisk.errors import EsariskError
from esarisk.policy.parameters import Value
from esarisk.policy.periods import Period
from esarisk.policy.reading import read_library
from esarisk.policy.schema import MeasureCard, ScenarioCard
from esarisk.policy.stack import vintage

LIBRARY = read_library()
VINTAGES = ("2014-03", "2026-03")
BEFORE_THE_END = 30
"""Months of the run that a change has left to act in [months]."""
HOURS = "entitlement.partner_hours"
"""Nobody's partner works in a projection: only a limit of no hours at all would touch anybody."""
TIMED = ("assessment.", "capacity.order", "disputes.", "moves.", "on_flow.", "start.", "uc_health.")
"""Cards that the timetable reads."""
CARDS = [
    address
    for address, card in LIBRARY.parameters.items()
    if card.table is None
    and address.split(".")[0] in READ
    and not address.startswith("staff_pools.")
    and address not in (COMPONENT_SHARE, ELEMENT_SHARE)
]
"""Cards whose effect shows in what the kernel is given; terms of claims show in what it makes of it."""


@cache
def sight(name):
    seen = vintage(LIBRARY, name, "department")
    return seen, groups_of(seen), central_draw(seen.known)


def inputs(name, parameters, *, timed=True):
    """Everything the kernel is given, by name."""
    seen, groups, draw = sight(name)
    given = claims(seen, [Values(parameters, draw)])._asdict()
    if timed:
        given |= {
            key: np.asarray(part, float)
            for key, part in timetable(seen, parameters, groups)._asdict().items()
        }
    return given


@cache
def untouched(name):
    return inputs(name, sight(name)[0].known)


def first_month(name, parameters, timed, at):
    """The first month that a change touches; -1 where it touches the whole run, None for nowhere."""
    months, found = len(sight(name)[0].months), []
    for key, part in inputs(name, parameters, timed=timed).items():
        other = untouched(name)[key]
        if np.array_equal(part, other) or (key == "used" and at):
            continue
        if key.endswith("terms_from"):
            found.append(int(np.minimum(part, other)[part != other].min()))
            continue
        axes = [axis for axis, size in enumerate(part.shape) if size == months]
        touched = np.moveaxis(part != other, axes[0], 0).reshape(months, -1).any(axis=1) if axes else [True]
        found.append(int(np.argmax(touched)) if axes else -1)
    return min(found, default=None)


def others(card, value):
    """Values of a card far from its own, inside its bounds."""
    for factor, little in ((0.5, -0.01), (1.5, 0.01), (0.05, 1.0), (20.0, 20.0), (0.0, 2.0)):
        if factor == 0.0 and card.address == HOURS:
            continue

        def moved(number, factor=factor, little=little):
            return float(np.clip(number * factor if number else little, *card.hard))

        each = isinstance(value, Mapping)
        other = {word: moved(number) for word, number in value.items()} if each else moved(value)
        if other != value:
            yield other


def months_touched(name, address, at, most):
    """Where some changes of a card from a month on are felt."""
    seen, card = sight(name)[0], sight(name)[0].known[address]
    if not card.known:
        return
    day = seen.months[at].start
    for other in islice(others(card, card.value(day).value), most):
        value = Value(Period(day, day), other, day, "JUDGEMENT")
        changed = (
            card.changed(day, (value,))
            if at
            else replace(card, values=tuple(replace(v, value=other) for v in card.values))
        )
        yield first_month(name, seen.known.with_changes({address: changed}), address.startswith(TIMED), at)


def felt(address, from_the_start, most=5):
    """First month touched by a change half way, or of the whole run, and the month it was made; None for none."""
    for name in VINTAGES:
        at = 0 if from_the_start else len(sight(name)[0].months) - BEFORE_THE_END
        for month in months_touched(name, address, at, most):
            if month is not None:
                return month, at
    return None


DATED = [address for address in CARDS if not address.startswith(ONCE) and not unread(address)]


@pytest.mark.parametrize("address", DATED)
def test_a_card_acts_from_its_date_on_and_not_before(address):
    found = felt(address, from_the_start=False)
    assert found, f"nothing reads {address}: it belongs on a list of engine/reach"
    assert found[0] >= found[1], f"{address} acts before its date"


@pytest.mark.parametrize("address", [a for a in CARDS if a.startswith(ONCE) and not unread(a)])
def test_a_card_listed_as_one_number_for_the_run_cannot_act_by_date_but_is_read(address):
    found = felt(address, from_the_start=False, most=2)
    assert found is None or found[0] < found[1], f"{address} acts by date: strike it from the list"
    assert felt(address, from_the_start=True), f"nothing reads {address} at all"


@pytest.mark.parametrize("address", [a for a in CARDS if unread(a)])
def test_a_card_listed_as_unread_changes_nothing_whatever_it_says(address):
    assert felt(address, from_the_start=True, most=2) is None
    assert set(INSTEAD.get(address, ())) <= set(DATED) | {
        COMPONENT_SHARE,
        ELEMENT_SHARE,
        "assessment.arrears_from",
    }


def changed(address, value, day):
    """A measure that gives a card a value from a day on."""
    given = {"from": day, "value": value, "published": day, "source": "JUDGEMENT"}
    return MeasureCard.model_validate({
        "name": "cut", "meaning": "a cut", "announced": date(2014, 3, 1), "source": "JUDGEMENT",
        "changes": [{"parameter": address, "values": [given]}],
    })  # fmt: skip


def asked(measure=None, **scenario):
    """The parameters of a scenario of March 2014 that brings a measure."""
    library = replace(LIBRARY, measures={**LIBRARY.measures, **({"cut": measure} if measure else {})})
    measures = ["cut"] if measure else []
    card = ScenarioCard(name="s", meaning="s", **{"measures": measures, **scenario})
    return parameters_of(library, sight("2014-03")[0], card)


@pytest.mark.parametrize(
    ("address", "value", "words"),
    [
        ("entitlement.limit_days", 0, "use 'assessment.limit_months'"),
        ("entitlement.waiting_days", 28, "one person's award reads it"),
        ("esa.pensioner_premium_couple", 10.0, "one person's award reads it"),
        ("off_flow.wrag", 0.02, "one number for the whole run"),
        ("remainder.official_incapacity_growth", 1.0, "takes it from the vintage"),
        ("gap.years_said", 4, "takes it from the vintage"),
    ],
)
def test_a_measure_that_could_not_act_is_refused_and_told_what_does(address, value, words):
    with pytest.raises(EsariskError, match="scenario 's': measure 'cut': ") as told:
        asked(changed(address, value, date(2016, 4, 11)))
    assert words in str(told.value)


def test_a_measure_that_changes_the_acting_card_too_may_change_the_one_award_reads():
    both = changed("entitlement.limit_days", 183, date(2016, 4, 11))
    acting = changed("assessment.limit_months", 6, date(2016, 4, 11))
    joint = both.model_copy(update={"changes": [*both.changes, *acting.changes]})
    assert asked(joint)["assessment.limit_months"].value(date(2017, 1, 1)).value == 6


def test_a_measure_after_the_last_month_is_refused():
    with pytest.raises(EsariskError, match="begins on 2030-04-08, after 2021-03-31"):
        asked(changed("esa.support_component", 50.0, date(2030, 4, 8)))


def test_a_lever_that_nothing_reads_is_refused():
    with pytest.raises(EsariskError, match=r"lever 'areas.own_change' changes nothing"):
        asked(levers={"areas.own_change": -0.05})
    with pytest.raises(EsariskError, match=r"no programme that the scenario funds draws on it"):
        asked(levers={"staff_pools.jobcentre_advisers": 5.0})
    pooled = next(
        name for name, one in LIBRARY.programmes.items() if one.card.staff_pool == "jobcentre_advisers"
    )
    assert asked(levers={"staff_pools.jobcentre_advisers": 5.0}, funding={pooled: 5.0})
