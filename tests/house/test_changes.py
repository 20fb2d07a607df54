"""A stranger's changes, each made on a copy: what CONTRIBUTING promises to be enough is enough, and touches no more."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ASIDE = shutil.ignore_patterns("__pycache__", "*.pyc")


class Copy:
    """The source and the parameters in a folder of their own, and what was changed there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: dict[str, int] = {}
        for part in ("src", "parameters"):
            shutil.copytree(ROOT / part, folder / part, ignore=ASIDE)

    def edit(self, file: str, after: str, new: str) -> None:
        """Put text behind the first place of another, in a file that is there."""
        place = self.folder / file
        text = place.read_text(encoding="utf-8")
        assert after in text
        place.write_text(text.replace(after, after + new, 1), encoding="utf-8")
        self.changed[file] = self.changed.get(file, 0) + 1

    def add(self, file: str, text: str) -> None:
        """Write a new file."""
        assert not (self.folder / file).exists()
        (self.folder / file).write_text(text, encoding="utf-8")
        self.changed[file] = self.changed.get(file, 0) + 1

    def python(self, code: str) -> str:
        """What a program prints that has this copy for its package."""
        home = {
            "PYTHONPATH": str(self.folder / "src"),
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
        }
        kept = {key: os.environ[key] for key in ("XDG_CACHE_HOME", "ESARISK_JIT") if key in os.environ}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env=home | kept,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def esarisk(self, *words: str) -> str:
        """What a command of this copy prints."""
        return self.python(
            f"import esarisk; assert esarisk.__file__.startswith({str(self.folder)!r})\n"
            f"from esarisk.cli import main\nmain({list(words)!r})"
        )


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


def test_a_rate_is_one_line(copy):
    file = "parameters/benefits/esa.yaml"
    text = (copy.folder / file).read_text(encoding="utf-8")
    card = text[text.index("\nsupport_component:") + 1 :].split("\n\n")[0].splitlines()
    end = next((i for i, row in enumerate(card[1:], 1) if row[:1].isalpha()), len(card))
    last = card[end - 1]
    assert text.count(last) == 1
    new = "\n    - {from: 2031-04-07, value: 60.00, published: 2030-12-01, source: RULES_SI_2026_113}"
    copy.edit(file, last, new)
    assert "2031-04-07" in copy.esarisk("show", "esa.support_component")
    assert "no fault" in copy.esarisk("check")
    assert copy.changed == {"parameters/benefits/esa.yaml": 1}


MEASURE = """measure:
  name: component-at-31-20
  meaning: The support component is £31.20 a week from 11 April 2016
  announced: 2015-07-08
  source: JUDGEMENT
  changes:
    - parameter: esa.support_component
      values:
        - {from: 2016-04-11, value: 31.20, published: 2015-07-08, source: JUDGEMENT, why: asked}
"""
SCENARIO = "scenario:\n  name: cut\n  meaning: a cut\n  measures: [component-at-31-20]\n"


def test_a_measure_is_one_file_and_changes_no_year_before_its_date(copy):
    copy.add("parameters/measures/component_at_31_20.yaml", MEASURE)
    (copy.folder / "cut.yaml").write_text(SCENARIO)
    words = (
        "run",
        "--draws",
        "1",
        "--scenario",
        "baseline",
        "--scenario",
        "cut.yaml",
        "--out",
        "out",
        "--json",
    )
    gains = {row["year"]: row["gain"] for row in json.loads(copy.esarisk(*words))["gain"]}
    assert gains["2014-15"] == gains["2015-16"] == 0.0
    assert all(gains[year] > 100.0 for year in ("2016-17", "2017-18", "2018-19"))
    code = (
        "from esarisk.cube import load; from pathlib import Path\n"
        "money = load(Path('out/cube.nc'))['spending'].sum('draw')\n"
        "change = (money.sel(scenario='cut') - money.sel(scenario='baseline')).sel(year='2016-17')\n"
        "print(*(float(change.sel(line=line)) for line in ('contributory', 'income_related')))"
    )
    own, tested = map(float, copy.python(code).split())
    assert own < -10.0
    assert tested < -10.0
    assert copy.changed == {"parameters/measures/component_at_31_20.yaml": 1}


def test_a_programme_is_one_file(copy):
    text = (ROOT / "parameters/programmes/ips.yaml").read_text(encoding="utf-8")
    copy.add("parameters/programmes/mine.yaml", text.replace("name: ips", "name: mine", 1))
    told = json.loads(copy.esarisk("programmes", "--json"))["programmes"]
    rows = {row["programme"]: row for row in told}
    assert rows["mine"]["additional_jobs"] == rows["ips"]["additional_jobs"]
    assert copy.changed == {"parameters/programmes/mine.yaml": 1}


VARIABLE = """
    "leavers_for_work": Variable(
        ("scenario", "year", "draw"),
        "people",
        "Off-flow to work",
        fill=lambda totals, _, first: totals.off_flow[:, first:].sum(axis=(2))[:, :, 0],
    ),"""


def test_a_variable_of_the_cube_is_one_entry(copy):
    copy.edit("src/esarisk/cube.py", "\nVARIABLES = {", VARIABLE)
    copy.esarisk("run", "--draws", "1", "--scenario", "baseline", "--out", "out")
    code = (
        "from esarisk.cube import load; from pathlib import Path\n"
        "cube = load(Path('out/cube.nc'))\n"
        "assert cube['leavers_for_work'].attrs['units'] == 'people'\n"
        "work = cube['off_flow'].sel(destination='work')\n"
        "print(float(abs(cube['leavers_for_work'] - work).max()))"
    )
    assert float(copy.python(code)) < 1e-6
    assert copy.changed == {"src/esarisk/cube.py": 1}


TABLE = '''

def work_flow_table(cube: xr.Dataset) -> Table:
    """People who leave for work."""
    frame = medians(cube["off_flow"].isel(scenario=0), "destination", 1.0)[["work"]]
    return Table("to_work", "People who leave for work", "Year", (Column("work", "To work", "people", 0),), frame)
'''


def test_a_table_is_one_function_and_its_line_in_the_list_and_every_writer_has_it(copy):
    copy.edit("src/esarisk/report/tables/flows.py", 'MONTHLY_PLACES = {"monthly_spending": 3}\n', TABLE)
    copy.edit(
        "src/esarisk/report/run/tables.py",
        "    return [\n        *lead_tables(cube, record),\n",
        "        work_flow_table(cube),\n",
    )
    copy.edit(
        "src/esarisk/report/run/tables.py",
        "from esarisk.report.tables.flows import (",
        "\n    work_flow_table,",
    )
    copy.esarisk("run", "--draws", "1", "--scenario", "baseline", "--out", "out")
    copy.esarisk("workbook", "out")
    rows = (copy.folder / "out/tables/to_work.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "year,measure,value,unit"
    code = "import openpyxl; print('to_work' in openpyxl.load_workbook('out/workbook.xlsx').sheetnames)"
    assert copy.python(code).strip() == "True"
    assert copy.changed == {"src/esarisk/report/tables/flows.py": 1, "src/esarisk/report/run/tables.py": 2}


def test_a_chart_is_one_function_and_its_line_in_a_section(copy):
    chart = '''

def again_exhibit(cube: xr.Dataset) -> Exhibit:
    """The caseload once more."""
    return replace(caseload_exhibit(cube), name="again", title="The caseload once more")
'''
    file = "src/esarisk/report/charts/people.py"
    copy.edit(file, '"""A phase that never has this share of the caseload is left to the table."""\n', chart)
    copy.edit(
        file,
        '"""People: caseload by phase, flows, and caseload by age and sex."""\n',
        "from dataclasses import replace\n",
    )
    page = "src/esarisk/report/run/page.py"
    copy.edit(page, "[caseload_exhibit(cube)", ", again_exhibit(cube)")
    copy.edit(page, "from esarisk.report.charts.people import (", "\n    again_exhibit,")
    copy.esarisk("run", "--draws", "1", "--scenario", "baseline", "--out", "out")
    assert 'id="figure-again"' in (copy.folder / "out/report.html").read_text(encoding="utf-8")
    assert set(copy.changed) == {file, page}


COUNTED = """
from numba.core import event
from esarisk.study import run_study
from pathlib import Path
seen = event.install_recorder("numba:compile")
with seen as recorder:
    run_study("budget-2014", {"draws": 1, "scenarios": ["baseline"]}, Path("out"), "")
print(len(recorder.buffer))
"""


def test_an_edit_of_a_report_compiles_nothing(copy):
    """Numba tells of every compilation: the first run may compile, one after an edit does not."""
    copy.python(COUNTED)
    copy.edit("src/esarisk/report/exhibits/words.py", "THOUSANDS_IN_A_MILLION = 1000\n", "ANOTHER = 1\n")
    assert int(copy.python(COUNTED)) == 0


REGIME = '''

def above_any_margin(spending: float, cap: float, margin: float) -> bool:
    """Say whether spending is above twice its margin."""
    return spending > cap + 2.0 * margin
'''


def test_a_regime_of_the_cap_is_its_word_and_its_rule(copy):
    copy.edit("src/esarisk/names.py", "CAP_REGIMES = (ANNUAL_2014, TARGET_YEAR_2017", ", DOUBLE")
    copy.edit("src/esarisk/names.py", 'TARGET_YEAR_2017 = "target_year_2017"', '\nDOUBLE = "double_2031"')
    rules = "src/esarisk/rules/cap.py"
    copy.edit(
        rules,
        "from esarisk.names import ANNUAL_2014, TARGET_YEAR_2017\n",
        "from esarisk.names import DOUBLE\n" + REGIME,
    )
    copy.edit(rules, "    ANNUAL_2014: Regime(),\n", "    DOUBLE: Regime(above_any_margin, never),\n")
    card = "parameters/cap/cap.yaml"
    copy.edit(card, "words: [annual_2014, target_year_2017", ", double_2031")
    levels = copy.folder / "parameters/cap/levels.csv"
    text = levels.read_text(encoding="utf-8")
    levels.write_text(text.replace(",annual_2014,", ",double_2031,"), encoding="utf-8")
    told = json.loads(copy.esarisk("cap", "history", "--json"))["assessments"]
    first = next(row for row in told if row["cap_id"] == "CAP2014" and row["formal"])
    assert first["model_breach"] == (first["spending"] > first["cap"] + 2 * first["margin"])
    code = (
        "import numpy as np\nfrom esarisk.engine.cap.annual_2014 import judge, cap_years\n"
        "from esarisk.policy.reading import read_library\nfrom esarisk.policy.stack import vintage\n"
        "years = cap_years(vintage(read_library(), '2014-03', 'department'))\n"
        "known = ~np.isnan(years.cap)\n"
        "spent = np.where(known, years.cap + 1.5 * years.margin, 0.0)[None, :, None]\n"
        "print(years.regime, np.nansum(judge(spent, 0.0 * spent[0], years).breach))\n"
        "print(np.nansum(judge(spent + years.margin[None, :, None], 0.0 * spent[0], years).breach) == known.sum())"
    )
    assert copy.python(code).split() == ["double_2031", "0.0", "True"]
    assert set(copy.changed) == {"src/esarisk/names.py", rules, card}
