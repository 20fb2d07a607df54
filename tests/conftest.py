"""What many tests look at: the first vintage, its groups and the kernel's inputs, read once."""

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, seed, settings

from esarisk.engine.claims.inputs import claims
from esarisk.engine.claims.timetable import timetable
from esarisk.engine.draws import Values, central_draw, sample
from esarisk.engine.population.groups import groups_of
from esarisk.policy.reading import read_library
from esarisk.policy.stack import vintage
from esarisk.study import run_study

settings.register_profile(
    "house",
    database=None,  # a machine replays no examples that another has not
    deadline=None,  # nor does a busy one fail for being slow
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("house")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden figures anew")
    parser.addoption("--thorough", action="store_true", help="run the tests marked thorough too")


def pytest_collection_modifyitems(config, items):
    """Examples of properties follow from the seed of the order, so that any run can be had again."""
    chosen = config.getoption("randomly_seed", None)
    if isinstance(chosen, int) and config.getoption("hypothesis_seed", None) is None:
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                seed(chosen)(item.obj)
    if not config.getoption("thorough"):
        left = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session")
def library():
    return read_library()


@pytest.fixture(scope="session")
def seen(library):
    """The vintage of March 2014 as the department saw it."""
    return vintage(library, "2014-03", "department")


@pytest.fixture(scope="session")
def groups(seen):
    return groups_of(seen)


@pytest.fixture(scope="session")
def fixed(seen, groups):
    """The real timetable."""
    return timetable(seen, seen.known, groups)


@pytest.fixture(scope="session")
def central(seen):
    """The real inputs of the central path, one scenario."""
    return claims(seen, [Values(seen.known, central_draw(seen.known))])


@pytest.fixture(scope="session")
def drawn(seen):
    """The real inputs of sixteen draws, one scenario."""
    return claims(seen, [Values(seen.known, sample(seen.known, 16, seed=1))])


POLICY = ["baseline", "freeze-2016", "wrac-abolished-2017"]
"""Scenarios of policy alone: a run of them has no levels of money."""


@pytest.fixture(scope="session")
def small_run(library, tmp_path_factory):
    """The default study with sixteen draws, run once: its cube and record."""
    folder = tmp_path_factory.mktemp("runs") / "small"
    done = run_study(
        "budget-2014", {"draws": 16, "scenarios": POLICY}, folder, "esarisk run", library=library
    )
    return done.cube, done.record


@pytest.fixture(scope="session")
def central_run(library, tmp_path_factory):
    """The central path of the baseline alone: its cube and record."""
    changes = {"draws": 1, "scenarios": ["baseline"]}
    folder = tmp_path_factory.mktemp("runs") / "central"
    done = run_study("budget-2014", changes, folder, "esarisk run --draws 1", library=library)
    return done.cube, done.record
