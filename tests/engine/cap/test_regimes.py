"""Regimes of the cap: one word, one rule, wherever it is asked."""

import pandas as pd
import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.engine.cap.regimes import regime_of
from esarisk.errors import EsariskError
from esarisk.names import CAP_REGIMES
from esarisk.policy.parameters import parameters_folder


@pytest.mark.parametrize("regime", CAP_REGIMES)
def test_years_of_one_regime_have_it_and_blank_years_have_none(regime):
    assert regime_of(pd.Series([regime, None, regime, float("nan")])) == regime


def test_an_unknown_regime_or_two_in_one_cap_is_told():
    with pytest.raises(EsariskError, match=r"nothing judges by 'annual_2015'\. Did you mean 'annual_2014'"):
        regime_of(["annual_2015"])
    with pytest.raises(EsariskError, match="annual_2014 and target_year_2017 share a cap"):
        regime_of(list(CAP_REGIMES))


def test_the_words_of_the_table_are_those_that_a_rule_judges_by(library):
    words = {row["regime"] for row in library.parameters.table("cap.levels").to_dict("records")}
    assert words == set(CAP_REGIMES)


@pytest.mark.parametrize(
    "more", [False, True], ids=["a word unknown to the card", "a word that only the card knows"]
)
@pytest.mark.parametrize("command", ["cap history", "run --draws 1 --scenario baseline"])
def test_an_unknown_regime_is_refused_by_every_command(tmp_path, monkeypatch, command, more):
    import shutil

    folder = shutil.copytree(parameters_folder(), tmp_path / "parameters")
    levels, card = folder / "cap" / "levels.csv", folder / "cap" / "cap.yaml"
    levels.write_text(levels.read_text().replace("annual_2014", "rolling_2030"))
    if more:
        card.write_text(card.read_text().replace("words: [annual_2014,", "words: [rolling_2030,"))
    monkeypatch.setattr("esarisk.policy.reading.parameters_folder", lambda: folder)
    words = command.split() + (["--out", str(tmp_path / "run")] if "run" in command else [])
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "rolling_2030" in result.output
    assert not (tmp_path / "run").exists()
