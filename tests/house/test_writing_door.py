"""One door to the disk: nobody but `writing` puts a file in its place."""

import ast

import pytest

WRITERS = {
    "mkdir", "mkdtemp", "mkstemp", "makedirs", "NamedTemporaryFile", "rmtree", "save_workbook",
    "symlink_to", "to_csv", "to_excel", "to_feather", "to_json", "to_netcdf", "to_parquet", "to_pickle",
    "to_zarr", "touch", "unlink", "write_bytes", "write_html", "write_image", "write_text",
}  # fmt: skip
"""Calls that write a file or a folder, when they are given a place."""
IN_MEMORY = {"to_csv", "to_json", "to_netcdf", "to_parquet"}
"""Return what they would write when they are given no place."""
DOORS = ("writing.py", "shelf.py")
"""The door for outputs, and the cache, which keeps no output."""


def writes(source: str) -> list[str]:
    """Calls of a source that may write to the disk, with their lines."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [f"{call.lineno}: {name}" for call in calls if (name := _name(call)) and _writes(name, call)]


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _writes(name: str, call: ast.Call) -> bool:
    if name == "open":
        texts = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant)]
        return any(
            isinstance(text, str) and set(text) <= set("rwxabt+U") and set(text) & set("wxa+")
            for text in texts
        )
    if name in IN_MEMORY:
        placed = {"path", "path_or_buf", "excel_writer"}
        return bool(call.args) or any(word.arg in placed for word in call.keywords)
    return name in WRITERS


def test_only_the_door_writes_files(sources, root):
    package = root / "src" / "esarisk"
    found = {str(path.relative_to(package)): writes(path.read_text(encoding="utf-8")) for path in sources}
    assert all(found[door] for door in DOORS)
    assert {name: calls for name, calls in found.items() if calls and name not in DOORS} == {}


@pytest.mark.parametrize(
    "line",
    [
        "file.write_text(page)",
        "file.open('w')",
        "open(file, mode='wb')",
        "frame.to_csv(file, index=False)",
        "frame.to_parquet(path=file)",
        "cube.to_netcdf(file, engine='h5netcdf')",
        "shutil.rmtree(folder)",
        "folder.mkdir(parents=True)",
    ],
)
def test_every_way_to_write_is_seen(line):
    assert writes(f"def deep():\n    {line}")


@pytest.mark.parametrize(
    "line",
    ["file.open('rb')", "open(file, encoding='utf-8')", "frame.to_csv(index=False)", "cube.to_netcdf()"],
)
def test_reading_and_what_stays_in_memory_is_no_writing(line):
    assert writes(line) == []
