"""Words: British spelling in names and prose; classes named after the field's own nouns."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

FORBIDDEN = re.compile(r"(manager|handler|helper|util)s?", re.IGNORECASE)
AMERICAN = re.compile(
    r"[a-z]*(behavior|color|favor|labor|neighbor|rumor|honor|centered|modeled|modeling|labeled|labeling"
    r"|canceled|canceling|traveled|totaled|fulfill\b|catalog\b|gray|defense|offense|skeptic|judgment\b"
    r"|analyz|paralyz)[a-z]*"
    r"|[a-z]{3,}iz(?:e|ed|es|er|ing|ation|ations)\b"
    r"|\bcenters?\b",
    re.IGNORECASE,
)
BRITISH_ANYWAY = re.compile(
    r"(re|over|under|down|up|out|cap|as)?siz(e|ed|es|er|ing)|prizes?|seiz(e|ed|es|ing)", re.I
)
CODE = re.compile(r"```.*?```|`[^`]*`|https?://\S+|<[^>]*>", re.DOTALL)


def american_words(text: str) -> set[str]:
    """Words of prose, split at underscores and capitals too, that an American would have written."""
    prose = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", CODE.sub(" ", text)).replace("_", " ")
    found = {match.group().lower() for match in AMERICAN.finditer(prose)}
    return {word for word in found if not BRITISH_ANYWAY.fullmatch(word)}


def own_words(source: str) -> str:
    """Comments, docstrings and the names that are defined here: not other libraries' keywords."""
    comments = [
        t.string for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.COMMENT
    ]
    defined = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
            defined += [getattr(node, "name", ""), ast.get_docstring(node) or ""]
        if isinstance(node, ast.arg):
            defined.append(node.arg)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            defined.append(node.id)
    return "\n".join(comments + defined)


def prose_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return own_words(text) if path.suffix == ".py" else text


def test_spelling_is_british(tracked, root):
    wrong = {}
    for path in tracked:
        if path.suffix in {".py", ".md", ".yaml"} and path != Path(__file__):
            words = american_words(prose_of(path))
            if words:
                wrong[str(path.relative_to(root))] = sorted(words)
    assert wrong == {}


@pytest.mark.parametrize(
    "word", ["behavior", "color_of_line", "optimize", "ModeledSpending", "recognized", "center"]
)
def test_american_words_are_seen(word):
    assert american_words(f"the {word} here")


@pytest.mark.parametrize(
    "word", ["behaviour", "sized", "resize", "prize", "horizon", "citizen", "`color`", "hazard"]
)
def test_british_words_pass(word):
    assert american_words(f"the {word} here") == set()


def test_no_class_or_file_has_an_empty_name(sources):
    classes = [
        node.name
        for path in sources
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    names = classes + [path.stem for path in sources]
    assert [name for name in names if FORBIDDEN.search(name)] == []
