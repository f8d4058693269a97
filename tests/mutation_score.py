"""How many small mistakes in the code the tests notice.

    python tests/mutation_score.py                            a sample of each part; its score, kept in mutation.json
    python tests/mutation_score.py --part budget --most 1000  every mutant of one part
    python tests/mutation_score.py --only "event log:append"    those whose name has this; nothing is kept

A mutant is the code with one slip: a comparison, a sign, a number, a truth value turned, a condition negated, a call
left out. It is noticed if a test of the part fails, or does not end. One that is not is either a case that is missing
or the same program written otherwise: those stand in `mutants_equal.csv`, each with its reason, and are not counted.

The tests are collected once, and each runs once in a process forked from that one, which says what lines it runs and
how long it takes. A mutant has a fork of its own, where its code is changed in place (only what is inside a function
is), and the tests that run its lines run until one fails, the shortest first. Linux only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import csv
import hashlib
import importlib
import inspect
import json
import os
import resource
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Final, cast

import pytest
from _pytest.runner import runtestprotocol

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import command_line  # noqa: E402 - after the path
import soaking  # noqa: E402

RECORDS: Final = ROOT / "tests" / "mutation.json"
EQUAL: Final = ROOT / "tests" / "mutants_equal.csv"
SLOWER: Final = 10
"""A mutant whose tests take so many times the processor seconds that they took, and a minute more, does not end."""
WAITING: Final = 900
"""Seconds after which a mutant waits for something that does not come."""
SLOWEST: Final = 5.0
"""A test that takes more processor seconds is left out, for each survivor would take as many: the score is a least."""
Lines = Mapping[str, Sequence[int]]
"""What a test runs, by file."""


@dataclass(frozen=True, slots=True)
class Part:
    """Files of the engine, and the tests that hold them."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


PARTS: Final = {
    "interpreter": Part(
        ("engines/interpreter/*.py",),
        ("test_cases.py", "test_ranking.py", "test_not_applicable.py", "test_evidence.py", "test_conflicts.py"),
    ),
    "apportionment": Part(
        ("model/apportion.py", "engines/interpreter/apportion.py"), ("test_split.py", "test_cases.py")
    ),
    "budget": Part(("budgeting/*.py",), ("test_budget.py", "test_measures.py", "test_tally.py")),
    "responsibility": Part(
        ("analysis/accountability/*.py",),
        ("test_accountability.py", "test_action_plan.py", "test_handover.py", "test_by_field.py", "test_who.py"),
    ),
    "event log": Part(
        ("live/journal.py", "live/journal_reader.py"), ("test_journal.py", "test_live_cli.py", "test_live.py")
    ),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A slip: the module, the function it is in, its lines, what was there and what is there now, and the new code."""

    module: str
    function: str
    lines: range
    before: str
    after: str
    number: int
    """Which of the same slips in the same words in one function it is."""
    code: CodeType

    @property
    def name(self) -> str:
        """What it is called whatever the line: the lists of survivors and of equal mutants have it."""
        place = f"{self.module.removeprefix('grund.')}:{self.function}"
        return f"{place}: {self.before} → {self.after}{f' ({self.number})' if self.number > 1 else ''}"


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
        case ast.Return(value=ast.expr()) if ast.unparse(node) != "return None":
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
    same = Counter[tuple[str, str, str]]()
    for names, function in _functions(tree, ()):
        for parent, field, index, node in _places(function):
            for slip in slips(node):
                ast.fix_missing_locations(ast.copy_location(slip, node))
                _put(parent, field, index, slip)
                code = _code_of(compile(tree, str(path), "exec"), names)
                _put(parent, field, index, node)
                at = cast(ast.stmt, node if hasattr(node, "lineno") else function)
                lines = range(at.lineno, (at.end_lineno or at.lineno) + 1)
                words = (".".join(names), _brief(node), _brief(slip))
                same[words] += 1
                yield Mutant(module, words[0], lines, *words[1:], same[words], code)


def _functions(tree: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ast.AST]]:
    """The functions of a module and the methods of its classes; what is nested is part of them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield (*names, node.name), node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, (*names, node.name))


def _places(function: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node of a function's body: its parent, and where in it. Annotations are left out, and so is `strict`, which
    says what always holds."""
    for field, value in ast.iter_fields(function):
        if field in ("annotation", "returns", "decorator_list") or isinstance(value, ast.arguments):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST) and getattr(child, "arg", "") != "strict":
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


def _function(mutant: Mutant) -> Any:
    """The function that is changed, under whatever wraps it; None where it cannot be seen."""
    value: Any = importlib.import_module(mutant.module)
    for name in mutant.function.split("."):
        value = inspect.getattr_static(value, name, None)
    while not isinstance(value, FunctionType | None):
        inside = [getattr(value, name) for name in _WRAPPED if hasattr(value, name)]
        value = inside[0] if inside else None
    return value if value is None else inspect.unwrap(value)


def sample(part: Part, most: int, seed: int) -> list[Mutant]:
    """So many mutants of a part; a change of the code leaves the choice among the others as it was."""
    paths = [path for pattern in part.files for path in sorted((ROOT / "engine" / "grund").glob(pattern))]
    drawn = {mutant.name: mutant for path in paths for mutant in mutants(path)}
    order = sorted(drawn, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
    return [drawn[name] for name in order[:most]]


@dataclass
class Trial:
    """The tests of a part once pytest has collected them (it is a plugin), and the verdict on each mutant."""

    chosen: Sequence[Mutant]
    jobs: int

    def __post_init__(self) -> None:
        self.noticed: dict[str, bool] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests: run each once, all of them once, and those that each mutant needs."""
        items = [item for item in session.items if "postgres" not in getattr(item, "fixturenames", ())]
        if "test_cases" in sys.modules:
            readings = sys.modules["test_cases"].READINGS
            for name in [*readings][1:]:
                del readings[name]  # the interpreter's own is enough, and takes a tenth of the time
        placed = [mutant for mutant in self.chosen if _fits(mutant)]
        files = {_function(mutant).__code__.co_filename for mutant in placed}
        if any(ran := _traced(_warm, files).values()):
            raise SystemExit(f"what is kept for all tests has run the part itself: {ran}")
        known = dict(_forked([partial(_lines, item, files) for item in items], self.jobs))
        broken = [items[i].nodeid for i, one in known.items() if one is None or one["failed"]]
        if broken:
            raise SystemExit(f"they fail without any mutant: {broken}")
        quick = [i for i in known if known[i]["seconds"] <= SLOWEST]
        order = sorted(quick, key=lambda i: known[i]["seconds"])
        works = [partial(_survives, None, [items[i] for i in order], 0.0)]
        for mutant in placed:
            tests = _covering(mutant, {i: known[i]["lines"] for i in order})
            seconds = sum(known[i]["seconds"] for i in tests)
            works.append(partial(_survives, mutant, [items[i] for i in tests], seconds))
        for index, survives in _forked(works, self.jobs):
            if index:
                self.noticed[placed[index - 1].name] = not survives
            elif not survives:
                raise SystemExit("one of the tests fails after the others, without any mutant")
        return True


def _fits(mutant: Mutant) -> bool:
    """Whether its code can take the place of what is there."""
    function = _function(mutant)
    return function is not None and function.__code__.co_freevars == mutant.code.co_freevars


def _covering(mutant: Mutant, known: Mapping[int, Lines]) -> list[int]:
    """The tests that run a line of what is changed; where none is seen to, those that run its function."""
    function = _function(mutant)
    file = function.__code__.co_filename
    within = range(function.__code__.co_firstlineno, max(mutant.lines.stop, *_last_lines(function.__code__)))
    ran = {i: lines.get(file, ()) for i, lines in known.items()}
    at = [i for i, lines in ran.items() if any(line in mutant.lines for line in lines)]
    return at or [i for i, lines in ran.items() if any(line in within for line in lines)]


def _last_lines(code: CodeType) -> Iterator[int]:
    yield from (line + 1 for _, _, line in code.co_lines() if line)


def _forked(works: Sequence[Callable[[], Any]], jobs: int) -> Iterator[tuple[int, Any]]:
    """What each work answers in a fork of this process, so many at a time, by its number; None where it died."""
    running: dict[int, int] = {}
    left = iter(enumerate(works))
    with tempfile.TemporaryDirectory() as folder:
        while True:
            while len(running) < jobs and (one := next(left, None)) is not None:
                child = os.fork()
                if child == 0:
                    _answered(one[1], Path(folder) / str(one[0]))
                running[child] = one[0]
            if not running:
                return
            index = running.pop(os.wait()[0])
            answer = Path(folder) / str(index)
            yield index, json.loads(answer.read_text()) if answer.is_file() else None


def _answered(work: Callable[[], Any], file: Path) -> None:
    """Leave the answer in a file, and end this process; what the tests write goes nowhere."""
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silence, stream)
    try:
        answer = json.dumps(work())
        part = file.with_suffix(".part")
        part.write_text(answer)
        part.rename(file)
    finally:
        os._exit(0)


def _warm() -> None:
    """Read what is shipped, as the first test would that asks for it; what is decided of it is not kept."""
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        command_line.load_once(path.stem)


def _lines(item: pytest.Item, files: set[str]) -> dict[str, Any]:
    """What a test runs of some files, how many processor seconds it takes, and whether it fails."""
    failed: list[bool] = []
    lines = _traced(lambda: failed.append(_fails([item])), files)
    return {"failed": failed[0], "seconds": time.process_time(), "lines": {f: sorted(n) for f, n in lines.items()}}


def _traced(work: Callable[[], object], files: set[str]) -> dict[str, set[int]]:
    """The lines of some files that a piece of work runs."""
    seen: dict[str, set[int]] = defaultdict(set)

    def called(frame: FrameType, event: str, value: Any) -> Any:
        return line if frame.f_code.co_filename in files else None

    def line(frame: FrameType, event: str, value: Any) -> Any:
        seen[frame.f_code.co_filename].add(frame.f_lineno)
        return line

    threading.settrace(called)
    sys.settrace(called)
    work()
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    return seen


def _survives(mutant: Mutant | None, items: Sequence[pytest.Item], seconds: float) -> bool:
    """Put a mutant in its place, for the rest of this process; whether all the tests then hold."""
    if mutant is not None:
        most = int(time.process_time() + 60 + SLOWER * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        signal.alarm(WAITING)
        _function(mutant).__code__ = mutant.code
    return not _fails(items)


def _fails(items: Sequence[pytest.Item]) -> bool:
    """Whether a test fails; those after it are not run."""
    for item, following in zip_longest(items, items[1:]):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            item.session._setupstate.teardown_exact(None)
            return True
    return False


def score(name: str, most: int, seed: int, jobs: int, only: str = "") -> tuple[dict[str, Any], list[str]]:
    """What was counted of a part, and the mutants that nothing noticed and that are not listed as equal."""
    part = PARTS[name]
    chosen = [mutant for mutant in sample(part, most, seed) if only in mutant.name]
    trial = Trial(chosen, jobs)
    begun = time.monotonic()
    words = ["-q", "-s", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow", "-o", "tmp_path_retention_policy=none"]
    pytest.main([*words, *(str(ROOT / "tests" / file) for file in part.tests)], plugins=[trial])
    if not trial.noticed:
        raise SystemExit(f"{name}: no mutant was tried")
    same = equal()
    survivors = sorted(mutant for mutant, noticed in trial.noticed.items() if not noticed and mutant not in same)
    alike = sum(not noticed for noticed in trial.noticed.values()) - len(survivors)
    wrongly = sorted(mutant for mutant, noticed in trial.noticed.items() if noticed and mutant in same)
    if wrongly:
        print(f"noticed, and listed as equal: {wrongly}", flush=True)
    return {
        "mutants": len(trial.noticed), "equal": alike, "noticed": len(trial.noticed) - alike - len(survivors),
        "survivors": survivors, "most": most, "seed": seed, "commit": soaking.commit(),
        "seconds": round(time.monotonic() - begun), "day": datetime.now(UTC).date().isoformat(),
    }, survivors  # fmt: skip


def equal() -> dict[str, str]:
    """The mutants that are the same program written otherwise, and why."""
    with EQUAL.open(encoding="utf-8", newline="") as file:
        return {row["mutant"]: row["reason"] for row in csv.DictReader(file)}


def records() -> dict[str, dict[str, Any]]:
    """The last score of each part."""
    kept: dict[str, dict[str, Any]] = json.loads(RECORDS.read_text("utf-8")) if RECORDS.is_file() else {}
    return kept


def rows() -> Iterable[str]:
    """The scores as rows of a table; a part without one says so."""
    yield "| part | noticed | of | share | equal | seed | commit |"
    yield "|---|---|---|---|---|---|---|"
    kept = records()
    for name in PARTS:
        if name not in kept:
            yield f"| {name} | not yet counted | | | | | |"
            continue
        one = kept[name]
        of = one["mutants"] - one["equal"]
        cells = (one["noticed"], of, f"{100 * one['noticed'] / of:.1f} %", one["equal"], one["seed"], one["commit"])
        yield f"| {name} | {' | '.join(map(str, cells))} |"


def main() -> int:
    """The scores, and every mutant that nothing noticed; 1 where there is one."""
    parser = argparse.ArgumentParser(description="How many small mistakes in the code the tests notice.")
    parser.add_argument("--part", choices=PARTS, action="append", help="one part; else all")
    parser.add_argument("--most", type=int, default=60, help="so many mutants of a part, drawn by the seed")
    parser.add_argument("--only", default="", help="of those drawn, the ones that have this in their name")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    os.chdir(ROOT)
    missed = False
    for name in given.part or PARTS:
        record, survivors = score(name, given.most, given.seed, given.jobs, given.only)
        of = record["mutants"] - record["equal"]
        print(f"{name}: {record['noticed']} of {of}, {record['equal']} equal, {record['seconds']} s", *survivors,
              sep="\n  ", flush=True)  # fmt: skip
        if not given.only:
            kept = records() | {name: record}
            text = json.dumps({part: kept[part] for part in PARTS if part in kept}, indent=1, ensure_ascii=False)
            RECORDS.write_text(f"{text}\n", encoding="utf-8")
        missed = missed or bool(survivors)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
