"""Matcher: the facts of every page as the engine holds them, and the matches that justify what follows from them.

Enters: the fact of an area on a page, whenever it is another than before. Leaves: the matches that are gone and those
that have come. Promise: a match is held exactly as long as every fact in it; what a matcher leaks is given back: it is
made anew after so many facts, and must then say what it said before.

A page's areas are kept in pens of a fixed size, each with a matcher of its own: every pattern is about one area, with
or without a link to it, so a pen needs no other pen, and what an update costs does not grow with the number of areas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from .durable_rules import Fact, Fired, Matcher, distinct, fault
from .program import Program
from .rulesets import Ruleset

Match: TypeAlias = tuple[str, int]
"""A rule that holds for an area, and the number of the tie it holds along; `ALONE` where it reads no link."""

ALONE: Final = -1
PEN: Final = 2_000
"""Areas in a pen. The engine's tables have 512 rows, so that a search in one stays short."""
RENEWED: Final = 20_000
"""Facts that a matcher takes before it is made anew: every firing leaves some bytes on the link that took part."""


class MatchChange(NamedTuple):
    """What became of an area's matches on a page; `now` are those that hold."""

    gone: frozenset[Match]
    come: frozenset[Match]
    now: frozenset[Match]


class Pen:
    """A matcher with the facts of some areas on one page, and the links that lead to them."""

    def __init__(self, page: Ruleset, links: Mapping[str, tuple[int, str, Fact]]) -> None:
        self.page, self.links = page, links
        self.facts: dict[str, Fact] = {}
        self.matches: dict[str, frozenset[Match]] = {}
        self.matcher, self.standing = self._made()
        self._taken = 0

    def _made(self) -> tuple[Matcher, frozenset[Match]]:
        """A matcher that knows the links, and the matches that these have by themselves."""
        matcher = Matcher({name: rule.patterns for name, rule in self.page.rules.items()})
        standing = {(rule, number) for number, _, link in self.links.values() for rule, _ in matcher.put(link)}
        return matcher, frozenset(standing)

    def put(self, area: str, fact: Fact) -> MatchChange:
        """An area's fact in place of the one it had."""
        before = self.matches.get(area, frozenset())
        if area in self.facts:
            self.matcher.take(str(fact["id"]), "area")
        self.facts[area] = fact
        now = self.matches[area] = self._matched(area, self.matcher.put(fact))
        self._taken += 1
        if self._taken >= RENEWED:
            self._renew()
        return MatchChange(before - now, now - before, now)

    def _matched(self, area: str, fired: tuple[Fired, ...]) -> frozenset[Match]:
        if self.page.way is None:
            return frozenset((rule, ALONE) for rule, _ in fired)
        for _, (link, _) in fired:
            if self.links[link][1] != area:
                raise fault(f"{area}: {fired}")
        return frozenset((rule, self.links[ids[0]][0]) for rule, ids in fired)

    def _renew(self) -> None:
        """Another matcher with the same facts; it must find the same matches."""
        old = self.matcher
        self.matcher, standing = self._made()
        self._taken = 0
        new_matches = {area: self._matched(area, self.matcher.put(fact)) for area, fact in self.facts.items()}
        old.dispose()
        if new_matches != self.matches or standing != self.standing:
            raise fault(f"{self.page.level}: {len(self.facts)}")


class Matching:
    """Every page's pens."""

    def __init__(self, program: Program) -> None:
        self.program = program
        areas = sorted(program.world.areas)
        ties = max((len(ties.all) for ties in program.ties.values()), default=0)
        ids = distinct((*(f"a{n}" for n in range(len(areas))), *(f"l{n}" for n in range(ties))))
        self.ids = dict(zip(areas, ids, strict=False))
        self._link_ids = ids[len(areas) :]
        self._places = {a.id: n for level in program.world.by_level.values() for n, a in enumerate(level)}
        self._pens: dict[tuple[int, int], Pen] = {}

    def refresh(self, number: int, page: Ruleset, area: str, attributes: Mapping[str, int]) -> MatchChange | None:
        """The page's fact of an area; None where it is as it was. A pen's first fact brings its links' matches."""
        key = (number, self._places[area] // PEN)
        pen = self._pens.get(key)
        standing: frozenset[Match] = frozenset()
        if pen is None:
            pen = self._pens[key] = Pen(page, self._links(page, key[1]))
            standing = pen.standing
        name = self.ids[area]
        fact: Fact = {"id": name, "kind": "area", "k": name, "_1": 1, **attributes}
        if pen.facts.get(area) == fact:
            return None
        gone, come, now = pen.put(area, fact)
        return MatchChange(gone, come | standing, now)

    def _links(self, page: Ruleset, pen: int) -> dict[str, tuple[int, str, Fact]]:
        """The link facts to a pen's areas: by id, the number of the tie, its member, and the fact."""
        if page.way is None:
            return {}
        ties = self.program.ties[page.way]
        members = self.program.world.by_level[page.level][pen * PEN : (pen + 1) * PEN]
        link_facts: dict[str, tuple[int, str, Fact]] = {}
        for member in members:
            for number in ties.of_member.get(member.id, ()):
                name = self._link_ids[number]
                fact: dict[str, int | str] = {"id": name, "kind": "link", "o": self.ids[member.id], "_1": 1}
                for payer in page.carried:
                    if payer.share:
                        fact |= payer.attributes(ties.all[number].link.shares.get(payer.share))
                link_facts[name] = (number, member.id, fact)
        return link_facts

    def dispose(self) -> None:
        """Gives every matcher's memory back."""
        for pen in self._pens.values():
            pen.matcher.dispose()
        self._pens.clear()
