"""Cities of any size for the live benchmarks: the shipped one, and invented ones of the same shape.

Enters: how many neighbourhoods. Leaves: a scenario with the shipped rules, and an endless series of reclassifications.
An invented city has a police area for every third neighbourhood; it covers half of one and a hundredth of the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

import grund
from grund.model.facts import Area, Fact, Link
from grund.model.scenario import Scenario
from grund.model.sources import Citation

POLICY: Final = "stadsdelslyft-ersatter"
SIZES: Final = (117, 6_160, 100_000)
NAME: Final = "klass_polis"
SHARES: Final = ("share_of_stadsdel_area", "share_of_polisomrade_area")
INVENTED: Final = Citation(note="påhittat", illustration=True)
_BUSY: Final = 89
"""How many police areas the reclassifications go round among."""


@cache
def city(size: int) -> Scenario:
    """A scenario with so many neighbourhoods; 117 is the shipped one."""
    held = grund.load()
    if size == len(held.today.by_level["stadsdel"]):
        return held
    areas = [Area("kommun", "kommun", "Kommun")]
    areas += [Area(f"sdo-{i}", "stadsdelsomrade", f"sdo {i}") for i in range(size // 10 + 1)]
    areas += [Area(f"sd-{i}", "stadsdel", f"sd {i}") for i in range(size)]
    areas += [Area(f"po-{i}", "polisomrade", f"po {i}") for i in range(size // 3)]
    links = [Link(f"sd-{i}", f"sdo-{i // 10}", "part_of", "indelning") for i in range(size)]
    links += [Link(f"sdo-{i}", "kommun", "part_of", "indelning") for i in range(size // 10 + 1)]
    for i in range(size // 3):
        for near, share in ((0, "0.5"), (1, "0.01")):
            shares = dict.fromkeys(SHARES, Decimal(share))
            links.append(Link(f"po-{i}", f"sd-{3 * i + near}", "overlaps", "", shares))
    start = date(2025, 12, 2)
    facts = [Fact(f"po-{i}", NAME, "utsatt", start, None, start, INVENTED) for i in range(size // 3)]
    book = replace(held.facts, areas=tuple(areas), links=tuple(links), facts=tuple(facts))
    return replace(held, facts=book, changes=(), cache={}, frames={})


def busy(scenario: Scenario) -> list[str]:
    """The police areas that are reclassified: they hold more of some neighbourhood than the rules ask for."""
    shares = {link.area for link in scenario.today.links if link.relation == "overlaps" and _large(link)}
    return sorted(a.id for a in scenario.today.by_level["polisomrade"] if a.id in shares)[:_BUSY]


def _large(link: Link) -> bool:
    share = link.shares.get(SHARES[0])
    return share is not None and share > Decimal("0.02")


def reclassifications(scenario: Scenario) -> Iterator[Fact]:
    """Each police area off the list, then on it again, and so on for ever; each fact recorded a day later."""
    places = busy(scenario)
    number = 0
    while True:
        turn, place = divmod(number, len(places))
        day = scenario.day + timedelta(1 + turn)
        value = ("ingen", "utsatt")[turn % 2]
        yield Fact(places[place], NAME, value, scenario.day, None, day, INVENTED)
        number += 1
