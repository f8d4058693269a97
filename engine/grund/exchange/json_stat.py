"""JSON-stat: a table of figures as statistical offices send it, and what it calls each missing one.

A dimension's codes stand in the order that it gives them, whatever the order of its text; the figures are as many as
the dimensions ask for; a figure keeps its mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """A figure, None where it is missing, and the mark beside it, empty for none."""

    value: int | Decimal | None
    mark: str


class CubeError(ValueError):
    """What is wrong with a dataset: a word of the catalogue, and what it is about."""


@dataclass(frozen=True, slots=True)
class CubeDimension:
    """A dimension: its codes in order, what each is called, and what the source says of it."""

    name: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    category: Mapping[str, Any]
    extension: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cube:
    """Figures by dimensions; none in a description of a table."""

    label: str
    updated: str
    dimensions: Mapping[str, CubeDimension]
    roles: Mapping[str, Sequence[str]]
    notes: Sequence[str]
    extension: Mapping[str, Any]
    values: Sequence[int | Decimal | None]
    marks: Mapping[int, str]

    def role(self, name: str) -> str:
        """The dimension with a role, empty where none has it."""
        return next(iter(self.roles.get(name, ())), "")

    def figures(self) -> Iterator[tuple[dict[str, str], Figure]]:
        """Each figure with its code of each dimension; the last dimension turns fastest."""
        names = list(self.dimensions)
        ways = product(*(dimension.codes for dimension in self.dimensions.values()))
        for at, codes in enumerate(ways):
            yield dict(zip(names, codes, strict=True)), Figure(self.values[at], self.marks.get(at, ""))


def _figures(data: Any, wanted: int) -> tuple[list[Any], dict[int, str]]:
    """The values of every cell, and the marks of some by their number; raises `CubeError`."""
    values = list(data["value"])
    if isinstance(data["value"], dict) or len(values) != wanted:
        raise CubeError(f"value: {len(values)}, @wanted {wanted}")
    if any(isinstance(v, bool) or not isinstance(v, int | Decimal | None) for v in values):
        raise CubeError("value: @number")
    marks = {int(at): str(mark) for at, mark in (data.get("status") or {}).items()}
    if any(at not in range(wanted) for at in marks):
        raise CubeError("status")
    return values, marks


def cube_of(data: Any, figures: bool = True) -> Cube:
    """The cube of a dataset, with figures or only described; raises `CubeError`."""
    try:
        if data["class"] != "dataset" or not str(data["version"]).startswith("2."):
            raise CubeError(f"class {data['class']}, version {data['version']}")
        dimensions = {name: _dimension(name, data["dimension"][name]) for name in data["id"]}
        sizes = [len(dimension.codes) for dimension in dimensions.values()]
        if sizes != list(data["size"]):
            raise CubeError(f"size {data['size']}, @codes {sizes}")
        values, marks = _figures(data, math.prod(sizes)) if figures else ([], {})
        return Cube(
            label=str(data["label"]),
            updated=str(data.get("updated") or ""),
            dimensions=dimensions,
            roles=data.get("role") or {},
            notes=tuple(map(str, data.get("note") or ())),
            extension=data.get("extension") or {},
            values=values,
            marks=marks,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, CubeError):
            raise
        raise CubeError(f"{type(error).__name__}: {error}") from None


def _dimension(name: str, given: Mapping[str, Any]) -> CubeDimension:
    category = given["category"]
    labels = {str(code): str(text) for code, text in (category.get("label") or {}).items()}
    index = category.get("index", labels)  # a dimension of one code may go without
    if isinstance(index, dict) and index is not labels:
        index = sorted(index, key=index.__getitem__)
    codes = tuple(map(str, index))
    if not codes or len({*codes}) != len(codes):
        raise CubeError(f"{name}: @codes {len(codes)}")
    return CubeDimension(name, str(given.get("label") or name), codes, labels, category, given.get("extension") or {})
