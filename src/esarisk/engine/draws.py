"""Draws: what is uncertain, sampled once for every scenario, and values under a draw.

Scrambled Sobol points, eight independent scrambles, so that the error of a probability can
be told from the spread between scrambles. Draw 0 of a central run leaves every uncertainty
at its central value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from math import sqrt

import numpy as np

from esarisk.engine.fitted_paths import address_of, is_knot, knots_of, moved_path
from esarisk.jit import Floats
from esarisk.names import SCRAMBLES
from esarisk.policy.parameters import Parameter, Parameters
from esarisk.shelf import keep, kept, shelf

FEWEST_FOR_SCRAMBLES = 2 * SCRAMBLES


@dataclass(frozen=True)
class Fitted:
    """What calibration left of some uncertainties: scores, and how far they may still be off."""

    scores: dict[str, float]  # address → fitted score, in order of address [standard deviations of the prior]
    covariance: Floats  # (address, address) of the fitted scores

    def draw(self, normals: Floats) -> dict[str, Floats]:
        """Scores of some draws.

        Parameters
        ----------
        normals : (draw, address) independent standard normals
        """
        spread = normals @ np.linalg.cholesky(self.covariance).T
        return {address: score + spread[:, i] for i, (address, score) in enumerate(self.scores.items())}


@dataclass(frozen=True)
class Draws:
    """Standard normal scores of each uncertainty."""

    scores: dict[str, Floats]  # address → (draw,) score [standard deviations]
    scramble: Floats  # (draw,) which scramble a draw belongs to [code]
    central: bool  # whether this is the central path
    seed: int = 0  # of the scrambles, and of whatever is drawn beside them [count]

    def __len__(self) -> int:
        return len(self.scramble)

    def rows(self, first: int, last: int) -> "Draws":
        """Some of the draws."""
        part = {address: scores[first:last] for address, scores in self.scores.items()}
        return replace(self, scores=part, scramble=self.scramble[first:last])


def central_draw(parameters: Parameters, fitted: Fitted | None = None) -> Draws:
    """One draw with every uncertainty at its central value: the prior's, or the fitted one."""
    scores = {p.address: np.zeros(1) for p in uncertainties(parameters)}
    if fitted:
        scores |= {address: np.array([score]) for address, score in fitted.scores.items()}
    return Draws(scores, np.zeros(1, int), True)


def scored(parameters: Parameters, scores: Mapping[str, Floats]) -> Draws:
    """Draws at given scores; uncertainties without one stay at their central value."""
    count = len(next(iter(scores.values())))
    every = {p.address: np.zeros(count) for p in uncertainties(parameters)}
    return Draws({**every, **scores}, np.zeros(count, int), True)


def uncertainties(parameters: Parameters) -> list[Parameter]:
    """Every uncertainty of which the view knew a value, in order of address."""
    found = (p for p in parameters.values() if p.kind == "uncertainty" and p.known)
    return sorted(found, key=lambda p: p.address)


def sample(parameters: Parameters, draws: int, seed: int, fitted: Fitted | None = None) -> Draws:
    """Scores of every uncertainty for some draws; one draw is the central path.

    Parameters
    ----------
    draws : how many [count]
    seed : of the scrambles [count]
    fitted : scores and covariance that calibration left; the prior where it left none
    """
    if draws == 1:
        return central_draw(parameters, fitted)
    from scipy.special import ndtri  # the central path needs no scipy

    uncertain = uncertainties(parameters)
    groups = sorted({p.correlation.group for p in uncertain if p.correlation})
    knots = [name for name in fitted.scores if is_knot(name)] if fitted else []
    uniforms, scramble = _sobol(len(uncertain) + len(groups) + len(knots), draws, seed)
    normals = ndtri(uniforms)
    common = {group: normals[:, len(uncertain) + i] for i, group in enumerate(groups)}
    scores = {p.address: _correlated(p, normals[:, i], common) for i, p in enumerate(uncertain)}
    if fitted:
        names = [*(p.address for p in uncertain), *groups, *knots]
        own = np.stack([normals[:, names.index(name)] for name in fitted.scores], axis=1)
        scores |= fitted.draw(own)
        scores |= {address: np.zeros(draws) for address in _spread_by_knots(fitted)}
    return Draws(scores, scramble, False, seed)


def _spread_by_knots(fitted: Fitted) -> set[str]:
    """Paths whose knots were fitted and not the whole: the knots are their spread, the prior is not drawn on top."""
    return set(map(address_of, filter(is_knot, fitted.scores))) - set(fitted.scores)


def _sobol(dimensions: int, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Points inside the unit cube (draw, dimension) and each draw's scramble; points are kept for the next command."""
    scrambles = SCRAMBLES if draws >= FEWEST_FOR_SCRAMBLES else 1
    sizes = [draws // scrambles + (i < draws % scrambles) for i in range(scrambles)]
    asked = f"{dimensions} {sizes} {seed}, scipy {version('scipy')}, numpy {np.__version__}"
    file = shelf("points", sha256(asked.encode()).hexdigest()) / "points"
    if content := kept(file):
        points = np.frombuffer(content).reshape(draws, dimensions)
    else:
        points = np.concatenate([_scrambled(dimensions, size, [seed, i]) for i, size in enumerate(sizes)])
        keep(file, points.tobytes())
    edge = 2.0**-40
    return np.clip(points, edge, 1 - edge), np.repeat(range(scrambles), sizes)


def _scrambled(dimensions: int, size: int, seed: list[int]) -> Floats:
    """(draw, dimension) points of one scramble."""
    from scipy.stats import qmc  # takes a second

    sobol = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    points: Floats = sobol.random_base2(max(0, (size - 1).bit_length()))[:size]
    return points


def _correlated(parameter: Parameter, own: Floats, common: dict[str, Floats]) -> Floats:
    """A score that shares its group's common factor."""
    if parameter.correlation is None:
        return own
    rho = parameter.correlation.rho
    factor = common[parameter.correlation.group]
    return sqrt(rho) * factor + sqrt(1.0 - rho) * own


class Values:
    """Parameters under draws: every look-up gives one number for each draw."""

    def __init__(self, parameters: Parameters, draws: Draws) -> None:
        self.parameters, self.draws = parameters, draws
        self.knots = knots_of(draws.scores)

    def number(self, address: str, day: date) -> Floats:
        """(draw,) the number in force on a day [the parameter's unit]."""
        return self.path(address, [day])[:, 0]

    def number_or(self, address: str, day: date, otherwise: float) -> Floats:
        """(draw,) the number in force on a day, or another where the view knew of none yet."""
        if not self.parameters.knows(address) or self.parameters[address].latest[0].period.start > day:
            return np.full(len(self.draws), otherwise)
        return self.number(address, day)

    def path(self, address: str, days: Sequence[date]) -> Floats:
        """(draw, day) the number in force on each day [the parameter's unit]."""
        return self._path(self.parameters[address], days)

    def _path(self, parameter: Parameter, days: Sequence[date]) -> Floats:
        """(draw, day) a parameter's path; before a scenario changed it, what it was."""
        knots = None if parameter.held is not None else self.knots.get(parameter.address)
        central = (
            np.clip(moved_path(parameter, knots, days), *parameter.hard)
            if knots
            else own_path(parameter, days)
        )
        drawn = self._drawn(parameter, central, days[0])
        if parameter.before is None:
            return drawn
        return np.where(since(parameter, days), drawn, self._path(parameter.before, days))

    def vector(self, address: str, words: Sequence[str], day: date) -> Floats:
        """(draw, word) the numbers in force on a day [the parameter's unit]."""
        central = np.array(self.parameters.vector(address, tuple(words), day))
        return self._drawn(self.parameters[address], central, day)

    def _drawn(self, parameter: Parameter, central: Floats, day: date) -> Floats:
        """(draw, …) central numbers moved by each draw."""
        base = np.broadcast_to(central, (len(self.draws), central.shape[-1]))
        shape = parameter.distribution
        if shape is None or parameter.held is not None:
            return base
        score = self.draws.scores[parameter.address][:, None]
        sd = parameter.value(day).sd or shape.sd or 0.0
        if shape.shape == "normal":
            return np.clip(base + sd * score, *parameter.hard)
        if shape.shape == "lognormal" and shape.about == "median":
            return np.clip(base * np.exp(sd * score), *parameter.hard)
        if self.draws.central:
            return base
        if shape.shape == "lognormal":
            return np.clip(base * np.exp(sd * score - 0.5 * sd**2), *parameter.hard)
        from scipy.special import ndtr

        return _bounded(parameter, base, ndtr(score))


def _bounded(parameter: Parameter, base: Floats, uniform: Floats) -> Floats:
    """A uniform or triangular draw between its limits."""
    shape = parameter.distribution
    assert shape is not None and shape.low is not None and shape.high is not None  # noqa: PT018 - checked when read
    low, high = shape.low, shape.high
    if shape.shape == "uniform":
        return np.broadcast_to(low + (high - low) * uniform, base.shape)
    mode = base if shape.mode is None else np.full_like(base, shape.mode)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < turn, rising, falling)


def central_path(parameter: Parameter, days: Sequence[date]) -> Floats:
    """(day,) the central number on each day; before a scenario changed it, what it was."""
    central = own_path(parameter, days)
    if parameter.before is None:
        return central
    return np.where(since(parameter, days), central, central_path(parameter.before, days))


def since(parameter: Parameter, days: Sequence[date]) -> Floats:
    """(day,) whether a scenario has changed the parameter by each day."""
    return np.array([day >= parameter.since for day in days])


def own_path(parameter: Parameter, days: Sequence[date]) -> Floats:
    """(day,) the number its own values give each day, in steps or straight lines between them."""
    starts, numbers = parameter.steps
    asked = np.array([day.toordinal() for day in days])
    if parameter.between == "linear":
        return np.interp(asked, starts, numbers)
    return np.array(numbers)[np.maximum(0, np.searchsorted(starts, asked, side="right") - 1)]
