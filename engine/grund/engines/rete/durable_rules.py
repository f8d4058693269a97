"""Durable rules: the wall round durable-rules, and the only room that it enters.

Enters: rules in its own notation, and facts of whole numbers and short strings. Leaves: which rules a fact fires, and
with which other facts. Promise: no threads, no clock, no state; a fact that is not taken in whole, an answer that does
not follow from the fact just given, and every error of the C code is a `GrundError` G902, and never silence.

The engine's own `Host` is not used: it starts polling threads, writes its state back after every firing, counts on the
wall clock for leases and hides errors in the state. What is used is the C module below it, in the few calls that
collect: assert, retract, and take what fires one by one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from ...problems.problem import GrundError, Problem, problem

try:
    import durable_rules_engine as native
except ImportError as error:  # not installed, or built for another Python
    native, _ABSENCE = None, str(error)
else:
    _ABSENCE = ""

Fact: TypeAlias = Mapping[str, int | str]
"""Attributes; `id` and `kind` are among them."""
Fired: TypeAlias = tuple[str, tuple[str, ...]]
"""A rule that fired, and the ids of the facts it fired for, in the order of its patterns."""

_NAME: Final = "r"
_SINK, _BOOT = "_sink", "_boot"
_LARGEST: Final = 2**63


def unavailable() -> Problem | None:
    """Why the reading cannot serve here (durable-rules is absent or does not import): G650; None where it can."""
    if native is not None:
        return None
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return problem("G650", None, version=version, why=_ABSENCE)


def fault(why: str) -> GrundError:
    """The engine was caught in a wrong answer."""
    return GrundError([problem("G902", None, why=why)])


class Matcher:
    """One ruleset with its facts.

    `rules`: for each rule, its patterns by alias. Every fact also fires `_sink`, last: without it a fact that no rule
    wants is refused and lost; with it, that the fact was taken in and that all it fired has been seen is known.
    """

    def __init__(self, rules: Mapping[str, Iterable[tuple[str, Any]]]) -> None:
        absence = unavailable()
        if absence is not None:
            raise GrundError([absence])
        aliases = {name: [alias for alias, _ in patterns] for name, patterns in rules.items()}
        definition: dict[str, Any] = {
            name: {"all": [{alias: pattern} for alias, pattern in patterns]} for name, patterns in rules.items()
        }
        definition[_SINK] = {"all": [{"m": {"$ex": {"kind": 1}}}], "pri": 9}
        definition[_BOOT] = {"all": [{"m": {"kind": _BOOT}}]}
        self._aliases = aliases | {_SINK: ["m"], _BOOT: ["m"]}
        self._names: set[str] = set()
        self._hashes: set[int] = set()
        self._handle = native.create_ruleset(_NAME, json.dumps(definition))
        self.put({"id": _BOOT, "kind": _BOOT})  # `delete_state` frees a wild pointer where nothing ever fired

    def put(self, fact: Fact) -> tuple[Fired, ...]:
        """Takes a fact in; the rules that it fires, in order of name and ids. Its id must not be there already."""
        name = self._checked(fact)
        try:
            answer, state = native.assert_fact(self._handle, json.dumps(fact))
            if answer:
                raise fault(f"assert {name}: {answer}")
            fired = self._drain(state)
        except native.error as error:
            raise fault(f"assert {name}: {error}") from error
        if not fired or fired[-1] != (_SINK, (name,)):
            raise fault(f"assert {name}: {fired[-1:]}")
        if any(name not in ids for _, ids in fired):
            raise fault(f"assert {name}: {fired}")
        return tuple(sorted(firing for firing in fired if firing[0] not in (_SINK, _BOOT)))

    def take(self, name: str, kind: str) -> None:
        """Withdraws a fact. What it fired is no longer so; the engine does not say that, and need not."""
        try:
            answer, state = native.retract_fact(self._handle, json.dumps({"id": name, "kind": kind}))
            if answer or self._drain(state):
                raise fault(f"retract {name}: {answer}")
        except native.error as error:
            raise fault(f"retract {name}: {error}") from error

    def dispose(self) -> None:
        """Gives its memory back."""
        native.delete_state(self._handle, None)
        native.delete_ruleset(self._handle)

    def _drain(self, state: int) -> list[Fired]:
        """Everything that is waiting to fire, in the engine's order."""
        fired: list[Fired] = []
        started = native.start_action_for_state(self._handle, state)
        message = started[1] if started else None
        while message:
            ((rule, facts),) = json.loads(message).items()
            fired.append((rule, tuple([facts[alias]["id"] for alias in self._aliases[rule]])))
            message = native.complete_and_start_action(self._handle, state)
        return fired

    def _checked(self, fact: Fact) -> str:
        """The id of a fact that can be taken in; two ids with one hash would be one fact to the engine."""
        name = fact["id"]
        assert isinstance(name, str)
        for value in fact.values():
            if not (isinstance(value, str) and value.isascii()) and not (
                type(value) is int and -_LARGEST < value < _LARGEST
            ):
                raise fault(f"fact {name}: {value!r}")
        if name not in self._names:
            if fnv1a(name) in self._hashes:
                raise fault(f"fact {name}: {fnv1a(name)}")
            self._names.add(name)
            self._hashes.add(fnv1a(name))
        return name


def fnv1a(text: str) -> int:
    """The 32-bit hash by which the engine knows an id."""
    number = 2166136261
    for byte in text.encode():
        number = ((number ^ byte) * 16777619) & 0xFFFFFFFF
    return number


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, some of them with an `x` behind, so that no two have one hash."""
    seen: set[int] = set()
    ids: list[str] = []
    for name in names:
        while fnv1a(name) in seen:
            name += "x"
        seen.add(fnv1a(name))
        ids.append(name)
    return tuple(ids)
