"""Compare file: the view of `grund compare --input`: two policies over a file of areas, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..analysis.compare.comparison import CHANGES, GROUPS
from ..analysis.compare.verdicts import at_level
from ..batch.compare_rows import Counts, Filed, Size
from ..model.numbers import number_text, pick
from ..model.scenario import reading_text
from .compare.change import CHANGE_WORDS, OPEN, base_note, beside, group_word
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import reading_word
from .wording.headlines import headline
from .wording.values import MISSING, verdict_word


def file_view(file_comparison: Filed, lang: str) -> Result:
    """The counts: a sentence and tables for people, a row per count, plain data."""
    header = ("tolkning", "count", "group", "areas", "residents", "residents_unknown")
    rows = tuple(
        (reading_text(reading), count, group, *_cells(file_comparison, size))
        for reading, counts in file_comparison.sides
        for (count, group), size in sorted(_shown(file_comparison, counts).items())
    )
    return Result(_blocks(file_comparison, lang), header, rows, _data(file_comparison))


def _shown(file_comparison: Filed, counts: Counts) -> dict[tuple[str, str], Size]:
    """The counts, with those that are nothing; policies are called a and b, and what the baseline gives is left out."""
    zero = {("reach", g): Size() for g in GROUPS} | {("change", c): Size() for c in CHANGES}
    named: dict[tuple[str, str], Size] = {}
    for letter, policy in (("a", file_comparison.a), ("b", file_comparison.b)):
        for (count, group), size in counts.items():
            kind, _, rest = count.partition(" ")
            by, _, insats = rest.partition(" ")
            if kind == "insats" and by == policy.id:
                named[f"insats {letter} {insats}", group] = size
    return zero | {k: s for k, s in counts.items() if not k[0].startswith("insats ")} | named


def _cells(file_comparison: Filed, size: Size) -> tuple[Cell, Cell, Cell]:
    return (size.areas, size.people, size.unknown) if file_comparison.people else (size.areas, None, None)


def _blocks(filed: Filed, lang: str) -> tuple[Block, ...]:
    title = f"A: {filed.a.label.get(lang)} ({filed.a.id})  →  B: {filed.b.label.get(lang)} ({filed.b.id})"
    heads = tuple(_heads(filed, lang))
    reach = [(f"reached {x}", "yes", pick(lang, f"omfattas av {x.upper()}", f"reached by {x.upper()}")) for x in "ab"]
    taken = [(f"withdraws {x}", "yes", pick(lang, f"{x.upper()} tar bort", f"{x.upper()} withdraws")) for x in "ab"]
    groups = [("reach", g, group_word(g, lang)) for g in GROUPS if g != "unknown"]
    changes = [("change", c, pick(lang, *CHANGE_WORDS[c])) for c in CHANGES if c not in ("unknown", "amounts")]
    notes = (
        pick(
            lang,
            "Inte avgjort: någon uppgift saknas, och svaret kan bero på den (ett scenario med områdena avgör fler); "
            "eller så kan beloppet skilja.",
            "Not settled: a fact is missing and the answer may depend on it (a scenario with the areas settles more), "
            "or the amount may differ.",
        ),
    )
    rows = _table(filed, [*reach, *taken, *groups], lang)
    who = Block(pick(lang, "Områden som omfattas", "Areas reached"), heads, rows, (base_note(filed.base, lang),))
    what = Block(pick(lang, "Ändring från A till B", "Change from A to B"), heads, _table(filed, changes, lang), notes)
    both = (what, who) if filed.base is None else (who, what)
    pair = (filed.a, filed.b)
    lead = (_sentence(filed, lang), *heading(filed.scenario, lang, pair), *beside(pair, lang))
    return (Block(title, (), (), lead), *both, _insatser(filed, lang))


def _heads(file_comparison: Filed, lang: str) -> Iterator[str]:
    yield " "
    for reading, _ in file_comparison.sides:
        word = reading_word(file_comparison.scenario, reading, lang)
        for head in (pick(lang, "antal", "count"), pick(lang, "invånare", "residents")):
            yield f"{word}: {head}" if word else head.capitalize()


def _table(file_comparison: Filed, wanted: Iterable[tuple[str, str, str]], lang: str) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    for count, group, sentence in wanted:
        sizes = [counts.get((count, group), Size()) for _, counts in file_comparison.sides]
        if any(s.areas for s in sizes) or not count.startswith("withdraws"):
            rows.append((sentence, *(cell for s in sizes for cell in (s.areas, _people(file_comparison, s, lang)))))
    return tuple(rows)


def _people(file_comparison: Filed, size: Size, lang: str) -> Cell:
    """The residents; with how many areas' are unknown, where some are."""
    if not file_comparison.people:
        return None
    text = number_text(size.people, lang)
    return f"{text} + {pick(lang, *MISSING)} ({size.unknown})" if size.unknown else text


def _sentence(filed: Filed, lang: str) -> str:
    """The finding, in the first reading."""
    counts = Counter({key: size.areas for key, size in filed.sides[0][1].items()})
    gains, loses, swaps, same = (counts["change", name] for name in ("gains", "loses", "swaps", "unchanged"))
    left = sum(counts["change", c] for c in OPEN)
    return headline(
        "compare.file", lang, areas=filed.areas, file=filed.source, gains=gains, loses=loses, swaps=swaps, same=same,
        open=left,
    )  # fmt: skip


def _insatser(file_comparison: Filed, lang: str) -> Block:
    """Each insats under both: how many areas get it, and in how many that is unknown."""
    labels = {
        r.insats.id: r.insats.label
        for p in (file_comparison.a, file_comparison.b)
        for r in at_level(p, file_comparison.scenario.level)
    }
    rows: list[tuple[Cell, ...]] = []
    for name, label in sorted(labels.items()):
        for reading, counts in file_comparison.sides:
            cells_: list[Cell] = []
            for policy in (file_comparison.a, file_comparison.b):
                sizes = [counts.get((f"insats {policy.id} {name}", v), Size()).areas for v in ("yes", "unknown")]
                cells_ += sizes if name in policy.rulings else [None, None]
            rows.append((label.get(lang), reading_word(file_comparison.scenario, reading, lang), *cells_))
    unknown = verdict_word("unknown", lang)
    heads = (
        *headings(lang, "insats", "tolkning"),
        "A",
        f"A: {unknown}",
        "B",
        f"B: {unknown}",
    )
    return Block(pick(lang, "Per insats", "By intervention"), heads, tuple(rows))


def _data(file_comparison: Filed) -> dict[str, Any]:
    """The counts as plain data."""
    sides = []
    for reading, counts in file_comparison.sides:
        gathered: dict[str, dict[str, dict[str, Any]]] = {}
        for (count, group), size in sorted(_shown(file_comparison, counts).items()):
            people = (
                {"residents": int(size.people), "residents_unknown": size.unknown} if file_comparison.people else {}
            )
            gathered.setdefault(count.replace(" ", "_", 1), {})[group] = {"count": size.areas, **people}
        sides.append({"tolkning": dict(reading), **gathered})
    return {
        "kind": "grund-comparison-file",
        "scenario": file_comparison.scenario.id,
        "day": file_comparison.scenario.day.isoformat(),
        "input": file_comparison.source,
        "a": file_comparison.a.id,
        "b": file_comparison.b.id,
        "beside": {
            language: list(beside((file_comparison.a, file_comparison.b), language)) for language in ("sv", "en")
        },
        "baseline": file_comparison.base.id if file_comparison.base else None,
        "level": file_comparison.scenario.level,
        "areas": file_comparison.areas,
        "absent": list(file_comparison.absent),
        "readings": sides,
    }
