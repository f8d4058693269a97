"""Case files: what a DMN file is asked: test cases in the format of the public compatibility kit, and inputs as JSON.

A value is the text that the file writes; a value that is no value of ours (a list, a time) is kept as such, so that
its case is refused and not taken for another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ...model.canonical_json import exact_json
from ...problems.problem import GrundError, Place, problem
from .elements import Element, parse

_OTHERS: Final = frozenset(("time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration"))
"""Types of a test file's values that have none here."""
_DEEPEST: Final = 20
"""So far structures may lie in one another."""
Written: TypeAlias = "str | NoValue | dict[str, Written] | None"
"""A value as a file writes it: a text, null, a list, or a structure."""


class Quoted(str):
    """A value that the file says is a text, whatever it looks like."""

    __slots__ = ()


class NoValue:
    """A list, a time, or anything else that is not one value here."""


@dataclass(frozen=True, slots=True)
class DmnCase:
    """A case: its id, its inputs by name, and what each decision is expected to answer; `subject`: what is asked."""

    id: str
    line: int
    subject: str
    given: Mapping[str, Written]
    expected: Mapping[str, Written]


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


def _value(element: Element) -> Written:
    parts = element.all("component")
    if parts:
        return {_name(part): _value(part) for part in parts}
    inner = element.first("value")
    if inner is None:
        return NoValue() if element.children else None
    if inner.attributes.get("nil") == "true":
        return None
    kind = inner.attributes.get("type", "").rpartition(":")[2]
    return NoValue() if kind in _OTHERS else Quoted(inner.text) if kind == "string" else inner.text


def read_inputs(text: str) -> dict[str, Written]:
    """The inputs that an object of JSON gives; raises `GrundError` G814 or G106, at no place of a file."""
    try:
        value = exact_json(text)
    except (ValueError, RecursionError) as error:
        raise GrundError([problem("G814", None, name="--input", value=text[:40], wanted=f"JSON ({error})")]) from None
    if not isinstance(value, dict):
        raise GrundError([problem("G814", None, name="--input", value=text[:40], wanted="{…}")])
    return {key: _of_json(inner) for key, inner in value.items()}


def _of_json(value: Any, depth: int = _DEEPEST) -> Written:
    if isinstance(value, dict) and depth:
        return {key: _of_json(inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, (dict, list)):
        return NoValue()
    if isinstance(value, str):
        return Quoted(value)
    return None if value is None else str(value).lower()


def flat(values: Mapping[str, Written]) -> Iterator[tuple[str, str | NoValue | None]]:
    """Values by the names of expressions: `Loan.amount` of a structure."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{part}", inner) for part, inner in flat(value))
        else:
            yield name, value
