"""Dataclasses whose methods are made late do what Python's own do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any, ClassVar

import pytest

from grund.dataclass import dataclass

OPTIONS = [
    {"frozen": frozen, "slots": slots, "eq": eq, "repr": shown}
    for frozen in (False, True)
    for slots in (False, True)
    for eq in (False, True)
    for shown in (False, True)
]


class Plain:
    """Fields of every sort."""

    SHARED: ClassVar[int] = 3
    a: int
    b: str = "x"
    items: list[int] = field(default_factory=list)
    hidden: int = field(default=1, repr=False, compare=False)
    told: int = field(default=2, hash=False)
    made: int = field(init=False, default=7)
    late: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "late", self.a * 2)


class Own:
    """Methods of its own, which stay."""

    a: int
    b: int = 0

    def __repr__(self) -> str:
        return "own"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.a == other.a

    def __hash__(self) -> int:
        return 5


def both(source: type, options: dict[str, bool]) -> tuple[Any, Any]:
    """A class as a dataclass, by Python and by us."""
    kept = {name: value for name, value in vars(source).items() if name not in ("__dict__", "__weakref__")}
    made = (type(source.__name__, (), dict(kept)) for _ in range(2))
    return dataclasses.dataclass(**options)(next(made)), dataclass(**options)(next(made))  # type: ignore[call-overload]


def outcome(call: Any) -> object:
    """What a call gives, or says when it is refused."""
    try:
        return call()
    except (TypeError, AttributeError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("source", [Plain, Own])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_it_is_pythons_own_but_for_the_time(source: type, options: dict[str, bool]) -> None:
    given, late = both(source, options)
    for calls in ((1,), (1, "y"), (1, "y", [2]), (), (1, 2, 3, 4, 5, 6, 7)):
        a, b = outcome(lambda: given(*calls)), outcome(lambda: late(*calls))  # noqa: B023
        if isinstance(a, tuple):
            assert a == b
            continue
        assert [getattr(a, f.name) for f in fields(a)] == [getattr(b, f.name) for f in fields(b)]  # type: ignore[arg-type]
        assert not options["repr"] or repr(a) == repr(b)
    assert str(inspect.signature(given)) == str(inspect.signature(late))
    assert given.__match_args__ == late.__match_args__
    assert (given.__hash__ is None) == (late.__hash__ is None)
    for cls in (given, late):
        one, same, other = cls(1), cls(1), cls(2)
        assert (one == same, one == other, one == 1) == (options["eq"] or source is Own, False, False)
        assert not options["frozen"] or outcome(lambda: setattr(one, "a", 2)) == (  # noqa: B023
            FrozenInstanceError,
            "cannot assign to field 'a'",
        )
        assert options["frozen"] or outcome(lambda: setattr(one, "a", 1)) is None  # noqa: B023
    tries = [lambda c=cls: hash(replace(c(1), a=3)) == hash(c(3)) for cls in (given, late)]
    assert not options["eq"] or outcome(tries[0]) == outcome(tries[1])


@dataclass(frozen=True, slots=True)
class Point:
    """A noun."""

    x: int
    y: int = 0


@dataclass(frozen=True, slots=True)
class Named(Point):
    """A noun of another."""

    name: str = ""


def test_a_method_is_made_when_it_is_first_called() -> None:
    made = dataclass(frozen=True, slots=True)(type("Made", (), {"__annotations__": {"x": "int"}}))
    later = {name: vars(made)[name] for name in ("__init__", "__eq__", "__hash__")}
    assert not any(map(inspect.isfunction, later.values()))
    one = made(1)
    assert inspect.isfunction(vars(made)["__init__"])
    assert vars(made)["__hash__"] is later["__hash__"]
    assert {one, made(1)} == {one}
    assert inspect.isfunction(vars(made)["__hash__"])


def test_a_noun_of_another_has_its_fields_first() -> None:
    assert Named(1, 2, "a") == Named(1, name="a", y=2) != Point(1, 2)
    assert repr(Named(1)) == "Named(x=1, y=0, name='')"
    assert len({Named(1), Named(1), Point(1)}) == 2


def test_it_is_copied_and_sent() -> None:
    for there in (copy.copy, copy.deepcopy, lambda noun: pickle.loads(pickle.dumps(noun))):
        assert there(Named(1, 2, "a")) == Named(1, 2, "a")
