"""Insatser: how many, how much and at what price, and what is not known.

Quantities show also where prices are unknown; every mark of a price shows; what an amount or a decision waits for is
named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ...budgeting.lines import KINDS, NO_KEY, total_of
from ...budgeting.policy_budgets import PolicyBudget
from ...model.names import sort_key
from ...model.numbers import SPACE, number_text, pick
from ..formats.text import Block, Cell, NumericText
from ..wording.explanation import explainer
from ..wording.values import MISSING, marks_legend
from .telling import Said, name


def by_insats(say: Said, sides: Sequence[PolicyBudget], lead: str) -> Block:
    """Per insats: areas, quantity, money; quantities show also where prices are unknown."""
    heads = [f"{chr(ord('A') + i)}: " if len(sides) > 1 else "" for i in range(len(sides))]
    words = (say.pick("antal", "count"), say.pick("volym", "volume"), say.pick("belopp", "amount"))
    names = [f"{h}{word}" for h in heads for word in words]
    columns = (say.pick("Insats", "Intervention"), *(n if len(sides) > 1 else n.capitalize() for n in names))
    ids = sorted({n.insats for s in sides for n in s.lines}, key=lambda i: sort_key(name(say, "insats", i)))
    body = [(name(say, "insats", i), *(c for s in sides for c in _insats(say, s, i))) for i in ids]
    if len(sides) > 2:  # side by side the columns would be too narrow to read: a row for each policy
        columns = (say.pick("Insats", "Intervention"), "Policy", *(word.capitalize() for word in words))
        body = [
            (name(say, "insats", i), h.strip(": "), *_insats(say, s, i))
            for i in ids
            for h, s in zip(heads, sides, strict=True)
            if any(n.insats == i for n in s.lines)
        ]
    note = say.pick(
        "Antal: områden som får insatsen minst ett av åren; inom parentes de som inte kan avgöras. Räknas insatsen "
        "per aktör avses aktörer. Volym: sista året.",
        "Count: areas that receive the intervention in at least one of the years; in brackets those that cannot be "
        "decided. If the intervention is counted per body, bodies are meant. Volume: the last year.",
    )
    return Block(say.pick("Per insats", "By intervention") + lead, columns, tuple(body), (note,))


def _insats(say: Said, side: PolicyBudget, insats: str) -> tuple[Cell, ...]:
    lines = [n for n in side.lines if n.insats == insats]
    if not lines:
        return (None, None, None)
    there = {(n.area or n.body): n for n in lines}
    yes = [n for n in there.values() if n.verdict == "yes"]
    maybe = len(there) - len(yes)
    quantity = say.found.scenario.book.insatser[insats].costs.quantity
    known = [n.quantity for n in yes if n.quantity is not None]
    count = number_text(len(yes), say.lang) + (f"{SPACE}({number_text(maybe, say.lang)})" if maybe else "")
    size: NumericText | None = None
    if quantity is not None:
        parts = [number_text(sum(known, Decimal(0)), say.lang)] if known or not yes else []
        parts += [say.pick(*MISSING)] if len(known) < len(yes) else []
        noun = quantity.unit.of(sum(known, Decimal(0)) if len(known) == len(yes) else 0, say.lang)
        size = NumericText(f"{f'{SPACE}+{SPACE}'.join(parts)} {noun}")
    return NumericText(count), size, say.money(total_of(lines))


def to_know(say: Said) -> Block:
    """Missing data, and who is not known to pay."""
    budget = say.found
    waits: dict[tuple[str, str], set[tuple[str, str]]] = {}
    unpaid: dict[tuple[str, str], None] = {}
    for side in budget.sides:
        speak = explainer(budget.scenario.book, side.policy, say.lang).speaker.name
        for n in side.lines:
            if n.amount is None or n.verdict == "unknown":
                missing = ", ".join(sorted({_missing(say, speak, m) for m in n.missing}, key=sort_key))
                waits.setdefault((n.insats, missing), set()).add((n.area, n.body))
            if n.payer:
                unpaid[n.insats, n.payer] = None
    body: list[tuple[Cell, ...]] = [(name(say, "insats", i), len(pairs), m) for (i, m), pairs in sorted(waits.items())]
    body += [(name(say, "insats", i), None, pick(say.lang, *KINDS[p])) for i, p in sorted(unpaid)]
    columns = (say.pick("Insats", "Intervention"), say.pick("Områden", "Areas"), say.pick("Saknas", "Missing"))
    if any(p == NO_KEY for _, p in unpaid):
        hint = say.pick(
            "En nyckel anges i insatser.yaml (paid_by) eller i scenariots budget (keys).",
            "A key is given in insatser.yaml (paid_by) or in the scenario's budget (keys).",
        )
        return Block(
            say.pick("Uppgifter som saknas", "Missing data"), columns, tuple(body), (hint, marks_legend(say.lang))
        )
    return Block(say.pick("Uppgifter som saknas", "Missing data"), columns, tuple(body), (marks_legend(say.lang),))


def _missing(say: Said, speak: Any, word: str) -> str:
    own: Mapping[str, str] = {
        "quantity": say.pick("volym", "volume"),
        "unit_cost": say.pick(
            "pris (insatsen har inga kostnader i insatser.yaml)", "price (no costs in insatser.yaml)"
        ),
    }
    return own.get(word) or str(speak(word))
