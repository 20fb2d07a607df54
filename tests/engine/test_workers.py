"""Workers give what one process gives, die without loss, and are refused in a line where they cannot serve."""

import builtins
import signal

import numpy as np
import pytest

from esarisk import cube as cubes
from esarisk import shelf
from esarisk.engine.plan import BATCH, prepare, project
from esarisk.engine.run import gathered
from esarisk.engine.workers import LOOPBACK, Team
from esarisk.errors import EsariskError
from esarisk.jit import ENABLED
from esarisk.policy.schema import ScenarioCard

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not ENABLED, reason="workers compile for themselves")]


@pytest.fixture(scope="module")
def asked(library):
    card = ScenarioCard(name="money", meaning="money", funding={"new_start": 50.0})
    more = library.__class__(**{**vars(library), "scenarios": {**library.scenarios, "money": card}})
    study = library.pick("studies", "budget-2014")
    return more, study.model_copy(
        update={"draws": 3 * BATCH, "scenarios": ["baseline", "money"], "funding": {}}
    )


@pytest.fixture(scope="module")
def plan(asked):
    return prepare(*asked)


@pytest.fixture(scope="module")
def alone(asked, plan):
    return digest(asked, plan, project(plan, range(3)))


def digest(asked, plan, parts):
    found = dict(parts)
    return cubes.value_digest(gathered(plan, asked[1], [found[batch] for batch in sorted(found)]))


def test_two_workers_give_what_one_process_gives(asked, plan, alone):
    told = []
    parts = Team(workers=2).project(plan, range(3), lambda *count: told.append(count))
    assert digest(asked, plan, parts) == alone
    assert told[-1] == (2 * 3 * BATCH, 2 * 3 * BATCH)


def test_a_worker_that_is_killed_costs_no_batch(asked, plan, alone):
    """The only worker: its place is taken by one that has the plan anew."""
    parts = Team(workers=1).project(plan, range(3))
    first = next(parts)
    from psutil import Process

    worker = next(
        one for one in Process().children(recursive=True) if "spawn_main" in " ".join(one.cmdline())
    )
    worker.send_signal(signal.SIGKILL)
    assert digest(asked, plan, [first, *parts]) == alone


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=1, host=LOOPBACK, dashboard_address=f"{LOOPBACK}:0"
    ) as found:
        yield found


def test_a_scheduler_that_runs_is_used_and_left_running(asked, plan, alone, cluster):
    team = Team(scheduler=cluster.scheduler_address)
    assert digest(asked, plan, team.project(plan, range(3))) == alone
    assert len(cluster.scheduler.workers) == 1


class OtherHere:
    """Code that is another in this process than in a worker."""

    def __call__(self):
        return "other"

    def __reduce__(self):
        return getattr, (shelf, "sources_digest")


def test_workers_of_other_code_are_refused(plan, monkeypatch, cluster):
    monkeypatch.setattr("esarisk.engine.workers.sources_digest", OtherHere())
    with pytest.raises(EsariskError, match="1 of its workers run another version") as told:
        next(Team(scheduler=cluster.scheduler_address).project(plan, range(1)))
    assert len(told.value.lines()) == 1


def test_where_nobody_answers_is_told_in_a_line(plan, monkeypatch):
    monkeypatch.setattr("esarisk.engine.workers.PATIENCE", "1s")
    for address in (f"tcp://{LOOPBACK}:9", "nonsense://x"):
        with pytest.raises(EsariskError, match="nobody answers there") as told:
            next(Team(scheduler=address).project(plan, range(1)))
        assert len(told.value.lines()) == 1


def test_without_dask_it_is_told_what_to_install_and_one_process_needs_none(plan, monkeypatch):
    real = builtins.__import__

    def without(name, *more):
        if name.partition(".")[0] in {"dask", "distributed"}:
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EsariskError, match=r"pip install 'esarisk\[dask\]'"):
        next(Team(workers=1).project(plan, range(1)))
    assert next(Team().project(plan, range(1)))[0] == 0


def test_nothing_left_to_do_starts_nobody(plan, monkeypatch):
    monkeypatch.setattr("esarisk.engine.workers._client", None)
    assert list(Team(workers=2).project(plan, [])) == []


def test_every_batch_is_its_own(plan):
    """Any order gives the same: batches share nothing that they write."""
    forwards, backwards = dict(project(plan, [0, 1])), dict(project(plan, [1, 0]))
    for batch in (0, 1):
        for name, values in forwards[batch].drawn.items():
            assert np.array_equal(values, backwards[batch].drawn[name], equal_nan=True), name
