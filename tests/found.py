"""What a random test has found, made smaller and kept as a case of `tests/cases`, which the suite tries from then on.

What the case expects is what the interpreter says, for its reading of the language is the one that counts. Whoever
mends the fault gives the case a name and a note of its own and moves it to the file of its subject.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

import test_cases
from case_files import HOME, Case, Raw, load, text
from grund.problems.problem import GrundError

T = TypeVar("T")


def smallest(drawn: SearchStrategy[T], wrong: Callable[[T], bool], start: int, examples: int) -> T | None:
    """The smallest of the examples that are wrong, where one of those that a seed gives is."""
    last: list[T] = []

    @seed(start)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False, print_blob=False,
    )  # fmt: skip
    @given(example=drawn)
    def run(example: T) -> None:
        if wrong(example):
            last[:] = [example]
            raise AssertionError

    with contextlib.suppress(AssertionError):
        run()
    return last[0] if last else None


def kept(raw: Raw, name: str, home: Path = HOME) -> str:
    """Leave a case in a file of its own; the line that tries it again."""
    path = home / f"found_{name}.yaml"
    case = raw | {"name": name, "note": "found by a soak", **_expected(raw)}
    path.write_text(f"about: found by a soak\ncases:\n{text(case)}", encoding="utf-8")
    return f"kept: python -m pytest tests/test_cases.py -k found_{name}"


def _expected(raw: Raw) -> Raw:
    """What the interpreter says of each area, or what is wrong."""
    plain = test_cases.READINGS["plain"]
    try:
        built = load(raw)
        asked = {insats: plain.decide(built, insats) for insats in built.book.policies[built.case.policy].rulings}
        keys = [area if insats == "i" else f"{area}/{insats}" for insats, areas in asked.items() for area in areas]
        case = Case("found", raw | {"expect": dict.fromkeys(keys, "")})
        return {"expect": test_cases.outcome(replace(built, case=case), plain)["expect"]}
    except GrundError as error:
        return {"problems": test_cases._problems(error, [])}
