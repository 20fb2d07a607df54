"""What is set and changes nothing is refused, whatever it is; what changes anything is not."""

import pytest
from click.testing import CliRunner

from esarisk.analysis.idle import refuse_idle_in_sweep, refuse_without_effect
from esarisk.analysis.levels import levels_asked
from esarisk.analysis.question import asked
from esarisk.cli import main
from esarisk.errors import EsariskError
from esarisk.study import run_study

ACTS = ["unit_cost", "take_up", "employment_effect", "displacement", "discount_rate", "fidelity"]
IDLE = ["effect_ceiling", "half_saturation", "off_benefit_half_life", "sanction_employment", "take_up_limit"]


def question(*settings):
    return asked(typed=settings, parts={"draws": 8})


def refused(*settings):
    whose = question(*settings)
    refuse_idle_in_sweep(whose, levels_asked(whose.library, ["new_start"], "0,50"))


def halved(library, key):
    return f"new_start.{key}={0.5 * library.programmes['new_start'].number(key):g}"


def test_figures_that_a_sweep_reads_are_taken(library):
    refused(*(halved(library, key) for key in ACTS))


def test_each_figure_that_a_sweep_does_not_read_is_refused_in_a_line(library):
    with pytest.raises(EsariskError) as raised:
        refused(*(halved(library, key) for key in IDLE), "new_start.unit_cost=2000")
    lines = str(raised.value).splitlines()
    assert len(lines) == len(IDLE)
    for key, line in zip(IDLE, lines, strict=True):
        assert f"new_start.{key}=" in line
        assert "changes nothing" in line


def test_a_lever_of_the_situation_held_acts_in_a_sweep_or_is_refused(tmp_path):
    file = tmp_path / "held.yaml"

    def levers(**of):
        said = ", ".join(f"new_start.{key}: {number}" for key, number in of.items())
        file.write_text(
            f"scenario:\n  name: held\n  meaning: m\n  levers: {{{said}}}\n  funding: {{new_start: 50}}\n"
        )
        whose = asked(scenarios=[str(file)], parts={"draws": 4})
        refuse_idle_in_sweep(whose, levels_asked(whose.library, scale="0,1", scenario=whose.scenario))

    levers(job_loss=0.5)
    with pytest.raises(EsariskError, match=r"lever 'new_start.gainshare_years' changes nothing"):
        levers(job_loss=0.5, gainshare_years=40)


def test_a_run_refuses_what_only_a_sweep_reads(library, tmp_path):
    changes = {"draws": 2, "scenarios": ["baseline"], "programmes": ["new_start"], "funding": "50"}
    settings = {"new_start.discount_rate": 9.0}
    with pytest.raises(EsariskError, match="discount_rate=9: changes nothing"):
        run_study("budget-2014", {**changes, "settings": settings}, tmp_path / "out", "", library=library)
    assert not (tmp_path / "out").exists()


def test_a_number_that_is_there_already_changes_nothing(library):
    """On the central path; in draws it would take the place of its own distribution."""
    whose = asked(typed=["on_flow.yearly_growth=0"], parts={"draws": 1})
    usual = library.parameters.number("on_flow.yearly_growth", whose.seen.day)
    same = {"on_flow.yearly_growth": usual}
    with pytest.raises(EsariskError, match="changes nothing"):
        refuse_without_effect(
            library, same, lambda one: str(one.settings.get("on_flow.yearly_growth", usual))
        )


LEVERED = """scenario:
  name: levered
  meaning: m
  levers: {{{levers}}}
  funding: {{new_start: 50}}
"""


@pytest.mark.parametrize(
    ("levers", "told"),
    [
        ("new_start.gainshare: 0.5", ["new_start.gainshare"]),  # no fall is as deep as the floor
        ("new_start.match: 1", ["new_start.match"]),  # as the file says
        ("new_start.gainshare: 0.5, new_start.gainshare_floor: 0", []),
    ],
)
def test_a_lever_of_a_programme_that_changes_nothing_of_a_run_is_refused(library, tmp_path, levers, told):
    file = tmp_path / "mine.yaml"
    file.write_text(LEVERED.format(levers=levers))
    changes = {"draws": 2, "scenarios": [str(file)]}
    if not told:
        run_study("budget-2014", changes, tmp_path / "out", "", library=library)
        return
    with pytest.raises(EsariskError) as raised:
        run_study("budget-2014", changes, tmp_path / "out", "", library=library)
    lines = str(raised.value).splitlines()
    assert lines == [f"scenario 'levered': lever '{one}' changes nothing: leave it out" for one in told]


@pytest.mark.parametrize(
    "command", ["less-money new_start", "gainshare", "gap --programme new_start --money 50"]
)
def test_commands_of_programmes_refuse_what_they_do_not_read(command):
    words = [*command.split(), "--draws", "2", "--set"]
    idle = CliRunner().invoke(main, [*words, "new_start.discount_rate=9"])
    assert idle.exit_code == 2
    (line,) = idle.stderr.strip().splitlines()
    assert "changes nothing" in line
    acts = CliRunner().invoke(main, [*words, "new_start.unit_cost=2000"])
    assert acts.exit_code == 0, acts.output
