"""Do the tests notice? Small faults, one at a time, put into the live functions of a forked child.

A fault (a mutant) is a comparison, a sum, a number, a yes or no turned round, or a refusal or filter
left out. The parent has imported everything, so nothing is compiled anew; rules that kernels call stay
as they are there, and are tested as plain Python. Run by hand, with `make mutants`: it takes long.
"""

import ast
import copy
import gc
import importlib
import os
import random
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import click
import pytest
import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CPU_SECONDS = 100
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub,
    ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """A fault: where it is, what it changes, and its module's code with it."""

    module: str
    function: str
    line: int
    change: str
    code: CodeType

    @property
    def name(self) -> str:
        """What the list of mutants that change nothing calls it."""
        return f"{self.module}.{self.function}: {self.change}"


def altered(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901 - one case a kind of fault
    """A node with one fault."""
    new: Any = copy.deepcopy(node)
    match new:
        case ast.Compare(ops=[op, *_]) if type(op) in SWAPS:
            new.ops[0] = SWAPS[type(op)]()
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPS:
            new.op = SWAPS[type(op)]()
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            new = new.operand
        case ast.Constant(value=bool(value)):
            new.value = not value
        case ast.Constant(value=int(value)):
            new.value = value + 1
        case ast.Constant(value=float(value)):
            new.value = 1.1 * value if value else 1.0
        case ast.Raise():
            new = ast.Pass()
        case ast.comprehension(ifs=[_, *_]):
            new.ifs = new.ifs[1:]
        case ast.Call(func=ast.Name(id=called)) if called in CALLS:
            new.func.id = CALLS[called]
        case ast.Call(func=ast.Attribute(attr=called)) if called in CALLS:
            new.func.attr = CALLS[called]
        case _:
            return
    yield ast.copy_location(new, node)


def mutants(module: str) -> dict[str, list[Mutant]]:
    """Every fault of a module, by function; what it makes on import counts as one more."""
    file = ROOT / "src" / "esarisk" / (module.replace(".", "/") + ".py")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found: dict[str, list[Mutant]] = {}
    for function, parent, field, at, node in places(tree, "import"):
        for new in altered(node):
            _put(parent, field, at, new)
            shown = ast.unparse(parent)
            _put(parent, field, at, node)
            before = ast.unparse(parent)
            if len(before) > 90 or isinstance(node, ast.Raise | ast.comprehension):
                before, shown = ast.unparse(node).strip(), ast.unparse(new).strip()
            _put(parent, field, at, new)
            code = compile(ast.fix_missing_locations(tree), str(file), "exec")
            _put(parent, field, at, node)
            line = getattr(node, "lineno", getattr(getattr(node, "target", None), "lineno", 0))
            change = " ".join(f"{before} → {shown}".split())
            found.setdefault(function, []).append(Mutant(module, function, line, change, code))
    return found


def places(tree: ast.AST, function: str) -> Iterator[tuple[str, ast.AST, str, int | None, ast.AST]]:
    """Every node below one with its function and its place in its parent; no types, nor zip's strict."""
    for field, value in ast.iter_fields(tree):
        if field in {"annotation", "returns", "decorator_list"}:
            continue
        for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            guard = isinstance(node, ast.keyword) and node.arg == "strict"
            typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            if isinstance(node, ast.AST) and not guard and not typing:
                inside = isinstance(node, ast.FunctionDef | ast.ClassDef)
                own = f"{function}.{node.name}".removeprefix("import.") if inside else function
                yield own, tree, field, at, node
                yield from places(node, own)


def _put(parent: ast.AST, field: str, at: int | None, node: ast.AST) -> None:
    if at is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node


def plant(live: ModuleType, code: CodeType) -> None:
    """Give a module's functions the code of a mutant, and every module that took its numbers the mutant's."""
    copied = ModuleType(live.__name__)
    sys.modules[live.__name__] = copied  # what a dataclass looks itself up in
    vars(copied)["__file__"] = live.__file__
    exec(code, vars(copied))  # noqa: S102 - our own source
    sys.modules[live.__name__] = live
    for name, new in vars(copied).items():
        old = vars(live).get(name)
        if isinstance(new, type) and new.__module__ == live.__name__:
            for part, member in vars(new).items():
                _graft(vars(old).get(part), member)
        elif isinstance(new, int | float | tuple | dict) and new != old:
            for module in [m for key, m in sys.modules.items() if key.startswith("esarisk")]:
                if vars(module).get(name) is old:
                    setattr(module, name, new)
        else:
            _graft(old, new)


def _graft(old: Any, new: Any) -> None:
    """Put the code and defaults of one function, or of a property's, into another."""
    if old is new:
        return
    for inner in ("fget", "func", "__func__", "__wrapped__"):
        if hasattr(old, inner) and hasattr(new, inner):
            _graft(getattr(old, inner), getattr(new, inner))
            return
    if hasattr(old, "__code__") and hasattr(new, "__code__") and old.__module__ == new.__module__:
        old.__code__, old.__defaults__, old.__kwdefaults__ = (
            new.__code__,
            new.__defaults__,
            new.__kwdefaults__,
        )


def survives(mutant: Mutant | None, tests: list[str]) -> bool:
    """Whether all tests pass with a mutant planted, in a child with a limit of time."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        try:
            if mutant:
                plant(importlib.import_module(f"esarisk.{mutant.module}"), mutant.code)
        except BaseException:  # noqa: BLE001 - a module that cannot be imported is noticed by any test
            os._exit(1)
        options = ["-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", "--timeout=0"]
        options += ["--hypothesis-profile=few"]
        os._exit(int(pytest.main([*options, *tests]) != pytest.ExitCode.OK))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def chosen(modules: list[str], known: set[str], count: int, seed: int) -> list[Mutant]:
    """So many mutants, spread over functions; which, hangs on seed and name alone.

    Parameters
    ----------
    known : names of mutants that change nothing anybody can see
    """
    ranked = []
    for module in modules:
        for found in mutants(module).values():
            mine = sorted((one for one in found if one.name not in known), key=lambda one: luck(seed, one))
            ranked += [(rank, luck(seed, one), one) for rank, one in enumerate(mine)]
    return [one for _, _, one in sorted(ranked, key=lambda row: row[:2])[:count]]


def luck(seed: int, mutant: Mutant) -> float:
    """A number between nought and one of a mutant's own."""
    return random.Random(f"{seed} {mutant.name}").random()


def prepare() -> None:
    """Import everything, let nothing that a mutant compiles be kept, and look for few examples, always the same."""
    from hypothesis import Phase, settings

    for file in sorted((ROOT / "src" / "esarisk").rglob("*.py")):
        name = ".".join(file.relative_to(ROOT / "src").with_suffix("").parts)
        importlib.import_module(name.removesuffix(".__init__"))
    importlib.import_module("esarisk.jit.kept").Kept.save_overload = lambda *_: None
    importlib.import_module("esarisk.policy.reading").kept = lambda _: None
    phases = [Phase.explicit, Phase.generate]  # what failed need not be made small
    settings.register_profile(
        "few", max_examples=30, derandomize=True, database=None, deadline=None, phases=phases
    )
    gc.freeze()


@click.command()
@click.argument("modules", nargs=-1)
@click.option("--count", default=150, show_default=True, help="Mutants to try.")
@click.option("--seed", default=1, show_default=True, help="Which.")
@click.option("--list", "only_list", is_flag=True, help="Name them without trying any.")
def main(modules: tuple[str, ...], count: int, seed: int, only_list: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Plant mutants in MODULES, such as rules.cap (all listed by default), and print those that survive."""
    targets = yaml.safe_load((HERE / "targets.yaml").read_text(encoding="utf-8"))
    equal = yaml.safe_load((HERE / "equivalent.yaml").read_text(encoding="utf-8"))
    found = chosen(list(modules or targets), {row["mutant"] for row in equal}, count, seed)
    if only_list:
        click.echo("\n".join(f"{one.line:4} {one.name}" for one in found))
        return
    prepare()
    survivors = []
    for module, tests in targets.items():
        mine = [one for one in found if one.module == module]
        if mine and not survives(None, tests):
            raise click.ClickException(f"{module}: its tests fail before anything is planted")
        lived = []
        for one in mine:
            if survives(one, tests):
                lived.append(one)
                click.echo(f"survived  src/esarisk/{module.replace('.', '/')}.py:{one.line}  {one.name}")
        survivors += lived
        if mine:
            click.echo(f"{module}: {len(mine) - len(lived)} of {len(mine)} noticed")
    share = 1.0 - len(survivors) / max(len(found), 1)
    click.echo(f"{share:.0%} of {len(found)} noticed; {len(equal)} known to change nothing are not tried")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
