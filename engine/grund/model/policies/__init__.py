"""Policies: the nouns of what ought to be. Vocabulary, insatser, rules, parameters, policies.

Frozen values built by `loading`. After loading, rules hold typed trees only, exceptions are lowered to one named
boolean per rule, and ids are unique.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal as OneOf
from typing import TypeAlias

from ...problems.problem import Place
from ..brief import brief
from ..claims import Claim
from ..expressions import Name
from ..organisation import Organisation
from ..sources import Citation, Label, Source
from ..tables import WrittenTable
from .examples import Example, Expected
from .parameters import Parameter, ParameterValue, Tolkning
from .rules import Insats, Outcome, Rule, Ruling, Written, counted_of
from .vocabulary import Derived, Vocabulary

__all__ = [
    "Derived",
    "Example",
    "Expected",
    "Insats",
    "Outcome",
    "Parameter",
    "ParameterValue",
    "Policy",
    "Rule",
    "Rulebook",
    "Ruling",
    "Steering",
    "Tolkning",
    "Vocabulary",
    "Written",
    "counted_of",
]

Steering: TypeAlias = OneOf["handlingsplan", "ordinarie"]
"""How a policy is carried through: by a plan of its own, or in each body's ordinary planning."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Decisions for some insatser, with dated parameters. Its examples and claims are its own file's, not inherited.

    `counted`: by id, the rules that a derived attribute counts (`fired`), each with the ruling it stands in.
    `beside`: by the id of another policy, what its own file says where the two are compared.
    `tables`: the decision tables of its own file, as they are written.
    """

    id: str
    label: Label
    extends: tuple[str, ...]
    citation: Citation
    parameters: Mapping[str, Parameter]
    rulings: Mapping[str, Ruling]
    file: str
    note: Label = Label("")
    steering: Steering = "ordinarie"
    examples: tuple[Example, ...] = ()
    claims: tuple[Claim, ...] = ()
    counted: Mapping[str, Ruling] = field(default_factory=dict)
    beside: Mapping[str, Label] = field(default_factory=dict)
    tables: Mapping[str, WrittenTable] = field(default_factory=dict)

    __repr__ = brief

    def counts(self, rules: Iterable[str]) -> tuple[Ruling, ...]:
        """Of some rules that are counted those it has, in their rulings, with the exceptions that may defeat them."""
        return counted_of(self.counted, tuple(rules))

    @property
    def valued(self) -> tuple[int, ...]:
        """What tells the values of its parameters from another policy's: the same where both inherit them all."""
        return tuple([id(parameter.values) for parameter in self.parameters.values()])

    def valued_of(self, names: Sequence[str]) -> tuple[int, ...]:
        """The same of some parameters, each named as rules read it (`param.id`); 0 where it has none of that name."""
        own_parameters = (self.parameters.get(Name.parse(name).id) for name in names)
        return tuple([id(parameter.values) if parameter else 0 for parameter in own_parameters])


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A city's rules: vocabulary, insatser, sources, policies, and the organisation that is responsible for them.

    `places`: where a name is declared, by the section of its file (types, attributes, derived, tolkningar, insatser,
    sources) and itself. `english`: the English of texts in its tables.
    """

    id: str
    vocabulary: Vocabulary
    insatser: Mapping[str, Insats]
    sources: Mapping[str, Source]
    policies: Mapping[str, Policy]
    organisation: Organisation
    files: tuple[str, ...]
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict, compare=False, repr=False)
    english: Mapping[str, str] = field(default_factory=dict)

    __repr__ = brief

    def said(self, text: str, lang: str) -> str:
        """A text of its tables in a language; as it is, where it has no English."""
        return self.english.get(text, text) if lang == "en" else text

    @property
    def folder(self) -> Path:
        """The folder that it was read from."""
        return next(Path(file).parent for file in self.files if Path(file).name == "vocabulary.yaml")

    @property
    def prices(self) -> frozenset[str]:
        """The parameters that only money reads: prices and indexes."""
        parts = (part for insats in self.insatser.values() for part in insats.costs.parts)
        return frozenset(name for part in parts for name in (part.unit_cost, part.index) if name)

    @property
    def tables(self) -> dict[str, WrittenTable]:
        """The decision tables of its vocabulary and policies: by id, or by name where several have one id."""
        sections = (self.vocabulary.tables, *(policy.tables for policy in self.policies.values()))
        tables = [table for section in sections for table in section.values()]
        times = Counter(table.id for table in tables)
        return {table.id if times[table.id] == 1 else table.name: table for table in tables}

    @property
    def examples(self) -> tuple[Example, ...]:
        """Those of the vocabulary, then those of the policies."""
        return (*self.vocabulary.examples, *(e for p in self.policies.values() for e in p.examples))
