"""Fetched world: what a fetch needs besides, to be a world of its own that the rules of a city read.

The manifest and a scenario, or every word that the rules lack, with the row that would give it to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..loading.cell_values import Form, Refused, read
from ..model.policies import Rulebook
from ..problems.problem import GrundError, Problem, nearest, problem
from .fetched import Fetched, SourceRow, csv_text


def world_files(fetched: Fetched, book: Rulebook, world: str, residents: str) -> dict[str, bytes]:
    """world.yaml, and scenario.yaml that counts `residents` where they were fetched; raises `GrundError` with all that
    the rules do not have."""
    problems = [*_unknown(fetched, book), *_refused(fetched, book)]
    if problems:
        raise GrundError(problems)
    manifest = f"world: {world}\nlabel: {world}\nrules: {book.id}\n"
    day = max((fact.valid_from for fact in fetched.facts), default="")
    if not day:
        return {"world.yaml": manifest.encode()}
    scenario = f"scenario: {world}\nlabel: {world}\nworld: {world}\nday: {day}\n"
    scenario += f"policies: [{', '.join(sorted(book.policies))}]\nlevel: {fetched.areas[0].level}\n"
    if any(fact.attribute == residents for fact in fetched.facts):
        scenario += f"residents: {residents}\n"
    return {"world.yaml": manifest.encode(), "scenario.yaml": scenario.encode()}


def _unknown(fetched: Fetched, book: Rulebook) -> Iterator[Problem]:
    """Levels, attributes, shares and sources that the rules do not name."""
    words = book.vocabulary
    named: list[tuple[str, Iterable[str], Iterable[str], str]] = [
        ("@level", {area.level for area in fetched.areas}, words.levels, "levels:"),
        ("@attribute_id", {fact.attribute for fact in fetched.facts}, words.attributes, "attributes:"),
        ("@share", {n for o in fetched.overlaps for n in o.shares if n.startswith("share")}, words.shares, "shares:"),
    ]
    for what, used, known, key in named:
        for name in sorted({*used} - {*known}):
            where = f"rules/{book.id}/vocabulary.yaml"
            yield problem("G858", None, nearest(name, known), what=what, id=name, file=where, row=f"{key} {name}")
    for source in fetched.sources:
        if source.id not in book.sources:
            row = csv_text([[getattr(source, name) for name in SourceRow.__slots__[:6]]]).strip()
            words_ = {"what": "@source_id", "id": source.id, "file": f"rules/{book.id}/sources.csv", "row": row}
            yield problem("G858", None, **words_)


def _refused(fetched: Fetched, book: Rulebook) -> Iterator[Problem]:
    """Figures that the attribute does not take."""
    for fact in fetched.facts:
        attribute = book.vocabulary.attributes.get(fact.attribute)
        if attribute is None or not fact.value:
            continue
        form = Form(attribute.type, attribute.round)
        try:
            read(fact.value, form)
        except Refused as refused:
            yield refused.problem(None, fact.attribute, form)
