"""How time and memory grow with rules, exceptions, policies, insatser and attributes; the table of exponents.

    python benchmarks/many_rules.py                       every shape at a quarter and the whole of its size
    python benchmarks/many_rules.py rules --scale 0.1     one shape, smaller
    python benchmarks/many_rules.py --write               and the table into benchmarks/README.md

Every shape is an invented project, written as files and read as a user's would be; a size is measured in a process of
its own. Seconds are of the processor. The exponent is the slope from the quarter to the whole, on logarithmic scales:
1 is proportional. Steps that take less than a twentieth of a second are too short to have one.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import multiprocessing
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, Final

sys.path[:0] = [str(Path(__file__).parent.parent / "tests")]

import case_files
import growth
import grund
from grund import batch
from grund.analysis.check import check
from grund.analysis.proofs.audit import audit
from grund.cli.app import GARBAGE
from grund.engines import interpreter, vectorized
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError

README: Final = Path(__file__).parent / "README.md"
MARKS: Final = ("<!-- many rules: begin -->", "<!-- many rules: end -->")
AREAS: Final = 20
DEEPEST: Final = 40
"""Rules in a chain of exceptions, at most."""
MEMBERS: Final = ("ingen", "lag", "medel", "hog")
SHORT: Final = 0.05
"""Seconds below which a step has no exponent."""


def number() -> dict[str, Any]:
    return {"type": "number", "min": "0", "max": "1000000"}


def project(rulings: Mapping[str, Any], attributes: int, **more: Any) -> dict[str, Any]:
    """A project with one policy, so many attributes, and areas that have them all."""
    names = [f"n{i}" for i in range(attributes)]
    facts = {f"a{i}": {n: str((i * 7919 + k * 104729) % 1_000_000) for k, n in enumerate(names)} for i in range(AREAS)}
    return {
        "name": "many", "note": "", "insatser": dict.fromkeys(rulings, "del"),
        "vocabulary": {
            "levels": {"del": {}}, "types": {"klass": {"enum": list(MEMBERS), "ordered": "true"}},
            "attributes": {n: number() for n in names} | {"k": {"type": "klass"}},
        },
        "policies": {"p": {"insatser": rulings}},
        "world": {
            "areas": dict.fromkeys(facts, "del"),
            "facts": {a: f | {"k": MEMBERS[i % 4]} for i, (a, f) in enumerate(facts.items())},
        },
    } | more  # fmt: skip


def rules(n: int) -> dict[str, Any]:
    """So many rules in one insats, over 20 attributes."""
    made = [{"id": f"r{i}", "when": f"n{i % 20} = {i * 100 % 999_983} and k >= {MEMBERS[i % 4]}"} for i in range(n)]
    return project({"i": {"otherwise": "no", "rules": made}}, 20)


def exceptions(n: int) -> dict[str, Any]:
    """Chains of exceptions as deep as they may be (40), so many in all, in one insats."""
    width = 1_000_000 * DEEPEST // n
    starts = range(0, 1_000_000, width)
    made = [
        {
            "id": f"r{i}",
            "when": f"n0 >= {starts[i // DEEPEST]} and n0 < {starts[i // DEEPEST] + width} and n1 >= {i % DEEPEST * 9}",
            "then": "no" if i % DEEPEST % 2 else "yes",
        }
        | ({"exception_to": [f"r{i - 1}"]} if i % DEEPEST else {})
        for i in range(n)
    ]
    return project({"i": {"otherwise": "no", "rules": made}}, 20)


def exceptions_to_one(n: int) -> dict[str, Any]:
    """So many exceptions to one rule."""
    made: list[dict[str, Any]] = [{"id": "r", "when": "n0 >= 1"}]
    made += [
        {"id": f"e{i}", "when": f"n{i % 20} = {i * 100}", "then": "no", "exception_to": ["r"]} for i in range(n - 1)
    ]
    return project({"i": {"otherwise": "no", "rules": made}}, 20)


def extends(n: int) -> dict[str, Any]:
    """So many policies, each of which extends the one before it and adds a rule."""
    raw = project({"i": {"otherwise": "no", "rules": [{"id": "r0", "when": "n0 >= 1"}]}}, 20)
    raw["policies"] |= {
        f"p{i}": {
            "extends": ["p" if i == 1 else f"p{i - 1}"],
            "insatser": {"i": {"add": [{"id": f"r{i}", "when": f"n{i % 20} >= {i}"}]}},
        }
        for i in range(1, n)
    }
    return raw


def insatser(n: int) -> dict[str, Any]:
    """So many insatser with two rules each."""
    rulings = {
        f"i{j}": {
            "otherwise": "no",
            "rules": [
                {"id": f"r{j}-{i}", "when": f"n{(j + i) % 20} >= {j * 100} and k >= {MEMBERS[i + 1]}"} for i in range(2)
            ],
        }
        for j in range(n)
    }
    return project(rulings, 20)


def attributes(n: int) -> dict[str, Any]:
    """So many attributes, of which each is read by five rules."""
    made = [{"id": f"r{i}", "when": f"n{i % n} >= {i * 100} and n{(i + 1) % n} < 500000"} for i in range(5 * n)]
    return project({"i": {"otherwise": "no", "rules": made}}, n)


SHAPES: Final[Mapping[str, tuple[Callable[[int], dict[str, Any]], int]]] = {
    "rules": (rules, 10_000),
    "exceptions": (exceptions, 10_000),
    "exceptions_to_one": (exceptions_to_one, 10_000),
    "extends": (extends, 101),
    "insatser": (insatser, 5_000),
    "attributes": (attributes, 200),
}
"""What makes a project of a size, and the largest."""
UNPROVED: Final = {("extends", 1), ("attributes", 0.25)}
"""What is not proved here: near to the limit (160,000 pairs of rules) it takes minutes."""


# ── what is done with a project


def _cells(scenario: Scenario) -> int:
    frame = _frame(scenario)
    plan = vectorized.DecisionPlan(frame, tuple(vectorized.table(frame, name) for name in frame.policy.rulings))
    world = frame.world
    areas = world.by_level["del"]
    columns = {
        a.id: vectorized.column(a.type, [world.read(area.id, a)[0] for area in areas])
        for a in frame.vocabulary.attributes.values()
    }
    return plan.decide(columns, len(areas)).numbers.shape[0]


def _frame(scenario: Scenario) -> interpreter.EvalContext:
    policy = list(scenario.policies.values())[-1]
    return interpreter.frame(scenario.book.vocabulary, policy, scenario.today)


def _explain(scenario: Scenario) -> int:
    policy = list(scenario.policies.values())[-1]
    name = next(iter(policy.rulings))
    return len(str(grund.explain(scenario, "a3", name, policy.id)))


def measure(shape: str, size: int, proved: bool) -> dict[str, float | str]:
    """CPU seconds of each step, or the code that refuses it; and the peak of memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made = case_files.files(SHAPES[shape][0](size)).items()
        case_files.write({f"rules/{name}" if name.startswith("rules") else name: text for name, text in made}, home)
        return _steps(home, proved)


def _steps(home: Path, proved: bool) -> dict[str, float | str]:
    """The steps, one after another, on a project in a folder; garbage is searched for as by the command line."""
    gc.set_threshold(GARBAGE)
    rulebook = home / "rules" / "rules"
    policy = max((path.stem for path in (rulebook / "policies").glob("*.yaml")), key=lambda name: (len(name), name))
    about = {"label": "S", "world": "world", "day": "2026-01-01", "level": "del", "source": "s"}
    file = home / "s.yaml"
    file.write_text(json.dumps({"scenario": "s", "policies": [policy], **about}))
    took: dict[str, float | str] = {}

    def step(name: str, run: Callable[[], Any]) -> Any:
        start = time.process_time()
        try:
            made = run()
            took[name] = time.process_time() - start
        except GrundError as error:
            made, took[name] = None, error.problems[0].code
        print(f"  {name}: {took[name]}", file=sys.stderr, flush=True)
        return made

    scenario = step("load", lambda: grund.load(file))
    step("check", lambda: check([str(rulebook)]))
    if scenario is not None:
        step("explain", lambda: _explain(scenario))
        step("decide", lambda: grund.run(scenario, [policy]))
        step("cells", lambda: _cells(scenario))
        step("sql", lambda: batch.sql_statements.statement(scenario, policy, "duckdb"))
    took["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    findings = step("prove", lambda: audit([str(rulebook)])) if proved else []
    if findings and findings[0].problem.code == "G829":
        took["prove"] = "G829"
    return took


# ── the table


def _exponent(first: float | str | None, last: float | str | None) -> str:
    """The slope from the quarter to the whole; a code, where the whole is refused."""
    if isinstance(last, str):
        return last
    if not isinstance(first, float) or last is None or first < SHORT:
        return "–"
    return f"{math.log(last / first) / math.log(4):.2f}"


def table(shapes: Iterable[str], scale: float) -> list[str]:
    """A row per shape and step: seconds at each size, and the exponent."""
    lines = ["| shape | step | a quarter | the whole | exponent |", "|---|---|---|---|---|"]
    for shape in shapes:
        took = []
        for part in (0.25, 1):
            size = int(SHAPES[shape][1] * scale * part)
            print(f"{shape} {size:,}", file=sys.stderr, flush=True)
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
                took.append(alone.submit(measure, shape, size, (shape, part) not in UNPROVED).result())
        for name in took[0] | took[-1]:
            values = [one.get(name) for one in took]
            cells = [v if isinstance(v, str) else "–" if v is None else _amount(name, v) for v in values]
            lines.append(f"| {shape} {size:,} | {name} | {' | '.join(cells)} | {_exponent(values[0], values[-1])} |")
    return lines


def _amount(name: str, value: float) -> str:
    return f"{value:,.0f} MB" if name == "MB" else f"{value:.2f} s"


def main() -> int:
    """Print the table; write it where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", choices=[*SHAPES, []])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = table(given.shapes or list(SHAPES), given.scale)
    where = f"{platform.machine()}, Python {platform.python_version()}, {date.today()}"
    text = "\n".join([f"CPU seconds ({where}); a code where a limit is met before any work is done.", "", *lines])
    print(text)
    if given.write:
        page = README.read_text(encoding="utf-8")
        head, rest = page.split(MARKS[0])
        README.write_text(f"{head}{MARKS[0]}\n{text}\n{MARKS[1]}{rest.split(MARKS[1])[1]}", encoding="utf-8")
        growth.draw()
    return 0


if __name__ == "__main__":
    sys.exit(main())
