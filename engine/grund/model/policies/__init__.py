"""Policies: the nouns of what ought to be. Vocabulary, insatser, rules, parameters, policies.

Enters: nothing; these are frozen values built by `load`. Leaves: the same. Promise: after loading, rules hold
typed trees only, exceptions are lowered to one named boolean per rule, and ids are unique.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal as OneOf
from typing import TypeAlias

from ...problems.problem import Place
from ..attributes import Attribute, Level
from ..claims import Claim
from ..costs import Costs
from ..derivations import How
from ..expressions import FIRST, Expr, Name, Operation, Type, Value
from ..organisation import Organisation
from ..sources import Citation, Label, Source
from ..tables import WrittenTable

Outcome: TypeAlias = OneOf["yes", "no"]
Steering: TypeAlias = OneOf["handlingsplan", "ordinarie"]
"""How a policy is carried through: by a plan of its own, or in each body's ordinary planning."""


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
class Tolkning:
    """A declared interpretation of an unclear text: a question and its possible readings."""

    id: str
    label: Label
    options: Mapping[str, Label]
    citation: Citation


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of a parameter from a day on; None is unknown. Of a price: the year whose prices it is in.

    `checked_on`: the day on which somebody last saw it in its source, None where nobody has said.
    """

    start: date
    value: Value | None
    citation: Citation
    place: Place | None = None
    price_level: int | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value that rules read as `param.<id>`; before its first `from` it is unknown.

    `open`: no domain is declared; that of its type spans its values, and a policy that overrides it may widen it.
    """

    id: str
    type: Type
    label: Label
    unit: Label
    values: tuple[ParameterValue, ...]
    open: bool = False

    @property
    def dated(self) -> bool:
        """Whether its value depends on the day."""
        return any(v.start > FIRST for v in self.values)

    @property
    def says(self) -> tuple[object, ...]:
        """Its type and dated values. A value that nobody knows is the same only where one declaration says so."""
        values = [(v.start, v.value, v.price_level, v.place if v.value is None else None) for v in self.values]
        return (self.type, *values)

    def on(self, day: date) -> ParameterValue | None:
        """The value in force on a day."""
        return next((v for v in reversed(self.values) if v.start <= day), None)


@dataclass(frozen=True, slots=True)
class Insats:
    """An intervention, and the level at which it is decided who receives it.

    `field` is the field it is in (school, housing …), empty where it names none.
    `answered_as` are the ids that duties use for it: its own, or those of a field or programme that it
    belongs to.
    """

    id: str
    label: Label
    level: str
    kind: str
    target: Label
    answered_as: tuple[str, ...]
    citation: Citation
    costs: Costs = Costs()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A condition as its file writes it; the spans of its tree count characters of `text`."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `active` is its compiled boolean: in force, `when`, not `unless`, no active exception.

    `exceptions` are the ids of the rules that defeat it; `name` is its boolean's name in compiled trees; `written`
    holds `when` and, where there is one, `unless` as they stand in the file; `proviso`: what its answer leaves open.
    """

    id: str
    when: Expr
    then: Outcome
    unless: Expr | None
    exception_to: tuple[str, ...]
    start: date | None
    end: date | None
    because: Label
    citation: Citation
    origin: str
    place: Place | None
    active: Expr
    exceptions: tuple[str, ...] = ()
    name: str = ""
    written: tuple[Written, ...] = ()
    proviso: Label = Label("")

    @property
    def conditions(self) -> tuple[Expr, ...]:
        """What must hold before exceptions are asked: its dates, `when`, not `unless`."""
        parts = self.active.args if isinstance(self.active, Operation) else ()
        return parts[:-1] if self.exceptions else parts


@dataclass(frozen=True, slots=True)
class Ruling:
    """How one insats is decided: its rules in exception order, what holds otherwise, and the decision tree.

    `table`: the decision table that its rules were lowered from, if they were.
    """

    insats: Insats
    otherwise: Outcome
    rules: tuple[Rule, ...]
    decision: Expr
    place: Place | None
    otherwise_because: Label = Label("")
    table: WrittenTable | None = None

    def under(self, ids: Iterable[str]) -> Ruling:
        """The ruling with some of its rules only, and the exceptions that may defeat them."""
        wanted = set(ids)
        for rule in reversed(self.rules):  # exceptions come first
            wanted.update(rule.exceptions if rule.id in wanted else ())
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in wanted))


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example expects of an insats, or of a derived attribute, named by `subject`.

    `answer`: yes or no; of a derived attribute, its value; None is unknown. `rule` and `missing` are None where the
    example does not say which rule decides or which facts are missing. `text` is what was written.
    """

    subject: str
    level: str
    text: str
    answer: Value | None
    rule: str | None
    missing: frozenset[str] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example in a file: the facts given of an area, and the expected result.

    `given` holds base and derived attributes; None is a value said to be unknown. What is not given is unknown, and
    without `day` so is whatever depends on it. `parameters` are all that apply, the example's own values among them.
    """

    id: str
    label: Label
    day: date | None
    tolkning: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    given: Mapping[str, Value | None]
    expects: tuple[Expected, ...]
    citation: Citation


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


def counted_of(counted: Mapping[str, Ruling], rules: Sequence[str]) -> tuple[Ruling, ...]:
    """See `Policy.counts`."""
    rulings = {counted[rule].insats.id: counted[rule] for rule in rules if rule in counted}
    return tuple(ruling.under(rules) for ruling in rulings.values())


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

    def said(self, text: str, lang: str) -> str:
        """A text of its tables in a language; as it is, where it has no English."""
        return self.english.get(text, text) if lang == "en" else text

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
