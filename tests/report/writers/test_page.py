"""A page's templates are compiled once, and kept."""

from jinja2 import Environment

from esarisk.report.run.page import render


def test_templates_are_compiled_once(small_run, tmp_path, monkeypatch):
    compiled, real = [], Environment.compile
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(Environment, "compile", lambda *given: compiled.append(given) or real(*given))
    page = render(*small_run)
    assert compiled
    compiled.clear()
    assert render(*small_run) == page
    assert not compiled
    for file in tmp_path.rglob("templates/*/*"):
        file.write_bytes(file.read_bytes()[:-1])
    assert render(*small_run) == page
    assert compiled
