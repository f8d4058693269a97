"""The page of an attribute: what it means, how it is worked out, its value in each area, and what reads it."""

from __future__ import annotations

from ...model.numbers import pick
from ...views.formats.columns import headings
from .area import value_of
from .cross_references import CrossReferences
from .page import Page, PageTable, Parts, between


def attribute_page(refs: CrossReferences, id: str) -> Page:
    """The page of an attribute or derived attribute, by its id."""
    lang, words = refs.lang, refs.scenario.book.vocabulary
    attribute = words.attributes.get(id)
    definition = attribute or words.derived[id]
    levels = ", ".join(words.levels[level].label.get(lang) for level in definition.levels)
    unit = definition.unit.get(lang)
    lead: list[Parts] = [levels + (f" · {unit}" if unit else "")]
    lead += [refs.cited(definition.citation)]
    if attribute is None:
        reads = between(refs.name(name) for name in _read(refs, id))
        lead += [(pick(lang, "Härleds ur: ", "Derived from: "), *reads)] if reads else []
    tables = [refs.table(table) for table, _ in refs.table_hits if id in table.outputs and not table.policy]
    lead += [(pick(lang, "Beslutstabell: ", "Decision table: "), *between(tables))] if tables else []
    sheets = (_values(refs, id), _readers(refs, id))
    return Page("attribute", id, definition.label.get(lang), tuple(lead), tuple(s for s in sheets if s.rows))


def _read(refs: CrossReferences, id: str) -> list[str]:
    return sorted(name for name, ids in refs.derived_from.items() if id in ids)


def _values(refs: CrossReferences, id: str) -> PageTable:
    """The facts of the day; a derived attribute has none of its own."""
    lang, today = refs.lang, refs.scenario.today
    facts = [today.facts[key] for key in sorted(today.facts) if key[1] == id and key[0] in today.areas]
    rows = tuple(
        (refs.area(f.area), value_of(refs, id, f.value, f), f.start.isoformat(), refs.cited(f.citation)) for f in facts
    )
    heads = headings(lang, "name", "value", "from", "source")
    return PageTable(pick(lang, "Uppgifter", "Facts"), heads, rows)


def _readers(refs: CrossReferences, id: str) -> PageTable:
    lang = refs.lang
    rows: list[tuple[Parts, ...]] = [
        (pick(lang, "regel", "rule"), (refs.rule(r.policy.id, r.rule.id), " · ", refs.policy(r.policy)))
        for r in refs.readers.get(id, ())
    ]
    rows += [(pick(lang, "egenskap", "attribute"), refs.name(name)) for name in refs.derived_from.get(id, ())]
    heads = headings(lang, "type", "what")
    return PageTable(pick(lang, "Regler som använder den", "Rules that use it"), heads, tuple(rows))
