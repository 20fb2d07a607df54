"""Every command with --json, through its door: strict JSON, an object that says what it is, stable names."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.cli.examples import commands
from esarisk.policy.parameters import parameters_folder

CUT = """scenario:
  name: cut
  meaning: Less for Work Choice
  funding: {work_choice: 50}
"""
NAMES_OF_DATA = {
    "held",
    "kind",
    "levers",
    "funding",
    "figures",
    "rollover",
    "differences",
    "value",
    "by_age_band",
    "settings",
    "scenarios",
}
"""Keys below which names are those of the data: programmes, addresses, axes."""
COLUMNS_OF_FILES = {"values"}
"""Rows of a long table keep the names of its file's columns."""
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SMALL = ["--draws", "4"]


def call(*words: str) -> dict:
    """What a command prints with --json, read strictly."""
    result = CliRunner().invoke(main, [*words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=pytest.fail)


def faults(data: object, path: str = "", *, free: bool = False) -> list[str]:
    """Where names or shapes break the rules."""
    if isinstance(data, list):
        return [fault for one in data for fault in faults(one, path)]
    if not isinstance(data, dict):
        return []
    found = []
    for key, value in data.items():
        named = bool(SNAKE.fullmatch(key)) and key not in {"index", "financial_year"}
        found += [] if free or named else [f"{path}.{key}"]
        if key not in COLUMNS_OF_FILES:
            found += faults(value, f"{path}.{key}", free=key in NAMES_OF_DATA)
    return found


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("json")
    (folder / "cut.yaml").write_text(CUT)
    scenarios = ["--scenario", "baseline", "--scenario", str(folder / "cut.yaml")]
    shutil.copytree(parameters_folder(), folder / "parameters")
    run = call("run", *SMALL, *scenarios, "--scenario", "wrac-abolished-2017", "--out", str(folder / "run"))
    call(
        "run",
        *SMALL,
        "--scenario",
        "baseline",
        "--set",
        "on_flow.yearly_growth=0.01",
        "--out",
        str(folder / "other"),
    )
    return {"root": folder, "run": run}


PEOPLE = ["people", "--people", "1000"]
CALLS = {
    "cap history": [["cap", "history"]],
    "list": [
        ["list", what]
        for what in ("parameters", "scenarios", "measures", "programmes", "studies", "vintages")
    ],
    "show": [
        ["show", name]
        for name in (
            "esa.support_component",
            "cap.levels",
            "new_start",
            "benefit-freeze-2016",
            "new-start-50",
        )
    ]
    + [["show", "budget-2014"], ["show", "2014-03"], ["show", "population", "--people", "500"]],
    "backtest": [["backtest", *SMALL, "--view", "public"], ["backtest", "--sufficiency"]],
    "quarterly": [["quarterly"]],
    "costings": [["costings", "RUN"]],
    "compare": [["compare", "RUN", "OTHER"]],
    "award": [["award", "--year", "2014-15", "--basis", "both", "--phase", "support", "--age", "40"]],
    "people": [
        [*PEOPLE],
        [*PEOPLE, "--awards"],
        [*PEOPLE, "--measure", "wrac-abolished-2017"],
        [*PEOPLE, "--programme", "pilot_health_led"],
    ],
    "programmes": [["programmes"], ["programmes", "--evidence"], ["programmes", "--coverage"]],
    "ledger": [["ledger", "new-start", "--draws", "8"]],
    "less-money": [["less-money", "new_start"]],
    "gainshare": [["gainshare"]],
    "advisers": [["advisers"], ["advisers", "--reserve", "0.33", "--draws", "1"]],
    "gap": [["gap", "--programme", "ips"]],
    "pilot": [["pilot", "--trials", "4", "--records"]],
    "sweep": [
        ["sweep", "--programme", "new_start", "--funding", "0,50", "--draws", draws, "--out", "SWEEP"]
        for draws in ("1", "4")
    ],
    "solve": [
        [
            "solve",
            "--programme",
            "ips",
            "--max-breach",
            "0.1",
            "--most",
            "9",
            "--draws",
            "4",
            "--out",
            "SWEEP",
        ]
    ],
    "twin-gate": [["twin-gate", "--people", "2000"]],
    "calibrate": [["calibrate", "--vintage", "2014-03", "--view", "public", "--parameters", "PARAMETERS"]],
}
"""What is called of each command."""


def test_every_command_with_json_is_called_here():
    with_json = {
        words
        for words, one in commands(main).items()
        if any("--json" in option.opts for option in one.params)
    }
    assert with_json == {*CALLS, "run"}


@pytest.mark.usefixtures("few_programmes")
@pytest.mark.parametrize("words", [words for calls in CALLS.values() for words in calls], ids=" ".join)
def test_json_is_strict_and_says_what_it_is(folders, words):
    root = folders["root"]
    places = {"RUN": root / "run", "OTHER": root / "other", "PARAMETERS": root / "parameters"}
    places["SWEEP"] = root / "sweep"
    data = call(*(str(places.get(word, word)) for word in words))
    assert isinstance(data, dict)
    assert faults(data) == []
    about = {"programme", "vintage", "units", "name", "prices", words[-1], "programmes", "views"}
    assert about & set(data)


def test_a_run_holds_every_table_of_every_scenario(folders):
    run = folders["run"]
    assert faults(run) == []
    who = {key: run[key] for key in ("study", "vintage", "view", "draws", "seed")}
    assert who == {
        "study": "budget-2014",
        "vintage": "2014-03",
        "view": "department",
        "draws": 4,
        "seed": 20140319,
    }
    scenarios = {"baseline", "cut", "wrac-abolished-2017"}
    for table in ("cap", "breach"):
        assert {row["scenario"] for row in run[table]} == scenarios
    assert {row["scenario"] for row in run["gain"]} == scenarios - {"baseline"}
    assert {row["programme"] for row in run["programmes"]["programmes"]} == {"work_choice"}
    assert any(row["outturn"] for row in run["outturn"])
    money = {row["year"]: row for row in run["cap"] if row["scenario"] == "baseline"}["2016-17"]
    assert money["headroom"] == pytest.approx(money["cap"] + money["margin"] - money["in_scope"])


def test_one_path_has_no_chance_and_no_band(folders):
    run = call("run", "--draws", "1", "--scenario", "baseline", "--out", str(folders["root"] / "one"))
    rows = {row["year"]: row for row in run["cap"]}
    assert (
        {row["breach"] for row in rows.values()} == {row["in_scope_p90"] for row in rows.values()} == {None}
    )
    assert rows["2018-19"]["fails_rule"] in {True, False}
    assert rows["2014-15"]["fails_rule"] is None
