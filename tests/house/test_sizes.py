"""Sizes: short functions, files that fit in the head."""

import ast
import statistics
from collections import Counter
from pathlib import Path

FUNCTION_LINES = 15
LONGEST_FUNCTION = 60
FILE_LINES = 400
FOLDER_MODULES = 12


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """Lines of code below the signature: no docstring, comment or blank line."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    block = lines[body[0].lineno - 1 : function.end_lineno]
    return sum(1 for line in block if line.strip() and not line.strip().startswith("#"))


def function_sizes(path: Path) -> dict[str, int]:
    text = path.read_text(encoding="utf-8")
    functions = [
        n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {f"{path.name}:{f.name}": body_lines(f, text.splitlines()) for f in functions}


def test_nine_functions_in_ten_are_short(sources):
    sizes = [size for path in sources for size in function_sizes(path).values()]
    assert statistics.quantiles([0, 0, *sizes], n=10)[-1] <= FUNCTION_LINES


def test_no_function_is_very_long(sources):
    sizes = {name: size for path in sources for name, size in function_sizes(path).items()}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_no_file_is_long(sources, tracked, root):
    files = {*sources, *(path for path in tracked if path.suffix == ".py")}
    counts = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines()) for path in files
    }
    assert {name: count for name, count in counts.items() if count > FILE_LINES} == {}


def test_no_folder_holds_more_than_a_head_can(sources):
    """Modules of one folder, beside its `__init__`."""
    folders = Counter(str(path.parent) for path in sources if path.name != "__init__.py")
    assert {name: count for name, count in folders.items() if count > FOLDER_MODULES} == {}


def test_docstrings_comments_and_blank_lines_are_not_counted(tmp_path):
    (tmp_path / "sample.py").write_text(
        'def two(x):\n    """Say.\n\n    More.\n    """\n    # why\n\n    y = x\n    return y\n'
    )
    assert function_sizes(tmp_path / "sample.py") == {"sample.py:two": 2}
