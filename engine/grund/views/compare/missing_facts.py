"""Missing facts: what a comparison leaves unknown, and the facts that it waits for.

Every insats that is unknown somewhere is there, with how many areas; of a large level some of what it waits for, and
it is said that there may be more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ... import views
from ...analysis.compare.comparison import Comparison
from ...analysis.compare.whole_level import LISTED, decide_at, is_large, verdicts
from ...engines import interpreter
from ...loading.scenario import decided_as
from ...model.names import sort_key
from ...model.numbers import pick
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario
from ..formats.columns import headings
from ..formats.text import Block, Cell
from ..wording.explanation import explainer
from ..wording.headlines import agreed
from ..wording.values import marks_legend

_UNLISTED: Final = (
    "{count:område|områden} till: grund compare … --format csv ger alla, grund explain OMRÅDE ger skälen för ett.",
    "{count:more area|more areas}: grund compare … --format csv gives all, grund explain AREA the reasons for one.",
)


def unknowns_block(comparison: Comparison, lang: str) -> Block:
    """What hangs on facts nobody has published, and how marks are read."""
    rows: dict[tuple[Cell, ...], list[str]] = {}
    scenario = comparison.scenario
    lines: dict[object, list[tuple[int, str]]] = {}
    for name, policy in (("A", comparison.a), ("B", comparison.b)):
        for side in comparison.sides:
            for ruling in (r for r in policy.rulings.values() if r.insats.level == scenario.level):
                key = policy.id, decided_as(scenario, policy, ruling, side.reading)
                if key not in lines:
                    lines[key] = list(_lacking(scenario, side.reading, policy, ruling, lang))
                for many, lacking in lines[key]:
                    rows.setdefault((ruling.insats.label.get(lang), many, lacking), []).append(name)
    listed = tuple((k[0], ", ".join(dict.fromkeys(v)), *k[1:]) for k, v in rows.items())
    columns = (
        *headings(lang, "insats"),
        "Policy",
        *headings(lang, "count", "lacking"),
    )
    return Block(
        pick(lang, "Uppgifter som saknas", "Missing data"),
        columns,
        listed,
        (*views.targeting.undeclared(comparison, lang), marks_legend(lang)),
    )


def _lacking(
    scenario: Scenario, reading: Reading, policy: Policy, ruling: Ruling, lang: str
) -> Iterator[tuple[int, str]]:
    """In how many areas an insats waits, and for what (of a large level, in some); and in how many for nothing."""
    speak = explainer(scenario.book, policy, lang).speaker
    column = verdicts(scenario, policy, ruling, reading)
    waiting = [place for place, verdict in enumerate(column) if verdict == "unknown"]
    sample = waiting[:LISTED] if is_large(scenario, ruling.insats.level) else waiting
    decided = [decide_at(scenario, policy, ruling, reading, place) for place in sample]
    settled = [interpreter.settled_by_nothing(d) for d in decided]
    never = [none for none in settled if none]
    waits = {name for d, none in zip(decided, settled, strict=True) if not none for name in d.missing}
    names = ", ".join(sorted(map(speak.name, waits), key=sort_key))
    if len(waiting) > len(never):
        among = names if len(sample) == len(waiting) else pick(lang, f"bland annat {names}", f"among others {names}")
        yield len(waiting) - len(never), among
    if never:
        yield len(never), speak.lacking((), frozenset().union(*never))


def unlisted(count: int, lang: str) -> tuple[str, ...]:
    """How many areas are not listed, and where they are."""
    return (agreed(_UNLISTED, lang, count=count),) if count else ()
