"""Every option that is accepted changes what the record says the answer is."""

import json

import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.policy.parameters import parameters_folder

SHORT = ["--draws", "2", "--scenario", "baseline", "--programme", "work_choice"]
ASKED = {
    "run": [*SHORT, "--funding", "50"],
    "sweep": ["--draws", "2", "--programme", "work_choice", "--programme", "ips=10", "--funding", "50,150"],
}
RUN_OPTIONS = {
    "study": ["spring-2026"],
    "vintage": ["--vintage", "2015-11"],
    "view": ["--view", "public"],
    "scenario": ["--scenario", "freeze-2016"],
    "draws": ["--draws", "5"],
    "seed": ["--seed", "2"],
    "programme": ["--programme", "new_start"],
    "funding": ["--funding", "60"],
    "set": ["--set", "work_choice.unit_cost=2000"],
}
SWEEP_OPTIONS = {  # the rest of a question is asked as a run asks it
    "scenario": ["--scenario", "freeze-2016"],
    "held": ["--programme", "new_start=20"],
    "funding": ["--funding", "60,150"],
    "thinner": ["--thinner"],
}
"""What is typed besides; the last of an option counts, where it is said twice."""


def values(place, *words):
    """Digest of the answer to what is typed; nothing of it is drawn or written."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("study", "swept"):
            patch.setattr(f"esarisk.{module}.write_run", lambda done, *_: done)
        result = CliRunner().invoke(main, [*words, "--json", "--out", str(place)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["digests"]["values"]


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """Digest of the answer of each command without the option."""
    place = tmp_path_factory.mktemp("usual")
    return {command: values(place / command, command, *words) for command, words in ASKED.items()}


@pytest.mark.parametrize(
    ("command", "option", "words"),
    [("run", option, words) for option, words in RUN_OPTIONS.items()]
    + [("sweep", option, words) for option, words in SWEEP_OPTIONS.items()],
)
def test_an_option_changes_the_answer(usual, tmp_path, command, option, words):
    del option
    assert values(tmp_path / "out", command, *ASKED[command], *words) != usual[command]


def test_options_that_say_what_stands_do_not(usual, tmp_path):
    """A folder of the same parameters and the usual vintage and view are the same question."""
    more = ["--vintage", "2014-03", "--view", "department", "--parameters", str(parameters_folder())]
    assert values(tmp_path / "out", "run", *ASKED["run"], *more) == usual["run"]
