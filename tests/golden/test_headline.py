"""Headlines in 32 draws, a study of each vintage, to half a per cent of what was last agreed.

A change of these figures is a change of the answer: `pytest tests/golden --update-golden` writes
them anew, and the changelog says by how much they moved and why.
"""

import json
from pathlib import Path

import pytest

from esarisk.engine.run import run

FILES = {
    "budget-2014": "headline.json",
    "autumn-2015": "autumn_2015.json",
    "autumn-2022": "autumn_2022.json",
    "spring-2024": "spring_2024.json",
    "spring-2026": "spring_2026.json",
}
TOLERANCE = 5e-3
ONE_DRAW = 1 / 32
pytestmark = pytest.mark.slow


def by_year(array):
    """Scenario → year → figure."""
    return {
        str(scenario): {
            str(year): round(float(array.sel(scenario=scenario, year=year)), 3) for year in array.year.values
        }
        for scenario in array.scenario.values
    }


@pytest.fixture(scope="module", params=FILES)
def study_name(request):
    return request.param


@pytest.fixture(scope="module")
def headline(library, study_name):
    study = library.pick("studies", study_name).model_copy(update={"draws": 32})
    drawn = run(library, study)
    central = run(library, study.model_copy(update={"draws": 1}))
    return {
        "median_spending": by_year(drawn.spending.sum("line").median("draw")),
        "central_spending": by_year(central.spending.sum("line").isel(draw=0)),
        "central_caseload": by_year(central.caseload.sum("phase").isel(draw=0)),
        "chance_of_breach": by_year(drawn.breach.mean("draw").dropna("year")),
    }


@pytest.fixture(scope="module")
def agreed(headline, study_name, request):
    file = Path(__file__).with_name(FILES[study_name])
    if request.config.getoption("--update-golden"):
        file.write_text(json.dumps(headline, indent=1) + "\n", encoding="utf-8")
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["median_spending", "central_spending", "central_caseload"])
def test_the_headline_is_within_half_a_per_cent_of_what_was_agreed(headline, agreed, name):
    assert headline[name].keys() == agreed[name].keys()
    for scenario, figures in agreed[name].items():
        assert headline[name][scenario] == pytest.approx(figures, rel=TOLERANCE), scenario


def test_the_chance_of_breach_is_within_a_draw_of_what_was_agreed(headline, agreed):
    for scenario, figures in agreed["chance_of_breach"].items():
        assert headline["chance_of_breach"][scenario] == pytest.approx(figures, abs=ONE_DRAW + 1e-3), scenario
