"""Kind: what every way of computing a derived attribute says of itself, so that nobody asks which one it is."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any, ClassVar, Literal, TypeAlias

from ..expressions import Expr
from ..facts import Area, World

ReadsAt: TypeAlias = Literal["area", "links", "level", "past", "rules"]
"""Where a kind reads: at the area itself on the day, at areas linked to it, at every area of a level, at the area on
earlier days too, or in the rules of a policy."""
Way: TypeAlias = tuple[str, str, str, str]
"""A relation, its hierarchy, the level of the area, and that of the members."""
OneWay: TypeAlias = Literal["any", "one", "first"]
"""Which of its `exprs` may move by an even step a day while what is made of them only rises or only falls: any number
of them, one alone, or the first alone."""
Say: TypeAlias = Callable[[Expr], str]
"""How an expression is said."""


class DerivationKind:
    """A way of computing a derived attribute. What it reads is in its `exprs`.

    What is said here holds of most kinds. What is only declared here each kind has to say: one that does not raises
    where it is asked, and is refused by `tests/test_house.py`.

    `name`: what files and problems call it.
    `share`: which share of an overlap it reads.
    `told_by_parts`: what changes its value is told by its parts alone, and is never a change of the value itself.
    `solvable`: a solver can compute what it makes of the area's own values; else it takes any value of the domain.
    `one_way`: of a kind that reads no other area and no other day, see `OneWay`.
    """

    __slots__ = ()
    name: ClassVar[str]
    _reads_at: ClassVar[ReadsAt] = "area"
    told_by_parts: ClassVar[bool] = False
    solvable: ClassVar[bool] = True
    one_way: ClassVar[OneWay]
    share: str = ""

    @property
    def reads_at(self) -> ReadsAt:
        """Where its expressions are read."""
        return self._reads_at

    @property
    def expressed(self) -> bool:
        """Whether its value is an expression of what is known of the area: a condition, or a formula."""
        return False

    @property
    def local(self) -> bool:
        """Whether it reads what is known of the area itself on the day, and nothing else."""
        return self.reads_at == "area"

    @property
    def at_area(self) -> bool:
        """Whether it reads no other area and no other day; it may count rules of the policy."""
        return self.reads_at in ("area", "rules")

    @property
    def across(self) -> bool:
        """Whether it reads other areas."""
        return self.reads_at in ("links", "level")

    @property
    def bordering(self) -> bool:
        """Whether it reads the neighbours of the area."""
        return False

    @property
    def extreme(self) -> bool:
        """Whether its value is that of the member with the least or the greatest."""
        return False

    @property
    def dated(self) -> bool:
        """Whether it reads earlier days."""
        return self.reads_at == "past"

    @property
    def counts_rules(self) -> bool:
        """Whether its value depends on the policy whose rules are read."""
        return self.reads_at == "rules"

    @property
    def listed(self) -> bool:
        """Whether its value turns on a list being in force where nothing is read under it."""
        return self.dated

    @property
    def rules_counted(self) -> tuple[str, ...]:
        """The ids of the rules whose activity it counts."""
        return ()

    @property
    def exprs(self) -> tuple[Expr, ...]:
        """The expressions it reads."""
        raise NotImplementedError

    def reads(self, own: str) -> tuple[tuple[str, Expr], ...]:
        """What is read for an area of a level: each expression with the level of the areas at which it is read."""
        level = self.level_read(own)
        return tuple([(level, expr) for expr in self.exprs])

    def everywhere(self, own: str) -> tuple[tuple[str, Expr], ...]:
        """Of what it reads, what is read of every area of a level where it is itself asked of every area of its own."""
        return self.reads(own) if self.local else ()

    def level_read(self, own: str) -> str:
        """The level of the areas at which it is read, for an area of a level."""
        return own

    def along(self, own: str) -> Way | None:
        """The links along which it is read from an area of a level; None where it is not read along links."""
        return None

    def areas(self, area: Area, world: World) -> tuple[Area, ...]:
        """The areas at which it is read for an area."""
        return tuple(world.by_level.get(area.level, ())) if self.reads_at == "level" else (area,)

    def may_stop(self, levels: Container[str]) -> bool:
        """Whether an area of its levels may be without a value although all that is read has one."""
        raise NotImplementedError

    def goes_one_way(self, moving: Sequence[bool]) -> bool:
        """Whether its value only rises or only falls while some of its `exprs`, those `moving`, do so evenly."""
        return {"any": True, "one": sum(moving) <= 1, "first": not any(moving[1:])}[self.one_way]

    def describe(self, say: Say) -> str:
        """How it computes, on one line, in the words of its file; without its rounding."""
        raise NotImplementedError

    def text(self, say: Say) -> str:
        """How it computes, on one line. Two that differ in anything but their source read differently."""
        rounding = getattr(self, "round", "half_up")
        return self.describe(say) if rounding == "half_up" else f"{self.describe(say)}, round: {rounding}"


def joined(parts: Iterable[str]) -> str:
    """The parts that there are."""
    return " ".join(part for part in parts if part)


def named(name: str, value: Any) -> str:
    """A value after its name; nothing where there is none."""
    return "" if value is None or value == "" else f"{name} {value}"


def expression(name: str, expr: Expr | None, say: Say) -> str:
    """An expression after its name; nothing where there is none."""
    return "" if expr is None else f"{name} {say(expr)}"
