"""Trees: trees of statements as blocks, whole, or in short with their first branches.

A short answer says nothing that the whole one does not say; what is left out is counted.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ...model.decisions import VERDICTS
from ...model.names import sort_key
from ...model.numbers import pick
from ...model.policies import Insats, Policy
from ..run import provisional
from ..wording.statement import Statement, lines
from ..wording.values import count_text, verdict_word
from .text import Block, Cell, width

SIGNS: Final = {True: "✓", False: "✗", None: "?", "": "·"}
_DEPTH: Final = 3
"""How deep a short tree goes, below its decision."""
_PARTS: Final = 5
"""How many parts of a statement a short tree shows."""


def verdicts_block(
    policies: Sequence[Policy], insatser: Mapping[str, Insats], decisions: Iterable[Mapping[str, Any]], lang: str
) -> Block:
    """A policy a row: what gets a yes in some reading, what cannot be decided, and how many get a no."""
    given: dict[str, dict[str, dict[str, None]]] = {p.id: {v: {} for v in VERDICTS} for p in policies}
    for decision in decisions:
        label = insatser[decision["insats"]].label.get(lang) + (provisional(lang) if decision["proviso"] else "")
        given[decision["policy"]][decision["verdict"]][label] = None
    rows: list[tuple[Cell, ...]] = []
    for policy, verdicts in given.items():
        yes, unknown = (", ".join(sorted(verdicts[v], key=sort_key)) or "–" for v in ("yes", "unknown"))
        nothing = [i for i in verdicts["no"] if i not in verdicts["yes"]]
        rows.append((policy, len(verdicts["yes"]), yes, unknown, len(nothing)))
    heads = (
        "Policy", pick(lang, "Antal", "Count"), verdict_word("yes", lang).capitalize(),
        verdict_word("unknown", lang).capitalize(), verdict_word("no", lang).capitalize(),
    )  # fmt: skip
    return Block(pick(lang, "Beslut enligt reglerna", "Decisions under the rules"), heads, tuple(rows))


def values_block(values: Mapping[str, Sequence[tuple[str, Statement]]], lang: str) -> Block:
    """The value of each name, without what it stands on; where readings differ, each with its reading."""
    notes: list[str] = []
    for statements in values.values():
        words: dict[str, list[str]] = {}
        for word, statement in statements:
            words.setdefault(statement.text, []).append(word)
        notes += [text if len(words) == 1 else f"{text} ({', '.join(w)})" for text, w in words.items()]
    return _read_block(notes, lang)


def tree_block(statement: Statement, word: str) -> Block:
    """A statement tree as indented lines; sources stand below what they support."""
    limit = width() - 4
    notes: list[str] = []
    for depth, part in lines(statement):
        sign = SIGNS[part.holds]
        pad = "   " * depth
        lead = f"{pad}{sign} "
        notes += textwrap.wrap(part.text, limit, initial_indent=lead, subsequent_indent=pad + "  ")
        if part.source:
            lead = f"{pad}    ↳ "
            notes += textwrap.wrap(part.source, limit, initial_indent=lead, subsequent_indent=pad + "      ")
    return Block(word, (), (), tuple(notes))


def grounded_block(values: Mapping[str, Sequence[tuple[str, Statement]]], lang: str) -> Block:
    """Values with their grounds, each under its reading where it depends on one."""
    notes: list[str] = []
    for word, statement in (pair for statements in values.values() for pair in statements):
        notes += [f"{word}:"] if word else []
        notes += tree_block(statement, "").notes
    return _read_block(notes, lang)


def _read_block(notes: Sequence[str], lang: str) -> Block:
    title = pick(
        lang,
        "Uppgifter om området som reglerna och scenariot använder",
        "Facts about the area that the rules and the scenario use",
    )
    return Block(title, (), (), tuple(notes) or (pick(lang, "Inget.", "Nothing."),))


def findings(head: Block, trees: Iterable[tuple[str, Statement]]) -> Block:
    """What an answer says of itself, and the first sentence of each tree, with its reading."""
    notes = dict.fromkeys(f"{SIGNS[s.holds]} {s.text}{f' ({word})' if word else ''}" for word, s in trees)
    return replace(head, notes=(*head.notes, *notes))


def grounds(trees: Iterable[tuple[str, Statement]], lang: str) -> list[Statement]:
    """The first branches of each tree, of trees that stand on the same grounds only one; the first rule unfolded."""
    different = {statement.parts: statement for _, statement in trees}
    return [_rules(statement, lang) for statement in different.values()]


def _rules(decision: Statement, lang: str) -> Statement:
    """A decision with its first rule's grounds; of the others only what became of them."""
    first = tuple(pruned(part, lang) for part in decision.parts[:1])
    others = tuple(Statement(part.text, part.holds) for part in decision.parts[1:])
    return replace(decision, source="", parts=(*first, *_limited(others, lang)))


def pruned(statement: Statement, lang: str, depth: int = 0) -> Statement:
    """A statement with its first parts, and the first parts of those; sources of what is deep are left out."""
    if depth == _DEPTH:
        return replace(statement, source="", parts=())
    parts = tuple(pruned(part, lang, depth + 1) for part in _limited(statement.parts, lang))
    return replace(statement, source="" if depth else statement.source, parts=parts)


def _limited(parts: Sequence[Statement], lang: str) -> tuple[Statement, ...]:
    """The first of some statements, and how many more there are."""
    more = len(parts) - _PARTS
    if more <= 0:
        return tuple(parts)
    return (*parts[:_PARTS], Statement("… " + count_text(more, lang, "more")))
