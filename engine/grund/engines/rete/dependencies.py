"""Dependencies: which decisions a value can touch, at its own area and along relations.

Enters: a vocabulary and rulings. Leaves: for every name that is read at a level, the insatser there that read it, and
the aggregates of other areas that do. Promise: by what is written, and not by what decided: a value that cannot change
a verdict may still change which facts an unknown decision waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ...model.expressions import names
from ...model.policies import Ruling, Vocabulary
from .columns import Key, Way


@dataclass(slots=True)
class Readers:
    """Who reads a name at a level: insatser, derived attributes at the same area, aggregates elsewhere, and what is
    computed for every area of a level."""

    insatser: set[str] = field(default_factory=set)
    here: set[Key] = field(default_factory=set)
    along: dict[Key, Way] = field(default_factory=dict)
    everywhere: set[Key] = field(default_factory=set)


Reach: TypeAlias = Mapping[Key, Readers]


def reach(vocabulary: Vocabulary, rulings: Iterable[Ruling]) -> Reach:
    """The readers of every name that the rulings read, themselves or through derived attributes."""
    readers: dict[Key, Readers] = {}
    queue: list[Key] = []

    def read(key: Key) -> Readers:
        if key not in readers:
            readers[key] = Readers()
            queue.append(key)
        return readers[key]

    columns = vocabulary.attributes.keys() | vocabulary.derived.keys()
    for ruling in rulings:
        for name in frozenset().union(*(names(rule.active) for rule in ruling.rules)) & columns:
            read((ruling.insats.level, name)).insatser.add(ruling.insats.id)
    while queue:
        key = queue.pop()
        derived = vocabulary.derived.get(key[1])
        if derived is None:
            continue
        how = derived.how
        for at, name in {(at, name) for at, expr in how.reads(key[0]) for name in names(expr) & columns}:
            readers_of_name = read((at, name))
            if (way := how.along(key[0])) is not None:
                readers_of_name.along[key] = way
            elif how.reads_at == "level":
                readers_of_name.everywhere.add(key)
            else:
                readers_of_name.here.add(key)
    return readers
