"""The shipped city as the tests of responsibility read it: loaded once for each day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import grund
from grund.analysis.accountability.action_plan import decisions_counted, readings_apart
from grund.analysis.accountability.responsibility import Gap, Ledger, ledger
from grund.analysis.lookup import find_area, find_insats
from grund.model.decisions import Decision
from grund.model.scenario import Scenario


@cache
def stockholm(day: str = "") -> Scenario:
    """The default scenario, loaded once per day."""
    return grund.load(None, date.fromisoformat(day) if day else None)


@cache
def held(day: str = "") -> Ledger:
    """The ledger of the city on a day."""
    return ledger(stockholm(day).book.organisation, stockholm(day).today)


def who(insats: str, area: str, day: str = "") -> list[tuple[str, str, bool, str]]:
    """Body, role, whether it answers, and the group it answers through."""
    found = held(day).who(find_insats(stockholm(day), insats), find_area(stockholm(day), area))
    return [(a.body.id, a.role, a.answers, a.through.id if a.through else "") for a in found]


def readings(policy: str) -> list[tuple[Decision, ...]]:
    """The policy's own decisions, per reading."""
    city = stockholm()
    own = city.policy(policy)
    return [decisions_counted(city, own, reading) for reading in readings_apart(city, own)]


def subjects(found: Iterable[Gap], kind: str) -> set[str]:
    """What the gaps of a kind are about."""
    return {g.subject for g in found if g.kind == kind}
