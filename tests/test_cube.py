"""The cube on disk: it comes back as it was, its digest sees every change, and what is no cube is told."""

import numpy as np
import pytest

from esarisk import cube as cubes
from esarisk.cube import VARIABLES, Variable, allocate, check, label, load, packed, value_digest
from esarisk.engine.run import run
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


@pytest.fixture
def few(monkeypatch):
    """A cube of the headroom alone is whole."""
    one = {"headroom": VARIABLES["headroom"]._replace(blank=False)}
    monkeypatch.setattr(cubes, "VARIABLES", one)
    return one


def test_a_hole_is_a_bug_that_names_its_variable_unless_it_may_be_missing(cube, few):
    check(cube)
    holed = cube.copy(deep=True)
    holed.headroom.values[0, 0, 0] = np.nan
    with pytest.raises(RuntimeError, match="holes in 'headroom'"):
        check(holed)
    few["headroom"] = few["headroom"]._replace(blank=True)
    check(holed)


def test_an_entry_that_nothing_fills_is_an_error_unless_few_runs_have_it(cube, few):
    few["second"] = few["headroom"]._replace(by="programmes")
    check(cube)
    few["second"] = few["headroom"]
    with pytest.raises(RuntimeError, match="nothing fills 'second'"):
        check(cube)


def test_a_new_entry_with_a_fill_is_in_the_cube_and_nothing_else_is_touched(library, monkeypatch):
    """Reviews at each month's end, as a share of everybody on the benefit."""

    def share(totals, *_):
        return totals.waiting[..., 0] / totals.stock.sum(axis=-1)

    entry = Variable(("scenario", "month", "draw"), "share", "Waiting", fill=share)
    monkeypatch.setitem(VARIABLES, "waiting_share", entry)
    changes = {"draws": 1, "scenarios": ["baseline"], "funding": {}}
    study = library.pick("studies", "budget-2014").model_copy(update=changes)
    cube = run(library, study)
    assert cube["waiting_share"].attrs == {"units": "share", "long_name": "Waiting"}
    assert 0.0 < float(cube["waiting_share"].max()) < 1.0


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
