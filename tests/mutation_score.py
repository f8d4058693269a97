"""How many small mistakes in the code the tests notice.

    python tests/mutation_score.py                            a sample of each part, and the score
    python tests/mutation_score.py --part budget --most 1000  every mutant of one part

A mutant is the code with one slip: a comparison, a sign, a number, a truth value turned, a condition negated, a call
left out. It is noticed if a test of the part fails, or does not end. One that is not is either a case that is missing
or the same program written otherwise. The process imports the tests once and is forked for each mutant, so a mutant
costs no start; only what is inside a function is changed, in place. Linux only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import inspect
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final, cast

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

SECONDS: Final = 180
"""A mutant whose tests take longer does not end."""


@dataclass(frozen=True, slots=True)
class Part:
    """Files of the engine, and the tests that hold them."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


PARTS: Final = {
    "interpreter": Part(
        ("engines/interpreter/*.py",),
        ("test_cases.py", "test_ranking.py", "test_not_applicable.py", "test_evidence.py"),
    ),
    "apportionment": Part(
        ("model/apportion.py", "engines/interpreter/apportion.py"), ("test_split.py", "test_cases.py")
    ),
    "budget": Part(("budgeting/*.py",), ("test_budget.py", "test_measures.py", "test_tally.py")),
    "responsibility": Part(
        ("analysis/accountability/*.py",),
        ("test_accountability.py", "test_action_plan.py", "test_handover.py", "test_by_field.py", "test_who.py"),
    ),
    "journal": Part(("live/journal.py", "live/journal_reader.py"), ("test_journal.py",)),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A slip: the module, the function it is in, the line, what was there and what is there now, and the new code."""

    module: str
    function: str
    line: int
    before: str
    after: str
    code: CodeType


_COMPARE: Final[dict[type, type]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_SIGN: Final[dict[type, type]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_WRAPPED: Final = ("__func__", "fget", "func", "__wrapped__")
"""Where a method, a property, a cached property and a decorated function have the function."""
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


def slips(node: ast.AST) -> Iterator[ast.AST]:
    """The node with each slip that it can have."""
    match node:
        case ast.Compare(ops=[operator, *_]):
            yield _with(node, ops=[_COMPARE[type(operator)](), *node.ops[1:]])
        case ast.BoolOp():
            yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _SIGN:
            yield _with(node, op=_SIGN[type(node.op)]())
        case ast.Constant(value=bool()):
            yield _with(node, value=not node.value)
        case ast.Constant(value=int()):
            yield _with(node, value=node.value + 1)
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            yield _with(node, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.IfExp():
            yield _with(node, body=node.orelse, orelse=node.body)
        case ast.If() | ast.While():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
        case ast.Return(value=ast.expr()):
            yield _with(node, value=ast.Constant(None))


def _with(node: ast.AST, **fields: Any) -> ast.AST:
    """A copy with other fields."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    module = ".".join(path.relative_to(ROOT / "engine").with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for names, function in _functions(tree, ()):
        for parent, field, index, node in _places(function):
            for slip in slips(node):
                ast.fix_missing_locations(ast.copy_location(slip, node))
                _put(parent, field, index, slip)
                code = _code_of(compile(tree, str(path), "exec"), names)
                _put(parent, field, index, node)
                line = getattr(node, "lineno", function.lineno)
                yield Mutant(module, ".".join(names), line, _brief(node), _brief(slip), code)


def _functions(tree: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ast.AST]]:
    """The functions of a module and the methods of its classes; what is nested is part of them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield (*names, node.name), node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, (*names, node.name))


def _places(function: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node of a function's body: its parent, and where in it. Annotations and docstrings are left out."""
    for field, value in ast.iter_fields(function):
        if field in ("annotation", "returns", "decorator_list", "args"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST):
                yield function, field, index, child
                yield from _places(child)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _code_of(code: CodeType, names: tuple[str, ...]) -> CodeType:
    """The code of a function, from that of its module. Of several of one name, as a property's, the last."""
    for name in names:
        code = [part for part in code.co_consts if isinstance(part, CodeType) and part.co_name == name][-1]
    return code


def _brief(node: ast.AST) -> str:
    """A node on one short line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:89]}…"


def _function(mutant: Mutant) -> FunctionType | None:
    """The function that is changed, under whatever wraps it."""
    value: Any = importlib.import_module(mutant.module)
    for name in mutant.function.split("."):
        value = inspect.getattr_static(value, name, None)
    while not isinstance(value, FunctionType | None):
        inside = [getattr(value, name) for name in _WRAPPED if hasattr(value, name)]
        value = inside[0] if inside else None
    return value if value is None else cast(FunctionType, inspect.unwrap(value))


def noticed(mutant: Mutant, tests: list[str], log: Path) -> bool | None:
    """Whether a test fails with the mutant in place; None where it cannot be put there."""
    function = _function(mutant)
    if function is None or function.__code__.co_freevars != mutant.code.co_freevars:
        return None
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        function.__code__ = mutant.code
        os._exit(_tests(tests, log))
    return os.waitpid(child, 0)[1] != 0


def _tests(tests: list[str], log: Path, *options: str) -> int:
    """The exit code of the tests, up to the first that fails."""
    import pytest

    with log.open("w") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
        return int(pytest.main(["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow", *options, *tests]))


def _score(name: str, most: int, seed: int, jobs: int) -> tuple[int, list[Mutant]]:
    """How many mutants of a part were tried, and those that no test noticed."""
    part = PARTS[name]
    paths = [path for pattern in part.files for path in sorted((ROOT / "engine" / "grund").glob(pattern))]
    drawn_from = [mutant for path in paths for mutant in mutants(path)]
    chosen = drawn_from if len(drawn_from) <= most else random.Random(seed).sample(drawn_from, most)
    tests = [str(ROOT / "tests" / file) for file in part.tests]
    workers = [os.pipe() for _ in range(jobs)]
    for number, (_, write) in enumerate(workers):
        if os.fork() == 0:
            log = Path(f"/tmp/mutation-{os.getpid()}.txt")
            saved = os.dup(2)
            _tests(tests, log, "--collect-only")
            os.dup2(saved, 2)
            with os.fdopen(write, "w") as answers:
                for index in range(number, len(chosen), jobs):
                    print(index, noticed(chosen[index], tests, log), file=answers, flush=True)
            log.unlink(missing_ok=True)
            os._exit(0)
        os.close(write)
    lines = [line.split() for read, _ in workers for line in os.fdopen(read)]
    tried = [(chosen[int(index)], answer) for index, answer in lines if answer != "None"]
    return len(tried), sorted((m for m, answer in tried if answer == "False"), key=lambda m: (m.module, m.line))


def main() -> int:
    """The scores, and every mutant that nothing noticed; 1 where there is one."""
    parser = argparse.ArgumentParser(description="How many small mistakes in the code the tests notice.")
    parser.add_argument("--part", choices=PARTS, action="append", help="one part; else all")
    parser.add_argument("--most", type=int, default=60, help="so many mutants of a part, drawn by the seed")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    os.chdir(ROOT)
    missed = False
    for name in given.part or PARTS:
        start = time.monotonic()
        tried, survivors = _score(name, given.most, given.seed, given.jobs)
        seconds = time.monotonic() - start
        print(f"{name}: {100 * (1 - len(survivors) / max(tried, 1)):.1f} % of {tried}, {seconds:.0f} s", flush=True)
        for mutant in survivors:
            print(f"  {mutant.module}:{mutant.line} {mutant.function}: {mutant.before} → {mutant.after}", flush=True)
        missed = missed or bool(survivors)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
