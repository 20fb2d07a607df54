"""The pins are a closed set: everything that is asked for, by anything, anywhere, is pinned once with hashes."""

import re
from collections.abc import Callable
from importlib.metadata import requires, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = {
    "Linux on x86-64": ("Linux", "linux", "x86_64"),
    "Linux on ARM": ("Linux", "linux", "aarch64"),
    "macOS on ARM": ("Darwin", "darwin", "arm64"),
}
RESOLVES = re.compile(
    r"\bpip3? (install|wheel|download)\b(?!.*--no-deps)|\buv (pip (install|sync)|add|sync|run)\b"
)
"""A line in which something else than the pins says what is installed."""


def surroundings(python: str, machine: str) -> dict[str, str]:
    """What a requirement's marker may ask for."""
    system, platform, processor = MACHINES[machine]
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "platform_system": system,
        "sys_platform": platform,
        "platform_machine": processor,
        "platform_release": "",
        "platform_version": "",
    }


def not_met(
    pins: dict[str, Requirement], asked: Callable[[str], list[str]], where: dict[str, str]
) -> dict[str, str]:
    """Requirements of the project with its extra, and of all they lead to, that no pin meets: by who asks."""
    wrong, todo, seen = {}, [("esarisk", "dev")], set()
    while todo:
        name, extra = one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        for need in map(Requirement, asked(name)):
            if need.marker and not need.marker.evaluate({**where, "extra": extra}):
                continue
            wanted = canonicalize_name(need.name)
            pin = pins.get(wanted)
            if pin is None or (pin.marker and not pin.marker.evaluate(where)):
                wrong[name] = f"{need} is not pinned"
            elif not need.specifier.contains(pinned(pin)):
                wrong[name] = f"{need} is pinned at {pinned(pin)}"
            else:
                todo += [(wanted, part) for part in ("", *need.extras)]
    return wrong


def pinned(pin: Requirement) -> str:
    return str(pin.specifier).removeprefix("==")


def asked_of_installed(name: str) -> list[str]:
    return requires(name) or []


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("python", PYTHONS)
def test_everything_that_anything_asks_for_is_pinned(pins, python, machine):
    assert not_met(pins, asked_of_installed, surroundings(python, machine)) == {}


def test_the_metadata_read_is_of_the_pinned_versions(pins):
    here = {name: pin for name, pin in pins.items() if not pin.marker or pin.marker.evaluate()}
    assert {name: version(name) for name in here} == {name: pinned(pin) for name, pin in here.items()}


@pytest.mark.parametrize(
    ("lists", "fault"),
    [
        ({"esarisk": ["deep"], "deep": ["absent; sys_platform == 'linux'"]}, "absent"),
        ({"esarisk": ["deep[part]; extra == 'dev'"], "deep": ["absent; extra == 'part'"]}, "absent"),
        ({"esarisk": ["deep>=2"]}, "deep>=2 is pinned at 1.0"),
        ({"esarisk": ["windows"]}, "windows is not pinned"),
        ({"esarisk": ["deep"], "deep": ["absent; python_version < '3.11'", "absent; extra == 'part'"]}, ""),
    ],
)
def test_what_is_not_pinned_is_seen(lists, fault):
    pins = {"deep": Requirement("deep==1.0"), "windows": Requirement("windows==1.0; os_name == 'nt'")}
    found = not_met(pins, lambda name: lists.get(name, []), surroundings("3.11", "Linux on x86-64"))
    assert bool(found) == bool(fault)
    assert all(fault in line for line in found.values())


def test_what_builds_the_project_is_pinned_with_the_rest(settings, pins):
    extra = {Requirement(line).name for line in settings["project"]["optional-dependencies"]["dev"]}
    builders = {Requirement(line).name for line in settings["build-system"]["requires"]}
    assert builders <= extra & set(pins)


def test_every_pin_is_one_version_with_hashes(root, pins):
    text = (root / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(lines) == len(pins)
    assert [line for line in lines if not re.match(r"[\w.-]+==[^*\s]+ .*--hash=sha256:\w{64}", line)] == []


def test_every_dependency_has_a_lower_bound_and_none_above(settings, pins):
    for need in map(Requirement, settings["project"]["dependencies"]):
        assert [part.operator for part in need.specifier] == [">="], need
        assert need.specifier.contains(pinned(pins[canonicalize_name(need.name)])), need


def test_the_same_pythons_are_promised_declared_and_tried(root, settings):
    project, lowest = settings["project"], PYTHONS[0]
    assert project["requires-python"] == f">={lowest}"
    declared = {line.split(" :: ")[-1] for line in project["classifiers"] if "Python :: 3." in line}
    assert declared == set(PYTHONS)
    workflow = (root / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    quoted = (f'"{python}"' for python in PYTHONS)
    assert f"python: [{', '.join(quoted)}]" in workflow
    assert ", ".join(PYTHONS[:-1]) + f" or {PYTHONS[-1]}" in (root / "README.md").read_text(encoding="utf-8")


def test_nothing_but_the_pins_says_what_is_installed(tracked, root):
    places = [path for path in tracked if path.suffix in {"", ".md", ".yml", ".yaml", ".toml", ".sh"}]
    assert root / "Makefile" in places
    assert root / ".ci" / "run" in places
    found = {
        str(path.relative_to(root)): line.strip()
        for path in places
        for line in path.read_text(encoding="utf-8").splitlines()
        if RESOLVES.search(line)
    }
    assert found == {}


@pytest.mark.parametrize(
    "line", ["pip install esarisk", "python -m pip install -r constraints.txt", "uv sync"]
)
def test_a_resolver_is_seen(line):
    assert RESOLVES.search(line)
    assert not RESOLVES.search("python -m pip install --no-deps --require-hashes -r constraints.txt")
