"""Against the baseline: what each policy adds to and takes from bodies, and what it leaves with nobody, as a table.

The numbers are those of `grund compare BASELINE POLICY`; what nobody is responsible for is a row of its own, and what
cannot be decided is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import compress

from ...analysis.compare.handover import TURNS
from ...model.numbers import pick
from ...model.scenario import Reading
from ...views.formats.columns import headings
from ...views.run import reading_word
from .cross_references import CrossReferences
from .page import PageLink, PageTable, Parts, alike


def against_baseline(refs: CrossReferences, body: str = "", insats: str = "", policy: str = "") -> PageTable:
    """What changes from the baseline, of one body, insats or policy; without rows where no baseline is declared."""
    lang, base = refs.lang, refs.scenario.baseline
    heads = (
        "Policy", *headings(lang, "tolkning", "responsible", "insats"),
        pick(lang, "Tillkommer, områden", "Added, areas"), pick(lang, "Faller bort, områden", "Removed, areas"),
        pick(lang, "Kan inte avgöras, områden", "Cannot be decided, areas"),
    )  # fmt: skip
    shown = [not policy, True, not body, not insats, True, True, True]
    rows = [tuple(compress(row, shown)) for row in _rows(refs, body, insats, policy)]
    label = refs.scenario.policy(base).label.get(lang) if base else ""
    title = pick(lang, f"Ändras mot jämförelsegrunden ({label})", f"Change against the baseline ({label})")
    return PageTable(title, tuple(compress(heads, shown)), alike(rows, 0 if policy else 1, by_policy(refs, policy)))


def by_policy(refs: CrossReferences, policy: str = "") -> Callable[[tuple[Parts, ...]], Collection[str]]:
    """The interpretations of the policy that a row begins with, or of the one that all rows are of."""
    words = cache(refs.interpretations)

    def of_row(row: tuple[Parts, ...]) -> Collection[str]:
        return words(policy or (row[0].id if isinstance(row[0], PageLink) else ""))

    return of_row


def _rows(refs: CrossReferences, body: str, insats: str, policy: str) -> Iterator[tuple[Parts, ...]]:
    lang = refs.lang
    nobody = pick(lang, "ansvarig aktör saknas", "no responsible body")
    for named, reading, handed in refs.handed:
        if policy not in ("", named.id):
            continue
        for handover in handed:
            if body not in ("", handover.body):
                continue
            for name in sorted({name for areas in handover.turns.values() for name in areas}):
                if insats in ("", name):
                    counts = [len(handover.turns.get(turn, {}).get(name, ())) for turn in TURNS]
                    whom = refs.body(handover.body) if handover.body else nobody
                    yield refs.policy(named), _word(refs, reading), whom, refs.insats(name), *counts


def _word(refs: CrossReferences, reading: Reading) -> str:
    return reading_word(refs.scenario, reading, refs.lang)
