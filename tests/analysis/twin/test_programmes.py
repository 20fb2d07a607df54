"""The twin gate where programmes are funded: starts, added hazards, destinations, drift."""

import numpy as np
import pytest

from esarisk.analysis.twin import gate
from esarisk.analysis.twin import programmes as twin_programmes
from esarisk.analysis.twin.exact import TOLERANCE
from esarisk.analysis.twin.programmes import programme_differences
from esarisk.engine.claims.cohort import project_batch
from esarisk.engine.people.persons import live, met_of
from esarisk.kernels.layout import N_CLOCK, N_DESTINATIONS, N_PLACES, PHASE_OF, Provision

FUNDING = {"work_programme": 0.0, "ips": 60.0}
AT = [(100, 60)]


@pytest.fixture(scope="module")
def both(library):
    """One programme taken away and another paid for."""
    card = library.pick("scenarios", "baseline").model_copy(update={"funding": FUNDING})
    return gate.inputs_of(library, "2014-03", "department", card)


def random_provision(months, pro_rata, seed=1):
    """Two programmes that overlap: one funded beyond its baseline, one below it."""
    luck = np.random.default_rng(seed)
    eligible = np.where(luck.random((2, N_PLACES, N_CLOCK)) < 0.5, luck.random((2, N_PLACES, N_CLOCK)), 0.0)
    eligible[:, PHASE_OF < 0] = 0.0
    places = np.stack([np.full(months, 9000.0), np.full(months, 500.0)])[None]
    to = luck.dirichlet(np.ones(N_DESTINATIONS), 2)[None]
    return Provision(
        eligible=eligible,
        rank=luck.integers(0, 3, (2, N_PLACES, N_CLOCK)).astype(float),
        places=places,
        places_before=places[:, ::-1].copy(),
        take_up=np.full((1, 2, months), 0.3),
        take_up_before=np.full((1, 2, months), 0.3),
        effect=np.full((1, 2, 12), 0.02),
        drift=np.full((1, 2, 12), 0.01),
        sanction=np.full((1, 2, 12), 0.02),
        scale=np.ones((1, 2, months)),
        saturation=np.full((1, 2), 0.2),
        to_work=np.full((1, 2, 12), 0.1),
        added_to=to,
        pro_rata=pro_rata,
    )


def apart(cohort, persons):
    totals = project_batch(cohort.timetable, cohort.claims, cohort.provision)
    found = programme_differences(cohort, persons, 0, totals, AT)
    return {one.what for one in found if one.largest > TOLERANCE}


@pytest.fixture(scope="module", params=[0, 1], ids=["first come first", "in proportion"])
def made_up(both, request):
    _, inputs = both
    return inputs._replace(provision=random_provision(len(inputs.timetable.weeks), request.param))


def test_starts_and_effects_of_programmes_are_equal(made_up):
    assert apart(made_up, made_up) == set()


def test_they_are_equal_for_real_programmes(both):
    _, inputs = both
    assert inputs.provision is not None
    assert apart(inputs, inputs) == set()


PARTS = 6


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(PARTS))
def test_the_engines_agree_under_each_programme(library, part):
    """A few at a time, funded at £60m, so that every one of them differs from its baseline; ideas start nobody yet."""
    names = [name for name, one in sorted(library.programmes.items()) if not one.card.stages]
    funding = dict.fromkeys(names[part::PARTS], 60.0)
    card = library.pick("scenarios", "baseline").model_copy(update={"funding": funding})
    _, inputs = gate.inputs_of(library, "2014-03", "department", card)
    assert inputs.provision is not None
    assert (inputs.provision.places != inputs.provision.places_before).any(axis=(0, 2)).all()
    assert apart(inputs, inputs) == set()


ALTERED = ("eligible", "added_to")


@pytest.mark.parametrize("name", ALTERED)
def test_a_programme_altered_by_one_per_cent_in_one_engine_is_caught(made_up, name):
    value = getattr(made_up.provision, name) * 0.99
    altered = made_up._replace(provision=made_up.provision._replace(**{name: value}))
    assert apart(made_up, altered)


@pytest.mark.parametrize("name", ["to_work", "added_hazard", "added_worsening"])
def test_what_a_block_meets_altered_by_one_per_cent_is_caught(made_up, monkeypatch, name):
    def altered(provision, totals, draw):
        met = met_of(provision, totals, draw)
        return met._replace(**{name: getattr(met, name) * 0.99})

    monkeypatch.setattr(twin_programmes, "met_of", altered)
    assert apart(made_up, made_up)


def test_people_start_and_stay_as_the_cohort_engine_expects(both):
    _, inputs = both
    totals = project_batch(inputs.timetable, inputs.claims, inputs.provision)
    met = met_of(inputs.provision, totals, 0)
    people = live(inputs.timetable, inputs.claims, totals.served[0], people=400_000, met=met)
    expected, found = (side.reached[0, :, 1:].sum() * people.share for side in (totals, people.totals))
    months_in_a_block = 40.0
    # The same person is counted in every month of a stay, so the count varies more than a Poisson's.
    assert abs(found - expected) < 4.0 * np.sqrt(expected * months_in_a_block)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_gate_passes_with_programmes(both):
    seen, inputs = both
    found = gate.twin_gate(inputs, inputs, len(seen.all_years) - len(seen.years), people=300_000)
    assert found.faults() == []
    assert "reached" in set(found.flows["family"])
