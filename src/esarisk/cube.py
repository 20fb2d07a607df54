"""The cube: one xarray Dataset a run. Its variables, each once; label, check, save, load."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
import xarray as xr
from xarray.namedarray.pycompat import array_type
from xarray.namedarray.utils import module_available

from esarisk.absent import without
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.kernels.layout import N_BASES, N_LINES, N_PHASES, Totals
from esarisk.units import GBP_MILLION

xr.set_options(arithmetic_join="exact")  # type: ignore[no-untyped-call] # xarray leaves it bare

with without("dask"):  # xarray would load all of it, a second, and no cube holds its arrays
    module_available.cache_clear()
    module_available("dask")
    array_type("dask")

Coordinates = Mapping[str, Sequence[Any] | Floats]

SPLIT_SHAPE = (N_PHASES, N_BASES)

Fill = Callable[[Totals, int, int], Floats]
"""From a batch's totals, a scenario of the batch and the first projected year: (draw, other dimensions)."""

EVERY_CUBE = ("totals", "history", "cap")
"""Who fills what every cube has; the rest is there under the rule since 2017, or where programmes are funded."""


class Variable(NamedTuple):
    """One variable of the cube: what it is, and who fills it.

    Parameters
    ----------
    dims : in order
    unit, long_name : as every output says them
    fill : how a batch's totals fill it, where they do; of a variable by statistic draws are not kept
    by : who fills it: totals, history, cap, target year or programmes
    blank : whether it may lack a number, as in a year without a cap
    """

    dims: tuple[str, ...]
    unit: str
    long_name: str
    fill: Fill | None = None
    by: str = "totals"
    blank: bool = False


def _split(totals: Totals, scenario: int, first: int) -> Floats:
    """(draw, year, phase, basis, line) spending [GBP million]."""
    money: Floats = totals.spending[:, scenario, first:] / GBP_MILLION
    return money.reshape(len(money), -1, *SPLIT_SHAPE, N_LINES)


def _people(totals: Totals, _: int, first: int) -> Floats:
    """(draw, year, phase, basis) caseload [people]."""
    people = totals.caseload[:, first:]
    return people.reshape(len(people), -1, *SPLIT_SHAPE)


def _over(fill: Fill, *axes: int) -> Fill:
    """The same, summed over axes."""
    return lambda *of: fill(*of).sum(axis=axes)


def _monthly_caseload(totals: Totals, *_: int) -> Floats:
    people: Floats = totals.stock.reshape(len(totals.stock), -1, *SPLIT_SHAPE).sum(axis=-1)
    return people


def _yearly(name: str) -> Fill:
    """A flow by year, as the totals have it."""
    return lambda totals, _, first: getattr(totals, name)[:, first:]


_of_cap = partial(Variable, ("scenario", "year", "draw"), by="cap", blank=True)
_of_treatment = partial(Variable, ("scenario", "year", "treatment", "draw"), by="target year", blank=True)
_of_programme = partial(Variable, ("scenario", "year", "programme", "draw"), by="programmes")
"""Variables of the same dimensions and maker: what is left to say is the unit and the long name."""
_BY_GROUP = ("scenario", "year", "group", "phase", "statistic")

VARIABLES = {
    "spending": Variable(
        ("scenario", "year", "line", "draw"),
        "GBP million",
        "Spending on incapacity benefits, nominal and paid",
        fill=_over(_split, 2, 3),
    ),
    "caseload": Variable(
        ("scenario", "year", "phase", "draw"), "people", "Caseload, mean of the year", fill=_over(_people, 3)
    ),
    "on_flow": Variable(
        ("scenario", "year", "basis", "draw"), "people", "On-flow: new claims", fill=_yearly("on_flow")
    ),
    "off_flow": Variable(
        ("scenario", "year", "destination", "draw"),
        "people",
        "Off-flow by destination",
        fill=_over(_yearly("off_flow"), 2),
    ),
    "decisions": Variable(
        ("scenario", "year", "stream", "outcome", "draw"),
        "decisions",
        "Decisions by outcome",
        fill=_yearly("decisions"),
    ),
    "in_scope_spending": _of_cap("GBP million", "Spending inside the welfare cap"),
    "headroom": _of_cap("GBP million", "Headroom: cap plus margin less spending inside the cap"),
    "breach": _of_cap("share", "Whether the year fails the cap's rule (1) or not (0)"),
    "forecasting_breach": _of_cap("share", "Whether spending is above cap plus margin (1) or not (0)"),
    "policy_breach": _of_cap(
        "share", "Whether spending is above the cap and a costing says that policy raised it (1) or not (0)"
    ),
    "breach_by_draw": _of_cap(
        "share", "Whether the year fails if policy is what each draw says that it adds (1) or not (0)"
    ),
    "policy_effect": Variable(
        ("scenario", "year"),
        "GBP million",
        "What a costing would certify that policy since the cap was set adds to spending inside it",
        by="cap",
    ),
    "adjusted_spending": _of_cap(
        "GBP million",
        "Spending inside the welfare cap after its dated adjustments, without price news",
        by="target year",
    ),
    "treatment_headroom": _of_treatment("GBP million", "Headroom by how the reclassification is taken"),
    "treatment_breach": _of_treatment(
        "share", "Whether the target year fails (1) or not (0), by how the reclassification is taken"
    ),
    "above_pathway": _of_treatment(
        "share", "Whether a year before the target year is above pathway plus margin (1) or not (0)"
    ),
    "inflation_adjustment": Variable(
        ("year",), "GBP million", "Adjustment for inflation up to the vintage", by="target year", blank=True
    ),
    "reclassified": Variable(
        ("year",),
        "GBP million",
        "Spending that stands inside the cap now and stood outside it before",
        by="target year",
    ),
    "scottish_adjustment": Variable(
        ("year",),
        "GBP million",
        "Block grant for benefits devolved to Scotland",
        by="target year",
        blank=True,
    ),
    "remainder": Variable(
        ("year", "draw"), "GBP million", "Spending inside the cap that is not simulated", by="cap", blank=True
    ),
    "spending_block": Variable(
        ("year", "block", "draw"),
        "GBP million",
        "Spending that the cap's rule judges, of the first scenario, in blocks that add up to it",
        by="cap",
        blank=True,
    ),
    "breach_held": Variable(
        ("year", "held", "draw"),
        "share",
        "Whether the year fails (1) or not (0) in the first scenario with a part of spending held",
        by="cap",
        blank=True,
    ),
    "cap": Variable(("year",), "GBP million", "Welfare cap", by="cap", blank=True),
    "margin": Variable(("year",), "GBP million", "Margin above the welfare cap", by="cap", blank=True),
    "fit_spending": Variable(
        ("fit_year", "draw"), "GBP million", "Spending in the years before the projection", by="history"
    ),
    "programme_funding": Variable(
        ("scenario", "year", "programme"),
        "GBP million a year",
        "Money of a programme, in each year's pounds: the mean of the year's months",
        by="programmes",
    ),
    "programme_starts": _of_programme(
        "starts", "Starts of a programme; missing where it stays at baseline provision", blank=True
    ),
    "programme_starts_change": _of_programme("starts", "Starts beyond baseline provision"),
    "programme_participants": _of_programme(
        "people",
        "People on benefit who started beyond baseline provision, less those who miss it, mean of the year",
    ),
    "programme_in_work": _of_programme(
        "people", "Additional people in work before displacement, mean of the year"
    ),
    "programme_displaced": _of_programme("people", "Others out of work because of them, mean of the year"),
    "programme_off_benefit": _of_programme("people", "Additional people off benefit, mean of the year"),
    "programme_jobs_gross": _of_programme(
        "jobs", "Gross jobs of the year's starts beyond baseline provision, once measured"
    ),
    "programme_jobs_additional": _of_programme(
        "jobs", "Additional jobs of those starts, less displaced ones"
    ),
    "programme_spending": _of_programme(
        "GBP million", "Programme spending beyond baseline provision, all payers, nominal"
    ),
    "programme_saving_in_cap": _of_programme(
        "GBP million", "Saved inside the welfare cap, other benefits there taken off"
    ),
    "programme_other_in_scope": _of_programme(
        "GBP million",
        "Benefits inside the cap that leavers and the displaced claim, less Housing Benefit lost and sanctions",
    ),
    "programme_sanctions": _of_programme("sanctions", "Sanctions of a programme's people"),
    "programme_withheld": _of_programme("GBP million", "Benefit withheld by those sanctions"),
    "programme_hardship": _of_programme("GBP million", "Hardship paid beside them"),
    "programme_overturned": _of_programme("GBP million", "Paid back as sanctions are overturned"),
    "programme_saving_ame": _of_programme("GBP million", "Saved in annually managed expenditure"),
    "programme_exchequer": _of_programme("GBP million", "Gain of the public purse: saved, taxed, less spent"),
    "programme_gainshare": _of_programme("GBP million", "Paid to areas for a smaller caseload than agreed"),
    "programme_treasury": _of_programme("GBP million", "Of that gain, the Treasury's"),
    "programme_areas": _of_programme("GBP million", "Of that gain, areas': paid to them, less spent"),
    "spending_by_basis": Variable(
        ("scenario", "year", "phase", "basis", "line", "statistic"),
        "GBP million",
        "Spending by phase, basis and line",
        fill=_split,
    ),
    "caseload_by_basis": Variable(
        ("scenario", "year", "phase", "basis", "statistic"),
        "people",
        "Caseload by phase and basis, mean of the year",
        fill=_people,
    ),
    "off_flow_by_phase": Variable(
        ("scenario", "year", "phase", "destination", "statistic"),
        "people",
        "Off-flow by phase and destination",
        fill=_yearly("off_flow"),
    ),
    "monthly_spending": Variable(
        ("scenario", "month", "line", "statistic"),
        "GBP million",
        "Spending by line in each month",
        fill=lambda totals, scenario, _: totals.monthly[:, scenario] / GBP_MILLION,
    ),
    "monthly_caseload": Variable(
        ("scenario", "month", "phase", "statistic"),
        "people",
        "Caseload by phase at each month's end",
        fill=_monthly_caseload,
    ),
    "waiting": Variable(
        ("scenario", "month", "queue", "statistic"),
        "people",
        "People waiting for a decision at each month's end",
        fill=lambda totals, *_: totals.waiting,
    ),
    "caseload_by_group": Variable(
        _BY_GROUP,
        "people",
        "Caseload by group, mean of the year",
        fill=lambda totals, _, first: totals.caseload_by_group[:, first:].swapaxes(-1, -2),
    ),
    "spending_by_group": Variable(
        _BY_GROUP,
        "GBP million",
        "Spending by group",
        fill=lambda totals, scenario, first: (
            totals.spending_by_group[:, scenario, first:].swapaxes(-1, -2) / GBP_MILLION
        ),
    ),
}
"""Every variable, once: an entry with a `fill` is in the cube; one that nothing fills is an error."""


def from_totals() -> dict[str, Fill]:
    """How each variable is filled that a batch's totals fill."""
    return {name: variable.fill for name, variable in VARIABLES.items() if variable.fill}


def by_draw(name: str) -> bool:
    """Whether a variable keeps every draw; one by statistic does not."""
    return VARIABLES[name].dims[-1] == "draw"


def allocate(coordinates: Coordinates, names: Sequence[str]) -> dict[str, Floats]:
    """Arrays of NaN for some variables, shaped by the coordinates."""
    return {name: np.full([len(coordinates[dim]) for dim in VARIABLES[name].dims], np.nan) for name in names}


def label(
    arrays: Mapping[str, Floats],
    coordinates: Coordinates,
    extra: Mapping[str, tuple[tuple[str, ...], Any]],
    attributes: Mapping[str, str],
) -> xr.Dataset:
    """A Dataset with units and long names on every variable.

    Parameters
    ----------
    arrays : name → array in the order of its dimensions
    coordinates : dimension → labels
    extra : further coordinates, name → dimensions and labels
    attributes : of the whole cube
    """
    data = {name: (VARIABLES[name].dims, array, _attributes(name)) for name, array in arrays.items()}
    used = {dim for name in arrays for dim in VARIABLES[name].dims}
    dims = {dim: list(labels) for dim, labels in coordinates.items() if dim in used}
    return xr.Dataset(data, coords={**dims, **extra}, attrs=dict(attributes))


def _attributes(name: str) -> dict[str, str]:
    return {"units": VARIABLES[name].unit, "long_name": VARIABLES[name].long_name}


def check(cube: xr.Dataset) -> None:
    """Refuse a cube that lacks a variable, or has a hole in one.

    Raises
    ------
    RuntimeError : a bug, naming the variable
    """
    for name, variable in VARIABLES.items():
        if variable.by in EVERY_CUBE and name not in cube:
            raise RuntimeError(f"nothing fills '{name}'")
    for name in map(str, cube.data_vars):
        if not VARIABLES[name].blank and bool(cube[name].isnull().any()):
            raise RuntimeError(f"the run left holes in '{name}'")


def value_digest(cube: xr.Dataset) -> str:
    """Digest of every number and label of the cube [text]."""
    digest = sha256()
    for name in sorted(map(str, cube.variables)):
        values = cube[name].values
        digest.update(name.encode())
        raw = values.astype(str) if values.dtype.kind in "OUS" else values
        digest.update("|".join(raw.ravel()).encode() if raw.dtype.kind == "U" else raw.tobytes())
    return digest.hexdigest()


COMPRESSED = {"compression": "gzip", "compression_opts": 1, "shuffle": True}


def packed(cube: xr.Dataset) -> bytes:
    """The cube as a NetCDF file, compressed.

    That is HDF5 in which the labels of a dimension are a scale. What xarray writes it with looks for every scale
    again at every variable, which takes three times as long as to write them all.
    """
    names = [*cube.dims, *(name for name in cube.variables if name not in cube.dims)]
    with h5py.File("cube", "w", driver="core", backing_store=False, track_order=True) as file:
        file.attrs.update(cube.attrs)
        for name in names:
            _pack(file, str(name), cube[name])
        file.flush()
        return file.id.get_file_image()


def _pack(file: h5py.File, name: str, variable: xr.DataArray) -> None:
    """Write a variable into a file that has its dimensions already."""
    values, others = variable.values, [str(one) for one in variable.coords if one not in variable.dims]
    if values.dtype.kind == "f":
        written = file.create_dataset(name, data=values, **COMPRESSED)
        written.attrs["_FillValue"] = np.array([np.nan])
        if others:
            written.attrs["coordinates"] = " ".join(others)
    elif values.dtype.kind in "OU":
        written = file.create_dataset(name, data=values.astype(object), dtype=h5py.string_dtype())
    else:
        written = file.create_dataset(name, data=values)
    written.attrs.update(variable.attrs)
    if variable.dims == (name,):
        written.make_scale(name)
        return
    for axis, dim in zip(written.dims, variable.dims, strict=True):
        axis.attach_scale(file[str(dim)])


def load(file: Path) -> xr.Dataset:
    """Read a cube whole into memory.

    Raises
    ------
    EsariskError : when the file is not there or is not a cube
    """
    if not file.is_file():
        raise EsariskError(f"{file}: there is no cube here: run `esarisk run` first")
    try:
        if h5py.is_hdf5(file):
            with without("dask"):
                return xr.load_dataset(file, engine="h5netcdf")
    except Exception as error:  # what a broken file sets off in the libraries has no bounds
        raise EsariskError(f"{file}: is not a cube ({(str(error).splitlines() or ['broken'])[0]})") from error
    raise EsariskError(f"{file}: is not a cube (not a NetCDF file)")
