"""Decisions: what comes out of a reading. Grounds, decisions, verdicts.

Values made by readings. A decision is the root of its own explanation: every value in it carries what it was computed
from, down to facts and documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias
from typing import Literal as OneOf

from ..problems.problem import Place, Problem, problem
from .brief import brief
from .expressions import Expr, Operation, Value
from .facts import Area, Fact, Link, ListInForce
from .policies import Derived, ParameterValue, Rule, Ruling
from .ranking import Spread, Standing
from .sources import Label

Verdict: TypeAlias = OneOf["yes", "no", "unknown"]
VERDICTS: Final[tuple[Verdict, ...]] = ("yes", "no", "unknown")


class Member(NamedTuple):
    """One area that an `over` looked at: how it is linked, whether it counted, its value and its weight."""

    area: Area
    link: Link | None
    counted: bool | None
    where: Trace | None
    value: Trace | None
    weight: Trace | None = None

    @property
    def invented(self) -> Fact | None:
        """What it holds, where that is assumed or illustrated: that must always show."""
        basis = self.value.basis if self.value is not None else None
        return basis if isinstance(basis, Fact) and (basis.citation.assumption or basis.citation.illustration) else None

    @property
    def unknown(self) -> bool:
        """Whether its value is unknown."""
        return self.value is not None and self.value.value is None

    def decides(self, total: Trace) -> bool:
        """Whether it has the least or the greatest value, which was asked for."""
        extreme = isinstance(total.basis, Derivation) and total.basis.derived.how.extreme and total.value is not None
        return extreme and self.value is not None and self.value.value == total.value


class Base(NamedTuple):
    """The areas that a rank looks at, and those of them that have a place: where they stand, first to last.

    `read`: what was read at every area of the level. `different`: how many different values there are among those
    that have a place; `unsure`: how many more areas may stand anywhere among them, or may not belong to the base;
    `left_out`: how many are left out of it because they have no value. `spread`: what the values come to, where one is
    scaled by them.
    """

    read: Mapping[str, tuple[Trace, ...]]
    standings: Mapping[str, Standing]
    order: tuple[Area, ...]
    different: int
    unsure: int
    left_out: int = 0
    spread: Spread | None = None


class Pot(NamedTuple):
    """An amount that is shared out: what each part is, by area, and what nobody could take.

    `read`: what was read at every area of the level. `parts` None: floors cannot be met; `unsure`: how many areas may
    share or not, or have no value.
    """

    read: Mapping[str, tuple[Trace, ...]]
    amount: Decimal | None
    parts: Mapping[str, Decimal] | None
    rest: Decimal
    unsure: int


class Moment(NamedTuple):
    """A day of the past that was asked about, or the list that was in force from then on; and what held."""

    day: date
    issue: ListInForce | None
    ground: Trace


class Derivation(NamedTuple):
    """How a derived value came about: `members` for `over`, `base` for `rank` and `split`, `moments` for the past.

    `at`: the area that a rank places, or a split gives to. `lacks`: the names that an unknown value waits for, where
    many areas wait for the same; else they are in the parts.
    """

    derived: Derived
    members: tuple[Member, ...] = ()
    base: Base | Pot | None = None
    moments: tuple[Moment, ...] = ()
    lacks: frozenset[str] | None = None
    at: Area | None = None


Evidence: TypeAlias = Fact | ListInForce | ParameterValue | Derivation | str | None
"""What a read value stands on. A string says why it is missing (`no_fact`, `no_list`) or `day`, `tolkning`."""


class Trace(NamedTuple):
    """A node of an explanation: an expression, its value (None is unknown), and what that stands on."""

    node: Expr
    value: Value | None
    parts: tuple[Trace, ...] = ()
    basis: Evidence = None


class RuleTrace(NamedTuple):
    """What became of one rule. `ground` is its named boolean; its last part is `not any(exceptions)` if it has any."""

    rule: Rule
    ground: Trace
    defeated_by: tuple[str, ...]

    @property
    def active(self) -> bool | None:
        """Whether the rule decides."""
        return truth(self.ground)

    @property
    def conditions(self) -> tuple[Trace, ...]:
        """What must hold before exceptions are asked: dates, `when`, not `unless`."""
        return self.ground.parts[:-1] if self.rule.exceptions else self.ground.parts

    @property
    def held(self) -> bool | None:
        """Whether the rule would be active but for its exceptions."""
        return kleene_and(tuple(truth(part) for part in self.conditions))


_NOTHING: Final = Label("")


class Decision(NamedTuple):
    """(ruling of a policy, area, day, known) to yes, no or unknown, with its grounds.

    `rule` is the deciding rule, `otherwise`, or None when unknown; `missing` names the facts an unknown
    decision waits for (attributes, shares, `param.x`).
    """

    ruling: Ruling
    area: Area
    day: date
    known: date | None
    verdict: Verdict
    rule: str | None
    missing: frozenset[str]
    rules: tuple[RuleTrace, ...]

    def __repr__(self) -> str:
        return brief(self)

    @property
    def deciding(self) -> Rule | None:
        """The deciding rule itself; None for `otherwise` and for unknown."""
        if self.rule is None:
            return None
        return next((r.rule for r in self.rules if r.rule.id == self.rule), None)

    @property
    def proviso(self) -> Label:
        """What the deciding rule leaves open; empty where it leaves nothing, and where no rule decides."""
        rule = self.deciding
        return rule.proviso if rule else _NOTHING


def kleene_or(values: tuple[bool | None, ...]) -> bool | None:
    """Strong Kleene *or*."""
    return True if True in values else None if None in values else False


def kleene_and(values: tuple[bool | None, ...]) -> bool | None:
    """Strong Kleene *and*."""
    return False if False in values else None if None in values else True


def once(stack: list[Trace]) -> Iterator[Trace]:
    """Each trace on a stack once, the last first; what is put on it meanwhile comes too. Traces share their parts."""
    seen: set[int] = set()
    while stack:
        trace = stack.pop()
        if id(trace) not in seen:
            seen.add(id(trace))
            yield trace


def distance(ground: Trace) -> Decimal | None:
    """How far a comparison of two numbers was from holding; None where that has no meaning.

    The unit is the attribute's; 0 means that the values were equal and the comparison strict.
    """
    node = ground.node
    if not isinstance(node, Operation) or node.op not in ("eq", "lt", "le", "gt", "ge"):
        return None
    left, right = (part.value for part in ground.parts)
    if ground.value is not False or not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    return abs(left - right)


def terms(ground: Trace) -> list[Trace]:
    """The terms of a sum of sums."""
    addends: list[Trace] = []
    for part in ground.parts:
        nested = isinstance(part.node, Operation) and part.node.op == "add"
        addends += terms(part) if nested else [part]
    return addends


def in_conflict(first: Rule, second: Rule, place: Place | None, area: str) -> Problem:
    """G317: two rules that are active together with opposite outcomes for an area, each with what would put it over."""
    over_first = ", ".join((*second.exception_to, first.id))
    over_second = ", ".join((*first.exception_to, second.id))
    ids = {"first": first.id, "second": second.id, "over_first": over_first, "over_second": over_second}
    return problem("G317", place, area=area, **ids)


def truth(ground: Trace) -> bool | None:
    """Whether a condition holds; None where that is unknown, or it is no condition."""
    return ground.value if isinstance(ground.value, bool) else None
