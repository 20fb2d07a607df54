"""Names beside lines: in the colour of their line, led to it, none upon another; and colours that can be seen."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.report.charts.cap import CAP, LIMIT_LOOK, SPENDING
from esarisk.report.charts.people import drawn_phases
from esarisk.report.charts.target import LOOKS, PATHWAY_LOOK
from esarisk.report.exhibits.drawing import MARGIN, NAME_HEIGHT, apart
from esarisk.report.exhibits.palette import AXIS, EXTENDED, FAN_COLOURS, INK, WHITE, contrast, over, readable
from esarisk.report.run.page import sections
from esarisk.report.tables.run import caseload_frame
from esarisk.study import run_study

FOR_LINES, FOR_WORDS = 3.0, 4.5


@pytest.fixture(scope="module")
def spring_run(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels") / "spring"
    done = run_study(
        "spring-2026",
        {"draws": 8, "scenarios": ["baseline"]},
        folder,
        "esarisk run spring-2026",
        library=library,
    )
    return done.cube, done.record


@pytest.fixture(params=["small_run", "spring_run"])
def named_charts(request):
    """Charts with names beside their lines: name, figure, height of the plot [pixels]."""
    cube, record = request.getfixturevalue(request.param)
    every = [(e, json.loads(e.figure)) for section in sections(cube, record) for e in section.exhibits]
    found = [(e.name, f, e.height - MARGIN["t"] - MARGIN["b"]) for e, f in every if beside(f)]
    assert {name for name, _, _ in found} >= {"cap", "caseload"}
    return found


def beside(figure):
    return [one for one in figure["layout"].get("annotations", []) if one.get("name") == "beside"]


def test_every_name_is_led_to_the_end_of_a_line_of_its_colour(named_charts):
    for chart, figure, _ in named_charts:
        ends = {
            (trace["y"][-1], readable(trace["line"].get("color", AXIS)))
            for trace in figure["data"]
            if trace["type"] == "scatter" and trace["y"][-1] is not None
        }
        for name in beside(figure):
            assert (name["y"], name["font"]["color"]) in ends, (chart, name["text"])
            assert name.get("showarrow", True)
            assert readable(name["arrowcolor"]) == name["font"]["color"]


def test_no_name_stands_upon_another_or_outside_the_plot(named_charts):
    for chart, figure, height in named_charts:
        low, high = figure["layout"]["yaxis"]["range"]
        spans = []
        for name in beside(figure):
            half = NAME_HEIGHT * (1 + name["text"].count("<br>")) / 2
            middle = height * (name["ay"] - low) / (high - low)
            spans.append((middle - half, middle + half))
        spans.sort()
        assert spans[0][0] >= -1e-6, chart
        assert spans[-1][1] <= height + 1e-6, chart
        assert all(one[1] <= other[0] + 1e-6 for one, other in itertools.pairwise(spans)), chart


def test_names_stand_in_the_order_of_their_lines(named_charts):
    for _, figure, _ in named_charts:
        names = sorted(beside(figure), key=lambda name: name["ay"])
        assert all(np.diff([name["y"] for name in names]) >= 0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=10), st.floats(0.001, 0.1))
def test_names_are_moved_both_ways_and_no_further_than_they_must(ends, size):
    ends = sorted(ends)
    places = apart(ends, [size] * len(ends), (0.0, 1.0))
    assert all(np.diff(places) >= size - 1e-9)
    assert min(places) >= size / 2 - 1e-9
    assert max(places) <= 1 - size / 2 + 1e-9
    assert max(abs(p - e) for p, e in zip(places, ends, strict=True)) <= len(ends) * size


def test_two_names_at_one_height_part_evenly():
    assert apart([5.0, 5.0], [2.0, 2.0], (0.0, 10.0)) == pytest.approx([4.0, 6.0])


def test_lines_too_small_to_see_are_left_to_the_table(spring_run):
    data = caseload_frame(spring_run[0])
    left = set(data.columns) - set(drawn_phases(data)) - {"total"}
    assert "legacy" in left
    for phase in left:
        assert (data[phase] < 0.01 * data["total"]).all()


def test_lines_on_the_fan_can_be_seen():
    """The limit above all: it is what spending is judged against."""
    grounds = [WHITE]
    for colour, share in FAN_COLOURS:
        grounds.append(over(colour, share, grounds[-1]))
    assert contrast(INK) > 15
    for look in (LIMIT_LOOK, CAP, SPENDING, PATHWAY_LOOK, *LOOKS.values()):
        assert min(contrast(look.colour, ground) for ground in grounds) >= FOR_LINES, look
    assert LIMIT_LOOK.colour == INK


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colour", EXTENDED)
def test_words_in_a_colour_can_be_read(colour):
    assert contrast(readable(colour)) >= FOR_WORDS


def test_lines_of_the_target_year_have_markers_of_their_own(spring_run):
    figure = json.loads(sections(*spring_run)[0].exhibits[0].figure)
    marked = [trace for trace in figure["data"] if trace.get("mode") == "lines+markers"]
    symbols = [json.dumps(trace["marker"]["symbol"]) for trace in marked]
    assert len(symbols) == len(set(symbols)) == 4


def test_the_judged_year_stands_out_from_those_watched(spring_run):
    figure = json.loads(sections(*spring_run)[0].exhibits[1].figure)
    for trace in figure["data"]:
        shown = [year for year, value in zip(trace["x"], trace["y"], strict=True) if value is not None]
        watched = trace["name"].startswith("Watched")
        assert (shown == ["2029-30"]) != watched
        assert bool(trace["marker"]["pattern"]["shape"]) == watched
