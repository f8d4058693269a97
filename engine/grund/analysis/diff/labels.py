"""Labels: what two versions say differently of what their rules read: parameters, types, attributes, documents.

Only words that the rules of either version reach, through derived attributes, are asked about; a changed word takes
with it whatever was written the same but reads it in its new meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from ...engines.interpreter import reached
from ...model.expressions import Expr, Name, fold, names
from ...model.policies import Parameter, Vocabulary
from ...model.sources import Citation
from .change import Kind, Slot, Version, VersionChange, VersionPart, told
from .same_text import (
    Word,
    citation_text,
    conditions,
    exprs,
    parameter_text,
    same_word,
    source_text,
    type_text,
    word_text,
)

T = TypeVar("T")


def parameters(a: Version, b: Version) -> Iterator[VersionChange]:
    """The parameters whose dated values, or whose sources, differ."""
    for name in sorted({*a.policy.parameters, *b.policy.parameters}):
        pair = [v.policy.parameters.get(name) for v in (a, b)]
        kind: Kind = "parameter"
        texts = _each(pair, parameter_text)
        if texts[0] == texts[1]:
            kind, texts = "source", _each(pair, _parameter_sources)
        old, new = (
            VersionPart(text, p.values[-1].place if p and p.values else None)
            for text, p in zip(texts, pair, strict=True)
        )
        yield from told(kind, "", f"param.{name}", old, new, *_shared(kind, name, texts))


def _parameter_sources(parameter: Parameter) -> str:
    return "; ".join(citation_text(v.citation) for v in parameter.values)


def _each(ts: Sequence[T | None], say: Callable[[T], str]) -> list[str | None]:
    """What is said of each, None of what is not there."""
    return [None if h is None else say(h) for h in ts]


def _shared(kind: Kind, name: str, texts: Sequence[str | None]) -> tuple[Slot, ...]:
    """The slot of a word that both versions know; what only one knows moves nothing by itself."""
    return ((kind, "", name),) if kind != "source" and None not in texts else ()


def declarations(a: Version, b: Version) -> Iterator[VersionChange]:
    """The types, attributes, derived attributes and tolkningar that differ."""
    sides = (a.book.vocabulary, b.book.vocabulary)
    read = reached(sides[0], exprs(a.policy)) | reached(sides[1], exprs(b.policy))
    for name in sorted({t for side in sides for t in _types(side, read)}):
        texts = _each([side.types.get(name) for side in sides], type_text)
        yield from told("type", "", name, *_parts(a, b, "types", name, texts), *_shared("type", name, texts))
    for name in sorted(read):
        space, short = Name.parse(name)
        yield from _word("attribute", "attributes", name, a, b, [side.attributes.get(name) for side in sides])
        yield from _word("derived", "derived", name, a, b, [side.derived.get(name) for side in sides])
        if space == "tolkning":
            yield from _word("tolkning", "tolkningar", short, a, b, [side.tolkningar.get(short) for side in sides])


def _types(side: Vocabulary, read: frozenset[str]) -> set[str]:
    words = [side.attributes.get(name) or side.derived.get(name) for name in read]
    return {h.type.name for h in words if h is not None and h.type.kind == "enum"}


def _parts(
    a: Version, b: Version, section: str, name: str, texts: Sequence[str | None]
) -> tuple[VersionPart, VersionPart]:
    """What both say of a name, with where it is declared."""
    place_a, place_b = (v.book.places.get((section, name)) for v in (a, b))
    return VersionPart(texts[0], place_a), VersionPart(texts[1], place_b)


def _word(
    kind: Kind, section: str, name: str, a: Version, b: Version, words: Sequence[Word | None]
) -> Iterator[VersionChange]:
    old, new = words
    texts = [None if h is None else word_text(h) for h in words]
    if old and new and same_word(old, new):
        kind, texts = "source", [citation_text(old.citation), citation_text(new.citation)]
    yield from told(kind, "", name, *_parts(a, b, section, name, texts), *_shared(kind, name, texts))


# ── documents


def documents(a: Version, b: Version) -> Iterator[VersionChange]:
    """The documents that either version cites, where sources.csv says something else of them."""
    for name in sorted(_cited(a) | _cited(b)):
        texts = _each([v.book.sources.get(name) for v in (a, b)], source_text)
        yield from told("document", "", name, *_parts(a, b, "sources", name, texts))


def _cited(version: Version) -> set[str]:
    policy, book = version.policy, version.book.vocabulary
    read = reached(book, exprs(policy))
    citations: list[Citation] = [policy.citation, *(v.citation for p in policy.parameters.values() for v in p.values)]
    citations += [c for r in policy.rulings.values() for c in (r.insats.citation, *(rule.citation for rule in r.rules))]
    citations += [w.citation for w in book.attributes.values() if w.id in read]
    citations += [w.citation for w in book.derived.values() if w.id in read]
    citations += [t.citation for t in book.tolkningar.values() if f"tolkning.{t.id}" in read]
    return {document for citation in citations for document in citation.documents}


# ── what follows from a changed word


def followed(a: Version, b: Version, changes: Iterable[VersionChange]) -> Iterator[VersionChange]:
    """The changes, those of words with the slots that were written the same but read the word in its new meaning."""
    all_changes = tuple(changes)
    taken = frozenset(slot for change in all_changes for slot in change.slots)
    readers = [(slot, read) for slot, read in _readers(a, b) if slot not in taken]
    for change in all_changes:
        name = f"tolkning.{change.subject}" if change.kind == "tolkning" else change.subject
        more = [slot for slot, read in readers if name in read] if change.slots and not change.insats else ()
        yield replace(change, slots=change.slots.union(more))


def _readers(a: Version, b: Version) -> Iterator[tuple[Slot, frozenset[str]]]:
    """What both versions have, each with the names and enum types that B's reads."""
    old, new = a.book.vocabulary, b.book.vocabulary
    for name in a.policy.rulings.keys() & b.policy.rulings.keys():
        shared = {rule.id for rule in a.policy.rulings[name].rules}
        for rule in b.policy.rulings[name].rules:
            if rule.id in shared:
                yield ("condition", name, rule.id), _read(conditions(rule))
    for name in old.derived.keys() & new.derived.keys():
        yield ("derived", "", name), _read(new.derived[name].how.exprs) | {new.derived[name].type.name}
    for name in old.attributes.keys() & new.attributes.keys():
        yield ("attribute", "", name), frozenset((new.attributes[name].type.name,))
    for name in a.policy.parameters.keys() & b.policy.parameters.keys():
        yield ("parameter", "", name), frozenset((b.policy.parameters[name].type.name,))


def _read(nodes: tuple[Expr, ...]) -> frozenset[str]:
    """The names that some expressions read, and the enum types of what is in them."""
    return frozenset().union(*(names(expr) | _types_in(expr) for expr in nodes))


def _types_in(expr: Expr) -> frozenset[str]:
    return fold(
        expr,
        lambda node: frozenset((node.type.name,)),
        lambda node: frozenset((node.type.name,)),
        lambda _, parts: frozenset().union(*parts),
    )
