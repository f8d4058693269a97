"""Table of pages: every page that a scenario has, by kind and id, and the list of each kind.

What a link names has a page; a kind is a row here and a module beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ...model.names import sort_key
from ...model.numbers import pick
from ...views.formats.columns import headings
from .area import area_page
from .attribute import attribute_page
from .body import body_page
from .cross_references import CrossReferences
from .decision_table import decision_table_page
from .insats import insats_page
from .page import Kind, Page, PageLink, PageTable, Part, kind_words
from .parameter import parameter_page, parameters_of
from .policy import policy_page
from .rule import rule_page
from .source import source_page


class KindOfPage(NamedTuple):
    """The things of a kind by id, and how the page of one is made."""

    things: Callable[[CrossReferences], Mapping[str, Any]]
    page: Callable[..., Page]


def _ids(names: Any) -> dict[str, str]:
    return {name: name for name in names}


TABLE: Final[Mapping[Kind, KindOfPage]] = {
    "area": KindOfPage(lambda refs: refs.scenario.today.areas, area_page),
    "insats": KindOfPage(lambda refs: refs.scenario.book.insatser, insats_page),
    "body": KindOfPage(lambda refs: refs.scenario.book.organisation.bodies, body_page),
    "policy": KindOfPage(lambda refs: {p.id: p for p in refs.policies}, policy_page),
    "rule": KindOfPage(lambda refs: refs.rules, rule_page),
    "parameter": KindOfPage(lambda refs: _ids(parameters_of(refs)), parameter_page),
    "attribute": KindOfPage(
        lambda refs: _ids([*refs.scenario.book.vocabulary.attributes, *refs.scenario.book.vocabulary.derived]),
        attribute_page,
    ),
    "table": KindOfPage(lambda refs: {t.name: t for t in refs.scenario.book.tables.values()}, decision_table_page),
    "source": KindOfPage(lambda refs: refs.scenario.book.sources, source_page),
}


def page_of(refs: CrossReferences, kind: Kind, id: str, area: str = "") -> Page | None:
    """The page of a thing; None where there is no such thing. `area`: of a decision table, the one pointed out."""
    row = TABLE[kind]
    things = row.things(refs)
    return row.page(refs, things[id], *([area] if area else [])) if id in things else None


def links_of(refs: CrossReferences, kind: Kind) -> list[PageLink]:
    """A link to every page of a kind, in the order of their words."""
    links = [_link(refs, kind, id) for id in TABLE[kind].things(refs)]
    return sorted(links, key=lambda link: (sort_key(link.text), link.id))


def _link(refs: CrossReferences, kind: Kind, id: str) -> PageLink:
    makers: Mapping[Kind, Callable[[str], Part]] = {
        "area": refs.area, "insats": refs.insats, "body": refs.body,
        "policy": lambda name: refs.policy(refs.scenario.policy(name)),
        "rule": lambda name: refs.rule(refs.rules[name].policy.id, refs.rules[name].rule.id),
        "parameter": lambda name: refs.name(f"param.{name}"),
        "attribute": refs.name,
        "table": lambda name: refs.table(TABLE["table"].things(refs)[name]),
        "source": refs.source,
    }  # fmt: skip
    part = makers[kind](id)
    return part if isinstance(part, PageLink) else PageLink(id, kind, id)


def list_page(refs: CrossReferences, kind: Kind) -> Page:
    """The list of a kind: every page of it; areas by their type, those that are compared open."""
    links, lang = links_of(refs, kind), refs.lang
    if kind != "area":
        return Page(kind, "", kind_words(kind, lang)[1], (), (link_table(refs, kind, links),))
    levels, areas = refs.scenario.book.vocabulary.levels, refs.scenario.today.areas
    by_level = {level: [link for link in links if areas[link.id].level == level] for level in levels}
    order = sorted(filter(by_level.get, levels), key=lambda level: level != refs.scenario.level)
    sheets = (
        PageTable(
            f"{levels[level].label.of(2, lang).capitalize()} ({len(by_level[level])})", (kind_words(kind, lang)[0],),
            tuple((link,) for link in by_level[level]), folded=level != order[0],
        )
        for level in order
    )  # fmt: skip
    return Page(kind, "", kind_words(kind, lang)[1], (), tuple(sheets))


def link_table(refs: CrossReferences, kind: Kind, links: Sequence[PageLink], title: str = "") -> PageTable:
    """Links of a kind, with what tells those of one name apart."""
    lang, (one, _) = refs.lang, kind_words(kind, refs.lang)
    words, areas = refs.scenario.book.vocabulary, refs.scenario.today.areas
    if kind == "area":
        rows = tuple((link, words.levels[areas[link.id].level].label.get(lang)) for link in links)
        return PageTable(title, (one, pick(lang, "Områdestyp", "Area type")), rows)
    if kind == "rule":
        once = refs.rules_once(link.id for link in links)
        rules = tuple((link, refs.insats(refs.rules[link.id].ruling.insats.id), policies) for link, policies in once)
        return PageTable(title, (one, *headings(lang, "insats", "policies")), rules)
    return PageTable(title, (one,), tuple((link,) for link in links))
