"""List: the views of `grund list` and of the kinds that `grund schema` knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..loading import paths
from ..loading.documents import read_yaml
from ..model.names import sort_key
from ..model.numbers import pick
from ..model.scenario import Scenario
from .findings import list_finding
from .formats.columns import headings
from .formats.text import Block, Cell, as_text
from .result import Result
from .wording.headlines import agreed
from .wording.values import COUNTED, flags_text

_CONSULTED: Final = (
    "{title}: {count} har fått yttra sig: {names}.",
    "{title}: {count} {count:=was|were} asked for their opinion: {names}.",
)

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "policies": ("id", "label", "extends", "about"),
    "insatser": ("id", "label", "level", "target_group", "policies"),
    "scenarios": ("id", "label", "default"),
    "tolkningar": ("id", "label", "marks"),
    "attributes": ("id", "label", "level", "type", "derived"),
    "bodies": ("id", "label", "kind", "parent", "overseer", "marks", "consulted"),
    "areas": ("id", "label", "level", "marks"),
}
"""What the columns of each list are called where a program reads them; the heads of its table are for people."""


def schemas_text(places: Mapping[str, str], lang: str) -> str:
    """The kinds of file that have a schema, where such files lie, and how an editor finds it."""
    heads = (pick(lang, "Filtyp", "File type"), pick(lang, "Filer", "Files"), "Schema")
    rows = tuple((kind, where, f"rules/schema/{kind}.json") for kind, where in places.items())
    note = pick(
        lang,
        "Filens första rad säger var schemat finns: # yaml-language-server: $schema=…",
        "The first line of a file says where its schema is: # yaml-language-server: $schema=…",
    )
    more = pick(
        lang, "Schemat för ett kommandos JSON: grund schema --result KOMMANDO.",
        "The schema of a command's JSON: grund schema --result COMMAND.",
    )  # fmt: skip
    return as_text([Block(pick(lang, "Scheman", "Schemas"), heads, rows, (note, more))], lang)


def list_view(scenario: Scenario, what: str, lang: str, everywhere: bool = False) -> Result:
    """What there is: policies, insatser, scenarios (with `everywhere` the shipped ones too), areas and so on."""
    makers = {
        "policies": _policies,
        "insatser": _insatser,
        "scenarios": _all_scenarios if everywhere else _scenarios,
        "tolkningar": _tolkningar,
        "attributes": _attributes,
        "bodies": _bodies,
        "areas": _areas,
    }
    names = [n for n in makers if n not in ("areas", "bodies")] if what == "all" else [what]
    blocks = tuple(makers[name](scenario, lang) for name in names)
    data = {
        name: [dict(zip(_COLUMNS[name], row, strict=True)) for row in block.rows]
        for name, block in zip(names, blocks, strict=True)
    }
    if what == "all":
        numbers = {COUNTED[name]: len(block.rows) for name, block in zip(names, blocks, strict=True) if name in COUNTED}
        blocks = (Block(scenario.label.get(lang), (), (), (list_finding(numbers, lang),)), *blocks)
    columns = tuple(dict.fromkeys(column for name in names for column in _COLUMNS[name]))
    rows = tuple((name, *map(entry.get, columns)) for name, entries in data.items() for entry in entries)
    rest = pick(lang, "kolumnerna och raderna som är utelämnade", "the columns and rows left out")
    lists = blocks[len(blocks) - len(names) :]
    short = (blocks[0], *map(_ids, names, lists)) if what == "all" else ()
    more = {n: (_COLUMNS[n], block.rows) for n, block in zip(names, lists, strict=True) if len(names) > 1}
    return Result(blocks, ("list", *columns), rows, data, short, rest, more=more)


def _ids(name: str, block: Block) -> Block:
    """A list's ids and names, under the words that list it alone."""
    title = f"{block.title} (grund list {name})"
    return Block(title, block.columns[:2], tuple(row[:2] for row in block.rows))


def _policies(scenario: Scenario, lang: str) -> Block:
    rows: list[tuple[Cell, ...]] = [
        (p.id, p.label.get(lang), ", ".join(p.extends), p.note.get(lang)) for p in scenario.policies.values()
    ]
    heads = (
        "Policy",
        *headings(lang, "called", "extends", "what"),
    )
    return Block(pick(lang, "Policyer", "Policies"), heads, tuple(rows))


def _insatser(scenario: Scenario, lang: str) -> Block:
    levels = scenario.book.vocabulary.levels
    writers: dict[str, list[str]] = {}
    for policy in scenario.policies.values():
        for ruling in policy.rulings.values():
            writers.setdefault(ruling.insats.id, []).append(policy.id)
    rows = tuple(
        (i.id, i.label.get(lang), levels[i.level].label.get(lang), i.target.get(lang), ", ".join(writers.get(i.id, ())))
        for i in scenario.book.insatser.values()
    )
    heads = (
        *headings(lang, "insats", "called"),
        pick(lang, "Områdestyp", "Area type"),
        *headings(lang, "target_group", "policies"),
    )
    return Block(pick(lang, "Insatser", "Interventions"), heads, rows)


def _all_scenarios(scenario: Scenario, lang: str) -> Block:
    return _scenarios(scenario, lang, everywhere=True)


def _scenarios(scenario: Scenario, lang: str, everywhere: bool = False) -> Block:
    default = paths.default_scenario()
    mark = pick(lang, "förval", "default")
    names = paths.scenarios(everywhere)
    rows = tuple((name, _scenario_label(name, lang), mark if name == default else "") for name in names)
    heads = ("Scenario", *headings(lang, "called", "default"))
    return Block(pick(lang, "Scenarier", "Scenarios"), heads, rows)


def _scenario_label(name: str, lang: str) -> str:
    """A scenario's label, from its file."""
    document = read_yaml(paths.scenario(name)).value
    label = document.get("label", "") if isinstance(document, dict) else ""
    return str(label.get(lang) or label.get("sv", "")) if isinstance(label, dict) else str(label)


def _tolkningar(scenario: Scenario, lang: str) -> Block:
    rows = tuple(
        (f"{t.id}={o}", label.get(lang), flags_text(t.citation, lang))
        for t in scenario.book.vocabulary.tolkningar.values()
        for o, label in t.options.items()
    )
    return Block(
        pick(lang, "Tolkningar", "Interpretations"),
        ("Id", pick(lang, "Val", "Choice"), pick(lang, "Källstatus", "Source status")),
        rows,
    )


def _attributes(scenario: Scenario, lang: str) -> Block:
    words = scenario.book.vocabulary
    rows: list[tuple[Cell, ...]] = []
    for a in words.attributes.values():
        rows.append((a.id, a.label.get(lang), ", ".join(a.levels), a.type.name, ""))
    for d in words.derived.values():
        how = pick(lang, "härlett", "derived")
        rows.append(
            (
                d.id,
                d.label.get(lang),
                ", ".join(d.levels),
                d.type.name,
                f"{how} {flags_text(d.citation, lang)}",
            )
        )
    heads = (
        "Id",
        *headings(lang, "called"),
        pick(lang, "Områdestyp", "Area type"),
        *headings(lang, "type", "derived"),
    )
    return Block(pick(lang, "Attribut", "Attributes"), heads, tuple(rows))


def _bodies(scenario: Scenario, lang: str) -> Block:
    org = scenario.book.organisation
    rows = tuple(
        (b.id, b.called(lang), b.kind, org.bodies[b.parent].called(lang) if b.parent else None,
         org.bodies[b.overseer].called(lang) if b.overseer else None, flags_text(b.citation, lang),
         "; ".join(b.consulted) or None)
        for b in org.bodies_on(scenario.day)
    )  # fmt: skip
    heads = ("Id", *headings(lang, "called", "type", "parent", "overseer", "marks", "consulted"))
    return Block(pick(lang, "Aktörer", "Bodies"), heads, rows, consulted_notes(scenario, lang))


def consulted_notes(scenario: Scenario, lang: str) -> tuple[str, ...]:
    """For each document that bodies were asked about: who was asked, and who of those supervised was not, by kind."""
    bodies = scenario.book.organisation.bodies_on(scenario.day)
    notes: list[str] = []
    for document in dict.fromkeys(name for b in bodies for name in b.consulted):
        consultees = [b for b in bodies if document in b.consulted]
        others = [b for b in bodies if b.overseer and document not in b.consulted]
        title = scenario.book.said(scenario.book.sources[document].title, lang)
        names = ", ".join(b.called(lang) for b in consultees)
        notes.append(agreed(_CONSULTED, lang, title=title, count=len(consultees), names=names))
        for kind in dict.fromkeys(b.kind for b in others):
            kind_names = [b.called(lang) for b in others if b.kind == kind]
            of = sum(b.kind == kind for b in bodies)
            listed = ", ".join(sorted(kind_names, key=sort_key))
            notes.append(
                pick(
                    lang,
                    f"Inte tillfrågade, {kind}: {len(kind_names)} av {of}: {listed}.",
                    f"Not asked, {kind}: {len(kind_names)} of {of}: {listed}.",
                )
            )
    return tuple(notes)


def _areas(scenario: Scenario, lang: str) -> Block:
    order = list(scenario.book.vocabulary.levels)
    areas = sorted(scenario.today.areas.values(), key=lambda a: (order.index(a.level), sort_key(a.name)))
    heads = (
        "Id",
        *headings(lang, "called"),
        pick(lang, "Områdestyp", "Area type"),
        *headings(lang, "marks"),
    )
    rows = tuple((a.id, a.name, a.level, flags_text(a.citation, lang)) for a in areas)
    return Block(pick(lang, "Områden", "Areas"), heads, rows)
