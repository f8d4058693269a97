"""Test files: the cases of a DMN file, in the format of the public compatibility kit.

A value is the text that the file writes; a value that is no value of ours (a list, a time) is kept as such, so that
its case is refused and not taken for another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ...problems.problem import GrundError, Place, problem
from .elements import Element, parse

Told: TypeAlias = "str | Listed | dict[str, Told] | None"
"""A value as a file writes it: a text, null, a list, or a structure."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, or anything else that is not one value."""

    line: int


@dataclass(frozen=True, slots=True)
class DmnCase:
    """A case: its id, its inputs by name, and what each decision is expected to answer; `subject`: what is asked."""

    id: str
    line: int
    subject: str
    given: Mapping[str, Told]
    expected: Mapping[str, Told]


def read_cases(raw: bytes, file: str) -> list[DmnCase]:
    """The cases of a file; raises `GrundError` G813."""
    try:
        root = parse(raw)
    except (ValueError, IndexError) as error:
        raise GrundError([problem("G813", Place(file), file=file, why=str(error) or "XML")]) from None
    cases = [_case(element, i) for i, element in enumerate(root.all("testCase"), 1)]
    if root.name != "testCases" or not cases:
        raise GrundError([problem("G813", Place(file, root.line), file=file, why=root.name)])
    return cases


def _case(element: Element, number: int) -> DmnCase:
    expected = {}
    for result in element.all("resultNode"):
        answer = next(iter(result.all("expected", "computed")), None)
        failing = result.attributes.get("errorResult") == "true" or answer is None
        expected[_name(result)] = None if failing or answer is None else _value(answer)
    return DmnCase(
        element.attributes.get("id", str(number)),
        element.line,
        element.attributes.get("type", "decision"),
        {_name(given): _value(given) for given in element.all("inputNode")},
        expected,
    )


def _name(element: Element) -> str:
    return " ".join(element.attributes.get("name", "").split())


def _value(element: Element) -> Told:
    parts = element.all("component")
    if parts:
        return {_name(part): _value(part) for part in parts}
    inner = element.first("value")
    if inner is None:
        return Listed(element.line) if element.children else None
    if inner.attributes.get("nil") == "true":
        return None
    kind = inner.attributes.get("type", "").rpartition(":")[2]
    return Listed(inner.line) if kind in _OTHERS else inner.text


_OTHERS = frozenset(("time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration"))


def flat(values: Mapping[str, Told]) -> Iterator[tuple[str, str | Listed | None]]:
    """Values by the names of expressions: `Loan.amount` of a structure."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{part}", inner) for part, inner in flat(value))
        else:
            yield name, value
