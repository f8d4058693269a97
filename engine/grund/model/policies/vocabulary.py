"""Vocabulary: the words of a city that conditions read, with the attributes that are computed from others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..attributes import Attribute, Level
from ..derivations import How
from ..expressions import Type
from ..sources import Citation, Label
from ..tables import WrittenTable
from .examples import Example
from .parameters import Tolkning


@dataclass(frozen=True, slots=True)
class Derived:
    """An attribute computed from others, with its own grounds.

    `checked`: its value may leave its domain, as far as can be told beforehand, so that every value is looked at.
    `clamp`: a value that does is cut to the domain; else it stops the run.
    """

    id: str
    levels: tuple[str, ...]
    type: Type
    label: Label
    unit: Label
    how: How
    citation: Citation
    negated: Label = Label("")
    checked: bool = False
    clamp: bool = False

    @property
    def local(self) -> bool:
        """Whether it is computed from what is known of the area itself, and of no other area."""
        return self.how.local

    @property
    def expressed(self) -> bool:
        """Whether its value is an expression of what is known of the area: a condition, or a formula."""
        return self.how.expressed


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a city: levels, hierarchies, types, attributes, derived attributes, tolkningar.

    `examples` show what derived attributes come to; `fields` are the fields that an insats may be in; `tables` the
    decision tables as they are written.
    """

    levels: Mapping[str, Level]
    hierarchies: Mapping[str, Label]
    types: Mapping[str, Type]
    members: Mapping[str, Mapping[str, Label]]
    attributes: Mapping[str, Attribute]
    derived: Mapping[str, Derived]
    tolkningar: Mapping[str, Tolkning]
    shares: Mapping[str, Label]
    examples: tuple[Example, ...] = ()
    fields: Mapping[str, Label] = field(default_factory=dict)
    tables: Mapping[str, WrittenTable] = field(default_factory=dict)

    def label(self, name: str, lang: str) -> str:
        """The label of an attribute or derived attribute; the name itself where there is none."""
        attribute = self.attributes.get(name) or self.derived.get(name)
        return attribute.label.get(lang) if attribute else name

    def type_at(self, level: str) -> dict[str, Type]:
        """The names that can be read at a level, with their types."""
        declarations: tuple[Attribute | Derived, ...] = (*self.attributes.values(), *self.derived.values())
        return {a.id: a.type for a in declarations if level in a.levels}
