"""Rules: an insats, the rules that decide it, and the ruling that they are compiled to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal as OneOf
from typing import TypeAlias

from ...problems.problem import Place
from ..brief import brief
from ..costs import Costs
from ..expressions import Expr, Operation
from ..sources import Citation, Label
from ..tables import WrittenTable

Outcome: TypeAlias = OneOf["yes", "no"]


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

    __repr__ = brief

    def under(self, ids: Iterable[str]) -> Ruling:
        """The ruling with some of its rules only, and the exceptions that may defeat them."""
        wanted = set(ids)
        for rule in reversed(self.rules):  # exceptions come first
            wanted.update(rule.exceptions if rule.id in wanted else ())
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in wanted))


def counted_of(counted: Mapping[str, Ruling], rules: Sequence[str]) -> tuple[Ruling, ...]:
    """See `Policy.counts`."""
    rulings = {counted[rule].insats.id: counted[rule] for rule in rules if rule in counted}
    return tuple(ruling.under(rules) for ruling in rulings.values())
