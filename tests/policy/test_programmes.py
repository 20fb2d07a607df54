"""Programme files: the shipped ones hold together, and each broken one gives one clear line."""

import re
import shutil

import numpy as np
import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.errors import EsariskError
from esarisk.policy.parameters import parameters_folder
from esarisk.policy.programme_schema import QUANTITIES, SHARED
from esarisk.policy.programmes import EVERY
from esarisk.policy.reading import read_library

FILE = parameters_folder() / "programmes" / "pathways_to_work.yaml"


def test_a_programme_stays_out_of_the_model_s_parameters(library):
    assert not [a for a in library.parameters if a.startswith(("pathways_to_work.", f"{EVERY}."))]


def test_every_programme_has_every_figure_that_is_not_optional(library):
    needed = {key for key, what in QUANTITIES.items() if what.home != "optional"}
    assert {
        name: needed - set(p.keys) for name, p in library.programmes.items() if needed - set(p.keys)
    } == {}


def test_figures_of_its_own_come_before_those_of_every_programme(library):
    programme = library.programmes["pathways_to_work"]
    assert programme.address("effect_month") == "pathways_to_work.effect_month"
    assert programme.address("displacement") == "every_programme.displacement"
    assert programme.number("unit_cost") == 340
    assert programme.price_year("unit_cost") == "2006-07"


def test_the_file_of_every_programme_holds_exactly_what_may_be_left_out(library):
    shared = {key for key, what in QUANTITIES.items() if what.home == SHARED}
    some = next(iter(library.programmes.values()))
    assert {
        a.split(".")[1] for p in library.programmes.values() for a in p.parameters if a.startswith(EVERY)
    } <= shared
    assert shared <= set(some.keys)


def test_a_key_that_no_programme_has_is_an_error_with_the_nearest(library):
    with pytest.raises(EsariskError, match="Did you mean 'unit_cost'"):
        library.programmes["pathways_to_work"].number("unit_costs")


BREACHES = {
    "misspelt kind": ("programme:\n", "programe:\n", ("no kind of document 'programe'", "'programme'"), 1),
    "wrong name": ("name: pathways_to_work", "name: pathways", ("should be 'pathways_to_work'",), 2),
    "unknown entry": ("entry: mandated", "entry: mandatory", ("cannot be 'mandatory'",), 7),
    "unknown phase": ("phases: [assessment]", "phases: [asessment]", ("'asessment'",), 8),
    "no meaning": ("  meaning: Mandatory", "  meening: Mandatory", ("no key 'meening'",), 4),
    "unknown figure": ("unit_cost:", "unit_kost:", ("no 'unit_kost'", "Did you mean 'unit_cost'?"), None),
    "wrong unit": ("unit: GBP a start", "unit: GBP", ("should be 'GBP a start', not 'GBP'",), None),
    "unknown payer": ("{dwp: 1}", "{dpw: 1}", ("no payer 'dpw'", "'dwp'"), None),
    "shares that leave some over": ("{dwp: 1}", "{dwp: 0.9}", ("add to 0.9", "add to 1"), None),
    "unknown source": ("source: PROG_DWP_RR525;PROG_DWP_RR498", "source: RR", ("no source 'RR'",), None),
    "unknown quantity": ("quantity: half_life", "quantity: half_lives", ("cannot be 'half_lives'",), None),
    "unknown label": ("label: arithmetic", "label: guess", ("cannot be 'guess'",), None),
    "evidence of nothing": (", published: 6.5", "", ("give 'published' or 'words'",), None),
    "negative cost": ("value: 340", "value: -340", ("-340 is outside the bounds",), None),
    "a value that is not the mean": (
        "low: 18, high: 60",
        "low: 18, high: 62",
        ("39 is not the mean of its distribution, 40",),
        None,
    ),
    "a triangular one without its mode": (
        "shape: uniform, low: 18, high: 60",
        "shape: triangular, low: 18, high: 60",
        ("needs 'mode'", "(low + mode + high) / 3"),
        None,
    ),
    "a mode outside": (
        "shape: uniform, low: 18, high: 60",
        "shape: triangular, low: 18, mode: 61, high: 60",
        ("'mode' (61) should lie between",),
        None,
    ),
    "a mode of a flat one": ("low: 18, high: 60", "low: 18, mode: 39, high: 60", ("has no 'mode'",), None),
    "called but without a rate": (
        "referral_rate:",
        "take_up:",
        ("mandated, and its 'referral_rate' limits it",),
        None,
    ),
    "asked though called": (
        "entry: mandated",
        "entry: voluntary",
        ("voluntary, and take-up limits it",),
        None,
    ),
    "no price year": ('{at: "2007", ', "{", ("give one of 'from'",), None),
    "an assumption without a reason": (
        "  why: All new claimants of the areas were called to interviews\n",
        "",
        ("needs 'why'",),
        None,
    ),
}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("work_programme", "take_up_limit"),
        ("pilot_health_led", "outreach_scale"),
        ("ips", "referral_to_start"),
    ],
)
def test_a_figure_that_changes_nothing_of_a_programme_is_refused(library, name, key):
    with pytest.raises(EsariskError, match="changes nothing of"):
        library.programmes[name].with_figures({key: 0.5})


@pytest.mark.parametrize("breach", BREACHES)
def test_a_broken_programme_gives_one_line(tmp_path, breach):
    old, new, wanted, line = BREACHES[breach]
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    folder = tmp_path / "programmes"
    folder.mkdir()
    shutil.copy(parameters_folder() / "sources.csv", tmp_path)
    (folder / FILE.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(folder / FILE.name)])
    lines = result.stderr.splitlines()
    assert result.exit_code == 2, result.stderr
    assert len(lines) == 1, lines
    assert all(part in lines[0] for part in wanted), lines[0]
    found = re.match(rf"{re.escape(str(folder / FILE.name))}:(\d+): ", lines[0])
    assert found, lines[0]
    assert line in {None, int(found[1])}


POINTERS = {
    "unknown vintage": (
        'vintage: "2015-11"',
        'vintage: "2015-12"',
        "there is no vintage '2015-12'. Did you mean '2015-11'?",
    ),
    "unknown programme": (
        "previous_programme: work_programme",
        "previous_programme: work_program",
        "there is no programme 'work_program'. Did you mean 'work_programme'?",
    ),
}


@pytest.mark.parametrize("breach", POINTERS)
def test_a_programme_names_only_vintages_and_programmes_that_exist(tmp_path, breach):
    old, new, told = POINTERS[breach]
    shutil.copytree(parameters_folder(), tmp_path / "all")
    file = tmp_path / "all" / "programmes" / "working_well.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert told in result.stderr


def test_the_value_of_every_uncertainty_is_the_mean_of_its_draws(library):
    for programme in library.programmes.values():
        central, drawn = drawn_figures(programme, 1)[0], drawn_figures(programme, 512)
        for key, address in programme.keys.items():
            if programme.parameters[address].kind != "uncertainty":
                continue
            found = np.array([numbers(one[key]) for one in drawn])
            error = found.std(axis=0) / np.sqrt(len(drawn))
            assert (abs(found.mean(axis=0) - numbers(central[key])) <= 2 * error).all(), address


def numbers(figure):
    """One figure, or those of each group."""
    return np.array(list(figure.values()) if isinstance(figure, dict) else [figure])


def test_both_kinds_of_effect_at_once_are_one_fault_too_many(tmp_path):
    text = FILE.read_text(encoding="utf-8")
    card = text[text.index("employment_effect:") :].split("\n\n")[0]
    ratio = card.replace("employment_effect:", "risk_ratio:").replace("percentage points", "ratio")
    shutil.copy(parameters_folder() / "sources.csv", tmp_path)
    (tmp_path / FILE.name).write_text(f"{text}\n{ratio}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path / FILE.name)])
    assert "give either 'employment_effect' or 'risk_ratio'" in result.stderr


def test_the_file_of_every_programme_must_be_whole(tmp_path):
    shutil.copytree(parameters_folder(), tmp_path / "all")
    file = tmp_path / "all" / "programmes" / f"{EVERY}.yaml"
    blocks = file.read_text(encoding="utf-8").split("\n\n")
    file.write_text("\n\n".join(b for b in blocks if not b.startswith("displacement:")), encoding="utf-8")
    with pytest.raises(EsariskError, match="lacks 'displacement'") as error:
        read_library(tmp_path / "all")
    assert len(error.value.faults) == 1


@pytest.mark.parametrize(
    "command", [["list", "programmes"], ["show", "pathways_to_work"], ["show", "pathways_to_work.unit_cost"]]
)
@pytest.mark.parametrize("json", [[], ["--json"]])
def test_lists_and_pages_know_programmes(command, json):
    result = CliRunner().invoke(main, [*command, *json])
    assert result.exit_code == 0, result.output
    assert "pathways_to_work" in result.output or "340" in result.output


def test_a_misspelt_programme_is_one_line():
    result = CliRunner().invoke(main, ["show", "pathways_to_wrk"])
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "nothing is called 'pathways_to_wrk'. Did you mean 'pathways_to_work'? `esarisk list` names what there is."
    ]
