"""Dataclass: as Python's own, except that a method is made when it is first called.

`dataclasses` compiles up to seven methods of each class while its module is read; that was a quarter of the time of a
command from cold, and most of them are never called. Type checkers see Python's own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as _fields_only
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True, repr=True):
        """The class as a dataclass, by those options of `dataclasses.dataclass` that are used here."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, slots=slots, eq=eq, repr=repr)
        own = vars(cls)
        made = _fields_only(init=False, repr=False, eq=False, slots=slots)(cls)
        later = {"__init__"} | ({"__eq__"} if eq else set())
        ready = {"__repr__": _repr} if repr else {}
        if frozen:
            ready |= {"__setattr__": _refuse_to_assign, "__delattr__": _refuse_to_delete}
        if frozen and slots:
            ready |= {"__getstate__": _state, "__setstate__": _restore}
        if eq and own.get("__hash__") is None:
            later, ready = (later | {"__hash__"}, ready) if frozen else (later, ready | {"__hash__": None})
        for name, method in {**ready, **{name: _Later(made, name) for name in later}}.items():
            if own.get(name) is None:
                setattr(made, name, method)
        return made


class _Later:
    """A method of a class that is made when it is asked for, and from then on stands in the class itself."""

    def __init__(self, cls: type, name: str) -> None:
        self.cls, self.name = cls, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        method = _MAKERS[self.name](self.cls)
        setattr(self.cls, self.name, method)
        return method.__get__(instance, owner)


def _init(cls: type) -> Any:
    scope: dict[str, Any] = {"_set": object.__setattr__}
    head, body = ["self"], []
    for field in fields(cls):
        name, default, factory = field.name, f"_default_{field.name}", field.default_factory
        scope[default] = field.default if factory is MISSING else factory
        value = name if field.init else default
        if factory is not MISSING:
            value = f"{default}() if {name} is _factory else {name}" if field.init else f"{default}()"
        if field.init:
            given = scope[default] is not MISSING
            head.append(f"{name}={'_factory' if factory is not MISSING else default}" if given else name)
        if field.init or scope[default] is not MISSING:
            body.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    init = _compiled(cls, "__init__", head, body, {**scope, "_factory": _FACTORY})
    init.__annotations__ = {field.name: field.type for field in fields(cls) if field.init} | {"return": None}
    return init


def _eq(cls: type) -> Any:
    compared = [field for field in fields(cls) if field.compare]
    body = [
        "if other.__class__ is self.__class__:",
        f"    return {_tuple('self', compared)} == {_tuple('other', compared)}",
        "return NotImplemented",
    ]
    return _compiled(cls, "__eq__", ["self", "other"], body, {})


def _hash(cls: type) -> Any:
    hashed = [field for field in fields(cls) if (field.compare if field.hash is None else field.hash)]
    return _compiled(cls, "__hash__", ["self"], [f"return hash({_tuple('self', hashed)})"], {})


def _tuple(of: str, some: Iterable[Field[Any]]) -> str:
    return f"({''.join(f'{of}.{field.name}, ' for field in some)})"


def _compiled(cls: type, name: str, head: list[str], body: list[str], scope: dict[str, Any]) -> Any:
    """A method, from its parameters and its lines, in the module of the class: its annotations are read there."""
    lines = [
        f"def made({', '.join(scope)}):",
        f" def {name}({', '.join(head)}):",
        *(f"  {line}" for line in body or ["pass"]),
    ]
    module, local = sys.modules.get(cls.__module__), dict[str, Any]()
    exec("\n".join([*lines, f" return {name}"]), vars(module) if module else {}, local)
    method = local["made"](**scope)
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    return method


_MAKERS: Final = {"__init__": _init, "__eq__": _eq, "__hash__": _hash}


class _Factory:
    def __repr__(self) -> str:
        return "<factory>"


_FACTORY: Final = _Factory()
"""The default of a field that is made anew for each value."""


@recursive_repr()
def _repr(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_assign(self: Any, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
