"""The cube on disk: it comes back as it was, its digest sees every change, and what is no cube is told."""

import numpy as np
import pytest

from esarisk.cube import allocate, check, label, load, packed, value_digest
from esarisk.errors import EsariskError

YEARS = ["2014-15", "2015-16"]


@pytest.fixture
def cube():
    coordinates = {"scenario": ["baseline", "cut"], "year": YEARS, "draw": [0, 1, 2], "phase": ["wrag"]}
    arrays = allocate(coordinates, ["headroom"])
    arrays["headroom"][:] = np.arange(12.0).reshape(arrays["headroom"].shape)
    extra = {"judged": (("year",), [True, False])}
    return label(arrays, coordinates, extra, {"vintage": "2014-03"})


def test_a_cube_comes_back_as_it_was_saved(cube, tmp_path):
    (tmp_path / "cube.nc").write_bytes(packed(cube))
    back = load(tmp_path / "cube.nc")
    assert back.identical(cube)
    assert value_digest(back) == value_digest(cube)
    assert back.headroom.attrs["units"]


def test_a_cube_has_the_labels_of_its_own_dimensions_alone(cube):
    assert set(cube.dims) == {"scenario", "year", "draw"}
    assert list(cube.year.values) == YEARS
    assert list(cube.scenario.values) == ["baseline", "cut"]
    assert "phase" not in cube.coords


def test_the_digest_sees_every_number_label_and_name(cube):
    digests = [value_digest(cube)]
    for place in np.ndindex(cube.headroom.shape):
        edited = cube.copy(deep=True)
        edited.headroom.values[place] = np.nextafter(edited.headroom.values[place], 100.0)
        digests.append(value_digest(edited))
    digests.append(value_digest(cube.assign_coords(scenario=["baseline", "cuts"])))
    digests.append(value_digest(cube.assign_coords(judged=("year", [True, True]))))
    digests.append(value_digest(cube.rename(headroom="room")))
    digests.append(value_digest(cube.drop_vars("judged")))
    assert len(set(digests)) == len(digests) == 17


def test_the_digest_does_not_hang_on_the_order_of_variables(cube):
    other = cube.assign(second=cube.headroom + 1.0)
    turned = other[["second", "headroom"]]
    assert list(other.data_vars) != list(turned.data_vars)
    assert value_digest(other) == value_digest(turned)


def test_a_hole_is_a_bug_that_names_its_variable_unless_it_may_be_missing(cube):
    check(cube, [])
    holed = cube.copy(deep=True)
    holed.headroom.values[0, 0, 0] = np.nan
    check(holed, ["headroom"])
    with pytest.raises(RuntimeError, match="holes in 'headroom'"):
        check(holed, [])


@pytest.mark.parametrize("content", [None, b"", b"no cube at all", b"\x89HDF\r\n\x1a\n"])
def test_what_is_no_cube_is_told_in_one_line(tmp_path, content):
    file = tmp_path / "cube.nc"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EsariskError) as told:
        load(file)
    (fault,) = told.value.faults
    assert str(file) in str(fault)
    assert len(str(fault).splitlines()) == 1
    assert ("there is no cube here" in str(fault)) == (content is None)


def test_a_cube_cut_short_is_told(cube, tmp_path):
    file = tmp_path / "cube.nc"
    file.write_bytes(packed(cube))
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(EsariskError, match="is not a cube"):
        load(file)
