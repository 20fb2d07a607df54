"""Who projects the batches of a plan: this process, or workers of Dask here or anywhere.

A task is a batch of draws in one scene, or in those that differ only in money; one more closes the batch.
The plan goes to every worker once, and to one that takes a dead one's place. Only this process writes:
workers need no file of ours.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from socket import INADDR_LOOPBACK
from typing import TYPE_CHECKING, Any

from esarisk import jit
from esarisk.engine.plan import Part, Plan, Progress, SceneBatch, project
from esarisk.errors import EsariskError
from esarisk.shelf import sources_digest

if TYPE_CHECKING:
    from distributed import Client

NAME = "esarisk-plan"
AHEAD = 2
"""Batches asked for at a time beside one a thread, so that nobody waits for work."""
DEATHS = 10
"""Workers that a task may lose before it is given up."""
PATIENCE = "20s"
LOOPBACK = str(IPv4Address(INADDR_LOOPBACK))
"""Where workers started here are heard, and nowhere else."""


@dataclass(frozen=True)
class Team:
    """Who projects: workers started here, or those of a scheduler that runs; this process when neither is given."""

    workers: int = 0
    scheduler: str = ""

    def project(
        self, plan: Plan, batches: Sequence[int], progress: Progress | None = None
    ) -> Iterator[tuple[int, Part]]:
        """Project some batches: each with its number, as they come.

        Raises
        ------
        EsariskError : Dask is not installed, nobody answers, or workers are of another version or die
        """
        if not batches:
            return
        if not (self.workers or self.scheduler):
            yield from project(plan, batches, progress)
            return
        with _client(self) as client:
            yield from _distributed(client, plan, batches, progress)


class PlanPlugin:
    """The plan, set up on every worker of Dask."""

    name = NAME

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def setup(self, worker: Any) -> None:  # noqa: ANN401, ARG002 - Dask's own object, of which nothing is needed
        """Take one processor a task: a worker has as many tasks at a time as it has threads."""
        jit.THREADS = 1

    def teardown(self, worker: Any) -> None:  # noqa: ANN401 - the same
        """Nothing to clear."""


def _plan() -> Plan:
    from distributed import get_worker

    plugin: PlanPlugin = get_worker().plugins[NAME]
    return plugin.plan


def _family_batch(family: int, batch: int) -> list[SceneBatch]:
    return _plan().family_batch(family, batch)


def _closed(found: list[list[SceneBatch]]) -> Part:
    return _plan().closed([one for family in found for one in family])


def _distributed(
    client: "Client", plan: Plan, batches: Sequence[int], progress: Progress | None
) -> Iterator[tuple[int, Part]]:
    """Ask for a few batches at a time and hand each over as it comes."""
    from distributed import KilledWorker, as_completed

    client.register_plugin(_carrying(plan))
    scenes, left = len(plan.scenes), iter(batches)
    total, done = scenes * plan.count(batches), 0

    def ask(batch: int) -> Any:  # noqa: ANN401 - a future of Dask
        families = range(len(plan.families))
        parts = [client.submit(_family_batch, family, batch, pure=False) for family in families]
        future = client.submit(_closed, parts, pure=False)
        asked[future.key] = batch
        return future

    asked: dict[str, int] = {}
    threads = sum(client.nthreads().values())
    first = [ask(batch) for _, batch in zip(range(threads + AHEAD), left, strict=False)]
    coming = as_completed(first, loop=client.loop)
    try:
        for future in coming:
            batch = asked.pop(future.key)
            part = future.result()
            for following in left:
                coming.add(ask(following))
                break
            done += scenes * plan.count([batch])
            if progress:
                progress(done, total)
            yield batch, part
    except KilledWorker as error:
        raise EsariskError(
            f"{DEATHS} workers died of one batch of draws, of too little memory or by somebody's hand: "
            "give fewer --workers"
        ) from error


def _carrying(plan: Plan) -> Any:  # noqa: ANN401 - a plugin of Dask
    """A plugin of Dask that carries the plan."""
    from distributed import WorkerPlugin

    return type("CarriedPlan", (PlanPlugin, WorkerPlugin), {})(plan)


@contextmanager
def _client(team: Team) -> "Iterator[Client]":
    """A client of workers that run this very code."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise EsariskError(
            "--workers and --scheduler ask for Dask, which is not installed: pip install 'esarisk[dask]'"
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    dask.config.set({"distributed.scheduler.allowed-failures": DEATHS, "distributed.worker.daemon": True})
    if team.scheduler:
        try:
            client = Client(team.scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise EsariskError(
                f"--scheduler {team.scheduler}: nobody answers there: {_line(error)}"
            ) from error
        with client:
            _check_code(client)
            yield client
        return
    with (
        LocalCluster(
            n_workers=team.workers, threads_per_worker=1, host=LOOPBACK, dashboard_address=f"{LOOPBACK}:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        yield client


def _check_code(client: "Client") -> None:
    """Refuse workers without this package, or with another version of it."""
    if not client.nthreads():
        raise EsariskError("--scheduler: it has no workers: start some")
    try:
        codes = client.run(sources_digest)
    except Exception as error:  # what a worker without the package raises has no bounds
        raise EsariskError(f"--scheduler: its workers cannot run esarisk: {_line(error)}") from error
    if others := [worker for worker, code in codes.items() if code != sources_digest()]:
        raise EsariskError(
            f"--scheduler: {len(others)} of its workers run another version, {others[0]} first"
        )


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
