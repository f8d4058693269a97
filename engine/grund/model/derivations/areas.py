"""Areas: what is computed of other areas: along links, or over a whole level."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..expressions import Expr, Value
from ..facts import Area, World
from .kind import DerivationKind, ReadsAt, Say, Way, expression, joined, named


@dataclass(frozen=True, slots=True)
class Over(DerivationKind):
    """An aggregate over the areas that stand in a relation to the area.

    `relation`: parts, parent, overlaps, neighbours, or level: every area of the level `to`, and with `by` those that
    are alike in it. `hierarchy`: which tree, for parts and parent. `to`: the level of the members. `of` is read at
    each member, `where` and `weight` too. `share` names the share of an overlap; `bound` (`more_than` or `at_least`,
    exact) is tested per overlap; `weighted` weighs by that share. `weight` is what a sum or a mean weighs by, and of
    the aggregate `ratio` what the sum of `of` is divided by, summed over the same members. `empty` is the value where
    no member counts; it holds only while every list read by the members is in force.
    """

    name: ClassVar[str] = "over"
    relation: str
    hierarchy: str
    to: str
    of: Expr | None
    where: Expr | None
    aggregate: str
    share: str = ""
    bound: tuple[str, Value] | None = None
    weighted: bool = False
    min_observations: int | None = None
    empty: Value | None = None
    round: str = "half_up"
    by: Expr | None = None
    weight: Expr | None = None

    @property
    def reads_at(self) -> ReadsAt:
        """Where its expressions are read."""
        return "level" if self.relation == "level" else "links"

    @property
    def listed(self) -> bool:
        """See `DerivationKind`: the value where no member counts holds only while the lists are in force."""
        return True

    def level_read(self, own: str) -> str:
        """See `DerivationKind`."""
        return self.to

    def reads(self, own: str) -> tuple[tuple[str, Expr], ...]:
        """See `DerivationKind`; what groups the areas of a level is read at the area itself too."""
        read = [(self.to, expr) for expr in self.exprs]
        return tuple(read if self.by is None or self.to == own else [*read, (own, self.by)])

    def everywhere(self, own: str) -> tuple[tuple[str, Expr], ...]:
        """See `DerivationKind`."""
        return self.reads(own) if self.relation == "level" else ()

    def along(self, own: str) -> Way | None:
        """See `DerivationKind`."""
        return None if self.relation == "level" else (self.relation, self.hierarchy, own, self.to)

    def areas(self, area: Area, world: World) -> tuple[Area, ...]:
        """See `DerivationKind`."""
        if self.relation == "level":
            return tuple(world.by_level.get(self.to, ()))
        return tuple(other for other, _ in world.related(self.relation, self.hierarchy, area.id, self.to))

    @property
    def bordering(self) -> bool:
        """See `DerivationKind`."""
        return self.relation == "neighbours"

    @property
    def extreme(self) -> bool:
        """See `DerivationKind`."""
        return self.aggregate in ("min", "max")

    @property
    def linked(self) -> bool:
        """Whether it goes along links, and by their shares alone; else it is computed for a whole level."""
        return self.relation != "level" and self.weight is None

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, at its members."""
        return tuple(e for e in (self.of, self.where, self.by, self.weight) if e is not None)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: too few members may count, or members that weigh nothing."""
        itself = self.relation == "level" and self.where is None and self.to in levels
        few = (self.min_observations or 0) > Decimal(itself)
        averaged = self.aggregate in ("mean", "ratio")
        nothing = averaged and (self.weighted or self.weight is not None)
        return few or nothing or ((averaged or self.extreme) and not itself and self.empty is None)

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        parts = (
            f"{self.aggregate}({'' if self.of is None else say(self.of)}) over {self.relation}",
            self.hierarchy,
            self.to,
            expression("where", self.where, say),
            expression("by", self.by, say),
            self.share,
            f"{self.bound[0]} {self.bound[1]}" if self.bound else "",
            "weighted" if self.weighted else "",
            expression("per" if self.aggregate == "ratio" else "weight", self.weight, say),
            named("min_observations", self.min_observations),
            named("empty", self.empty),
        )
        return joined(parts)


@dataclass(frozen=True, slots=True)
class Key:
    """What areas are ranked by, and which way."""

    expr: Expr
    descending: bool


class AmongAreas(DerivationKind):
    """What is said of an area by its value among those of a base.

    The base is the areas of its level for which `where` holds, and with `by` those that are alike in it. `keys`: the
    value, then how ties are broken. `excluded`: areas without a value are left out of the base (else nothing is known
    while one has none). `common`: what is read beside, the same for all. `outside`: the value of an area that is not
    in the base.
    """

    __slots__ = ()
    _reads_at: ClassVar[ReadsAt] = "level"
    keys: tuple[Key, ...]
    where: Expr | None
    by: Expr | None
    excluded: bool
    outside: Value | None

    @property
    def common(self) -> Expr | None:
        """What is the same for the whole base."""
        raise NotImplementedError

    def everywhere(self, own: str) -> tuple[tuple[str, Expr], ...]:
        """See `DerivationKind`; the rest is read of those whom `where` lets in."""
        return self.reads(own) if self.where is None else ((own, self.where),)

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, at every area of the base."""
        exprs = (*(key.expr for key in self.keys), self.where, self.by, self.common)
        return tuple(e for e in exprs if e is not None)

    @property
    def value_outside(self) -> Value | None:
        """The value of an area that is not in the base."""
        return self.outside

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: an area outside the base."""
        return self.where is not None and self.value_outside is None

    def _placed(self, say: Say, *own: str) -> str:
        """The keys, the base and what is its own, on one line."""
        keys = ", ".join(f"{say(key.expr)} {'descending' if key.descending else 'ascending'}" for key in self.keys)
        where, by = expression("where", self.where, say), expression("by", self.by, say)
        missing = f"missing {'excluded' if self.excluded else 'unknown'}"
        return joined((f"of {keys}", where, by, *own, missing, named("outside", self.outside)))


@dataclass(frozen=True, slots=True)
class Rank(AmongAreas):
    """Where an area stands among the areas of its level.

    `measure`: ordinal, percentile or quota. For the rest see `model.ranking`: `ties`, `divisor`, and of a quota its
    `room` (a number of places, or a `fraction` of the base, rounded) and `boundary`. `out_of`: what the highest
    percentile is called. An area outside is not in a quota.
    """

    name: ClassVar[str] = "rank"
    measure: str
    keys: tuple[Key, ...]
    where: Expr | None
    by: Expr | None
    excluded: bool
    ties: str = ""
    divisor: str = ""
    out_of: int = 1
    room: Expr | None = None
    fraction: str = ""
    boundary: str = ""
    outside: Value | None = None
    round: str = "half_up"

    @property
    def common(self) -> Expr | None:
        """See `AmongAreas`."""
        return self.room

    @property
    def value_outside(self) -> Value | None:
        """See `AmongAreas`; an area outside is not in a quota."""
        return False if self.measure == "quota" else self.outside

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: also one alone, whose percentile is of n-1."""
        return self.divisor == "n-1" or AmongAreas.may_stop(self, levels)

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        own = (
            expression("fraction" if self.fraction else "first", self.room, say),
            self.fraction,
            named("boundary", self.boundary),
            named("ties", self.ties),
            named("divisor", self.divisor),
            f"out_of {self.out_of}" if self.measure == "percentile" else "",
        )
        return f"{self.measure} {self._placed(say, *own)}"


@dataclass(frozen=True, slots=True)
class Scaled(AmongAreas):
    """Where the value of an area lies among the values of its level: see `model.scaling`.

    `method`: z_score, min_max or distance. `sd`: what the standard deviation of a z-score is of. `reference`: what a
    distance is measured from: mean, min or max of the base, or empty for the `number`. `out_of`: what 1 is called.
    Descending, a high value has a low number.
    """

    name: ClassVar[str] = "scaled"
    method: str
    keys: tuple[Key, ...]
    where: Expr | None
    by: Expr | None
    excluded: bool
    sd: str = ""
    out_of: int = 1
    reference: str = ""
    number: Expr | None = None
    outside: Value | None = None
    round: str = "half_up"

    @property
    def common(self) -> Expr | None:
        """See `AmongAreas`."""
        return self.number

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: all values may be equal, or the reference 0."""
        return True

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        own = (
            named("sd", self.sd),
            named("reference", self.reference),
            expression("reference", self.number, say),
            f"out_of {self.out_of}" if self.method != "z_score" else "",
        )
        return f"{self.method} {self._placed(say, *own)}"


@dataclass(frozen=True, slots=True)
class Split(DerivationKind):
    """What an area gets of an amount that is shared out in proportion to a key, in whole `step`s, to the last one.

    Those share for whom `where` holds, the others get 0. `floor` and `cap`: the least and the most of each; `capped`:
    what a cap keeps back is `shared` among the others, or `kept`. `excluded`: areas without a value are left out (else
    nothing is known while one has none). For `remainder` see `model.apportion`. `infeasible`, of floors that the amount
    does not reach to, or that are above a cap: error or unknown.
    """

    name: ClassVar[str] = "split"
    _reads_at: ClassVar[ReadsAt] = "level"
    amount: Expr
    key: Expr
    where: Expr | None
    excluded: bool
    floor: Expr | None
    cap: Expr | None
    capped: str
    step: Decimal
    remainder: str
    infeasible: str

    def everywhere(self, own: str) -> tuple[tuple[str, Expr], ...]:
        """See `DerivationKind`; the rest is read of those whom `where` lets in."""
        return self.reads(own) if self.where is None else ((own, self.where),)

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads, at every area of the level."""
        return tuple(e for e in (*self.keys, self.where, self.amount) if e is not None)

    @property
    def keys(self) -> tuple[Expr, ...]:
        """What it reads of one who shares: the key, and the bounds there are."""
        return tuple(e for e in (self.key, self.floor, self.cap) if e is not None)

    def may_stop(self, levels: Container[str]) -> bool:
        """See `DerivationKind`: floors and caps that cannot all be kept."""
        return self.infeasible == "unknown"

    def describe(self, say: Say) -> str:
        """See `DerivationKind`."""
        parts = (
            f"split({say(self.amount)}) by {say(self.key)}",
            expression("where", self.where, say),
            f"missing {'excluded' if self.excluded else 'unknown'}",
            expression("floor", self.floor, say) or "floor none",
            expression("cap", self.cap, say) or "cap none",
            named("capped", self.capped),
            f"step {self.step:f}",
            f"remainder {self.remainder}",
            named("infeasible", self.infeasible),
        )
        return joined(parts)
