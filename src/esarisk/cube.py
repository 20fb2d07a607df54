"""The cube: one xarray Dataset a run. Label, check, save, load."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from h5py import is_hdf5

from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.names import VARIABLES

xr.set_options(arithmetic_join="exact")  # type: ignore[no-untyped-call] # xarray leaves it bare

Coordinates = Mapping[str, Sequence[Any] | Floats]


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


def check(cube: xr.Dataset, may_be_missing: Sequence[str]) -> None:
    """Refuse a cube with a hole: an array that nobody filled.

    Raises
    ------
    RuntimeError : a bug, naming the variable
    """
    for name in cube.data_vars:
        if name not in may_be_missing and bool(cube[name].isnull().any()):
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


def packed(cube: xr.Dataset) -> memoryview:
    """The cube as a NetCDF file, compressed [bytes]."""
    encoding = {name: {"zlib": True, "complevel": 1, "shuffle": True} for name in cube.data_vars}
    return cube.to_netcdf(engine="h5netcdf", encoding=encoding)


def load(file: Path) -> xr.Dataset:
    """Read a cube whole into memory.

    Raises
    ------
    EsariskError : when the file is not there or is not a cube
    """
    if not file.is_file():
        raise EsariskError(f"{file}: there is no cube here: run `esarisk run` first")
    try:
        if is_hdf5(file):
            return xr.load_dataset(file, engine="h5netcdf")
    except Exception as error:  # what a broken file sets off in the libraries has no bounds
        raise EsariskError(f"{file}: is not a cube ({(str(error).splitlines() or ['broken'])[0]})") from error
    raise EsariskError(f"{file}: is not a cube (not a NetCDF file)")
