"""Numbers that a user sets: held in every draw, and nothing else moves."""

import numpy as np
import pytest

from esarisk.engine.draws import Values, sample
from esarisk.engine.fits import fitted_of
from esarisk.engine.reach import refuse_idle
from esarisk.errors import EsariskError
from esarisk.policy.fitted import stale_fit
from esarisk.policy.settings import settings_of, with_settings
from esarisk.policy.stack import vintage

GROWTH = "on_flow.yearly_growth"


def look(library, **settings):
    return vintage(
        with_settings(library, {key.replace("__", "."): v for key, v in settings.items()}),
        "2014-03",
        "public",
    )


def test_a_number_set_is_held_in_every_draw_and_no_other_moves(library):
    plain, held = look(library), look(library, on_flow__yearly_growth=0.04)
    draws = [sample(seen.known, 32, 3, fitted_of(library, seen)) for seen in (plain, held)]
    for address, scores in draws[0].scores.items():
        assert np.array_equal(scores, draws[1].scores[address]), address
    values = [Values(seen.known, one) for seen, one in zip((plain, held), draws, strict=True)]
    assert (values[1].number(GROWTH, held.day) == 0.04).all()
    assert values[0].number(GROWTH, plain.day).std() > 0.0
    for address in ("off_flow.support", "on_flow.unemployment_response"):
        assert np.array_equal(*(one.number(address, plain.day) for one in values)), address


def test_a_setting_makes_no_fit_stale(library):
    own = with_settings(library, {"off_flow.wrag": 0.02, "capacity.order": 1.0})
    assert stale_fit(own, vintage(own, "2014-03", "department")) is None


def test_a_lever_is_set_from_the_vintages_date_on(library):
    seen, before = look(library, capacity__order=2.0), look(library)
    parameter = seen.known["capacity.order"]
    assert parameter.value(seen.day).value == 2.0
    first = before.months[0].start
    assert parameter.value(first).value == before.known["capacity.order"].value(first).value


def test_figures_of_programmes_are_held_in_a_library_of_their_own(library):
    own = with_settings(library, {"ips.unit_cost": 5000.0})
    assert own.programmes["ips"].number("unit_cost") == 5000.0
    assert library.programmes["ips"].number("unit_cost") != 5000.0
    assert own.settings == {"ips.unit_cost": 5000.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("growth", "give ADDRESS=NUMBER"),
        ("on_flow.yearly_growth=", "give ADDRESS=NUMBER"),
        ("on_flow.yearly_growth=nan", "give ADDRESS=NUMBER"),
        ("on_flow.yearly_growth=1_0", "give ADDRESS=NUMBER"),
    ],
)
def test_what_is_no_setting_is_told(text, told):
    with pytest.raises(EsariskError, match=told):
        settings_of([text])


def test_an_address_is_set_once():
    with pytest.raises(EsariskError, match="set twice"):
        settings_of(["a.b=1", "a.b=2"])


@pytest.mark.parametrize(
    ("address", "number", "told"),
    [
        ("on_flow.yearly_growht", 0.1, "Did you mean"),
        ("esa.support_component", 30.0, "measure"),
        ("cap.levels", 1.0, "is a table"),
        ("off_flow.destinations", 1.0, "a value for each|no one number|measure"),
        ("off_flow.wrag", -1.0, "off_flow.wrag=-1: "),
        ("ips.unit_cots", 1.0, "has no 'unit_cots'"),
    ],
)
def test_what_one_number_cannot_be_is_told(library, address, number, told):
    with pytest.raises(EsariskError, match=told):
        with_settings(library, {address: number})


def test_what_no_projection_reads_is_refused(library):
    own = with_settings(library, {"ips.unit_cost": 5000.0, "gap.benefit_share": 0.5} if "gap.benefit_share" in
                        library.parameters else {"ips.unit_cost": 5000.0})  # fmt: skip
    with pytest.raises(EsariskError, match="no scenario here funds 'ips'"):
        refuse_idle(own, [library.scenarios["baseline"]])
    refuse_idle(with_settings(library, {GROWTH: 0.01}), [library.scenarios["baseline"]])
