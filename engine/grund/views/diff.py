"""Diff: the view of `grund diff`.

Every change stands with the file and line of both sides, and every moved area with the change that moved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, Final

from ..analysis.compare.tally import Tally, of_difference
from ..analysis.diff import KINDS, Difference, Moved, Version, VersionChange
from ..analysis.diff.hybrid import fitting
from ..model.decisions import Decision
from ..model.numbers import pick
from ..model.scenario import reading_text
from ..problems.file_names import shown
from ..problems.problem import Place
from .compare.change import beside
from .diff_versions import Opened
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import question_notes, reading_word
from .tally import rows_of, tally_block, tally_data
from .wording.headlines import agreed, headline
from .wording.values import verdict_word

_UNREAD: Final = (
    "OBS: {left:uppgift|uppgifter} passar inte ordförrådet i {letter}, och saknas där.",
    "NOTE: {left:fact does|facts do} not fit the words of {letter}, and {left:=is|are} missing there.",
)


def diff_view(difference: Difference, a: Opened, b: Opened, lang: str) -> Result:
    """Changed words and parameters, insatser and rules; then whom both reach, and the areas each change moves."""
    scenario, tally = difference.scenario, of_difference(difference)
    title = pick(lang, f"Från {a.name} till {b.name}", f"From {a.name} to {b.name}")
    pair = (difference.a.policy, difference.b.policy)
    notes = (*heading(scenario, lang, pair), *beside(pair, lang), *_about(difference, a, b, lang))
    blocks = [Block(title, (), (), (diff_finding(difference, lang), *notes))]
    blocks += _change_blocks(difference, a, b, lang)
    if difference.changes:
        blocks += [_tally_block(tally, lang), _moved_block(difference, lang)]
    rows = tuple(_change_row(c, a, b) for c in difference.changes)
    data = {
        "kind": "grund-diff",
        "a": difference.a.policy.id,
        "b": difference.b.policy.id,
        "commit_a": a.commit or None,
        "commit_b": b.commit or None,
        "changes": [dict(zip(HEADER, row, strict=True)) for row in rows],
        "moved": [_moved_data(m) for m in difference.moved],
        "reach": None if tally is None else tally_data([tally])[0]["readings"],
    }
    return Result(tuple(blocks), HEADER, (*rows, *_count_rows(tally)), data)


HEADER = ("kind", "insats", "subject", "before", "after", "file_before", "line_before", "file_after", "line_after")


def _change_row(change: VersionChange, a: Opened, b: Opened) -> tuple[Cell, ...]:
    cells = (change.kind, change.insats or None, change.subject, change.before, change.after)
    return (*cells, *_file_line(change.place_before, a), *_file_line(change.place_after, b))


def _tally_block(tally: Tally | None, lang: str) -> Block:
    if tally is not None:
        return tally_block([tally], lang)
    note = pick(
        lang,
        "Versionerna har olika vokabulär: hur många områden som omfattas och ändras jämförs inte här. Beslut som "
        "ändras visas nedan.",
        "The versions have different vocabularies: how many areas are reached and changed is not compared here. "
        "Decisions that change are listed below.",
    )
    return Block(pick(lang, "Områden som omfattas, och ändring", "Areas reached, and change"), (), (), (note,))


def _count_rows(tally: Tally | None) -> Iterator[tuple[Cell, ...]]:
    """How many areas each count has, of A as before and of B as after; `subject` is the interpretation."""
    counts_by_name: dict[tuple[str, str], list[Cell]] = {}
    for _, names, reading, counts in () if tally is None else rows_of([tally]):
        word = reading_text(reading)
        for name, count in counts.items():
            counts_by_name.setdefault((name, word), [None, None])[len(names) - 1] = count
    for (name, word), (before, after) in counts_by_name.items():
        yield (name, None, word, before, after, None, None, None, None)


def _file_line(place: Place | None, side: Opened) -> tuple[Cell, Cell]:
    return (side.file(place.file), place.line) if place else (None, None)


def _moved_data(m: Moved) -> dict[str, Any]:
    return {
        "tolkning": dict(m.reading),
        "area": m.area.id,
        "insats": m.insats,
        "before": m.before.verdict if m.before else None,
        "after": m.after.verdict if m.after else None,
        "how": m.how,
        "changes": [{"kind": c.kind, "insats": c.insats or None, "subject": c.subject} for c in m.changes],
    }


def _about(difference: Difference, a: Opened, b: Opened, lang: str) -> list[str]:
    """Which commits and files the sides are, and what of the world they cannot read."""
    sentences: list[str] = []
    for letter, side, version, places in (
        ("A", a, difference.a, [c.place_before for c in difference.changes]),
        ("B", b, difference.b, [c.place_after for c in difference.changes]),
    ):
        files = sorted({side.file(p.file) for p in places if p} or {side.file(shown(version.policy.file))})
        commit = f", commit {side.commit[:10]}" if side.commit else ""
        sentences.append(f"{letter}: {side.name}{commit} · {', '.join(files)}")
        sentences += _unread(difference, letter, version, lang)
    return sentences


def _unread(difference: Difference, letter: str, version: Version, lang: str) -> list[str]:
    """A warning where facts of the world do not fit the words of a version."""
    world = difference.scenario.today
    left = len(world.facts) - len(fitting(world, version.book.vocabulary).facts)
    return [agreed(_UNREAD, lang, left=left, letter=letter)] if left else []


# ── changes


def _change_blocks(difference: Difference, a: Opened, b: Opened, lang: str) -> list[Block]:
    """One table for what insatser share, and one for each insats; new sources and reasons stand with the rest."""
    heads = (
        *headings(lang, "type", "what"), pick(lang, "Före (A)", "Before (A)"),
        pick(lang, "Efter (B)", "After (B)"), *headings(lang, "scope"),
    )  # fmt: skip
    gathered: dict[str, list[VersionChange]] = {}
    for change in difference.changes:
        gathered.setdefault(change.insats, []).append(change)
    blocks = []
    for insats, members in gathered.items():
        rows = tuple((pick(lang, *KINDS[c.kind]), c.subject, c.before, c.after, _where(c)) for c in members)
        shared = pick(lang, "Gemensamt: parametrar, ord, dokument", "Shared: parameters, words, documents")
        blocks.append(Block(f"{_label(difference, insats, lang)} ({insats})" if insats else shared, heads, rows))
    return blocks


def _label(difference: Difference, insats: str, lang: str) -> str:
    ruling = difference.b.policy.rulings.get(insats) or difference.a.policy.rulings[insats]
    return ruling.insats.label.get(lang)


def _where(change: VersionChange) -> str | None:
    """`nulage.yaml:12 → lyft.yaml:14`: short, for the whole names stand at the top."""
    places = (change.place_before, change.place_after)
    locations = [_short(place) for place in places if place is not None]
    return " → ".join(dict.fromkeys(locations)) or None


def _short(place: Place) -> str:
    return f"{PurePath(place.file).name}:{place.line}"


# ── areas


def _moved_block(difference: Difference, lang: str) -> Block:
    """Areas gathered by insats, move and change."""
    gathered: dict[tuple[str, ...], list[str]] = {}
    for m in difference.moved:
        move = " → ".join(_said(d, lang) for d in (m.before, m.after))
        word = reading_word(difference.scenario, m.reading, lang)
        key = (_label(difference, m.insats, lang), word, move, _through(m, lang))
        gathered.setdefault(key, []).append(m.area.name)
    rows: tuple[tuple[Cell, ...], ...] = tuple((*key, len(areas), ", ".join(areas)) for key, areas in gathered.items())
    heads = (
        *headings(lang, "insats", "tolkning"), pick(lang, "Ändring", "Change"),
        pick(lang, "Orsak", "Cause"),
        *headings(lang, "count", "areas"),
    )  # fmt: skip
    title = pick(lang, "Områden där beslutet ändras", "Areas whose decision changes")
    none = pick(lang, "Inget beslut ändras.", "No decision changes.")
    notes = (
        _legend(difference.moved, lang),
        *question_notes(difference.scenario, [m.reading for m in difference.moved], lang),
    )
    return Block(title, heads if rows else (), rows, tuple(n for n in notes if n) if rows else (none,))


def _said(decision: Decision | None, lang: str) -> str:
    return (
        verdict_word(decision.verdict, lang)
        if decision
        else pick(lang, "ingår inte i policyn", "not part of this policy")
    )


def _through(m: Moved, lang: str) -> str:
    """The changes that moved an area, and how: each alone, needed with others, or together."""
    names = [f"{pick(lang, *KINDS[c.kind])} {c.subject}" for c in m.changes]
    several = len(names) > 1
    if m.how == "alone":
        name = pick(lang, " (var och en räcker)", " (each is enough)")
        return pick(lang, " eller ", " or ").join(names) + (name if several else "")
    sentence = pick(lang, " och ", " and ").join(names)
    if m.how == "together":
        return sentence + (pick(lang, " tillsammans", " together") if several else "")
    return sentence + pick(
        lang, " (alla krävs)" if several else " (krävs)", " (all are needed)" if several else " (is needed)"
    )


def _legend(rows: Iterable[Moved], lang: str) -> str:
    """How the blame is laid, where it is not simple."""
    if all(m.how == "alone" for m in rows):
        return ""
    return pick(
        lang,
        "Orsak: ändringen räcker för att ändra beslutet; (krävs): ändringen behövs men räcker inte ensam; "
        "tillsammans: ingen av ändringarna räcker för sig.",
        "Cause: the change is enough to change the decision; (is needed): the change is needed but is not "
        "enough alone; together: none of the changes is enough by itself.",
    )


def diff_finding(difference: Difference, lang: str) -> str:
    """How many changes there are from A to B, and how many decisions they change."""
    if not difference.changes:
        return headline("diff.none", lang)
    areas = {m.area.id for m in difference.moved}
    decisions = {(m.insats, m.area.id) for m in difference.moved}
    return headline("diff", lang, count=len(difference.changes), decisions=len(decisions), areas=len(areas))
