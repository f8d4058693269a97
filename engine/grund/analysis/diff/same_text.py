"""Same text: what a rule or a word says, as text, and whether two of them may have been written the same.

Names for people are left out, and what can change a value is in; `klassning >= utsatt` is the same text whichever
members the order held when it was spelt out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ...language.printer import canonical
from ...language.typing import members_at
from ...model.attributes import Attribute
from ...model.derivations import Say
from ...model.expressions import Expr, Literal, Operation, Reference, Type
from ...model.policies import Derived, Parameter, Policy, Rule, Tolkning
from ...model.sources import Citation, Source

Word: TypeAlias = Attribute | Derived | Tolkning


def exprs(policy: Policy) -> Iterator[Expr]:
    """The conditions of a policy."""
    return (e for ruling in policy.rulings.values() for rule in ruling.rules for e in conditions(rule))


def conditions(rule: Rule) -> tuple[Expr, ...]:
    """What a rule's author wrote: `when`, and `unless` if there is one."""
    return (rule.when,) if rule.unless is None else (rule.when, rule.unless)


def alike(a: Expr, b: Expr) -> bool:
    """Whether two trees may have been written the same: an order on an enum is spelt out by the members it then had."""
    if isinstance(a, Operation) and isinstance(b, Operation):
        if _orders(a) & _orders(b) and alike(a.args[0], b.args[0]):
            return True
        same = a.op == b.op and len(a.args) == len(b.args)
        return same and all(alike(x, y) for x, y in zip(a.args, b.args, strict=True))
    if isinstance(a, Literal) and isinstance(b, Literal):
        return a.value == b.value and a.type.kind == b.type.kind
    return isinstance(a, Reference) and isinstance(b, Reference) and a.name == b.name


def _orders(node: Operation) -> set[tuple[str, str]]:
    """Every (`lt` … `ge`, member) that a membership could have been written as."""
    left, *items = node.args
    values = {item.value for item in items if isinstance(item, Literal)}
    if node.op not in ("eq", "in") or not left.type.ordered or len(values) < len(items):
        return set()
    comparisons = ((op, member) for op in ("lt", "le", "gt", "ge") for member in left.type.members)
    return {(op, member) for op, member in comparisons if set(members_at(left.type, op, member)) == values}


# ── rules


def same_condition(a: Rule, b: Rule) -> bool:
    """Whether two rules may have been written with the same condition and outcome."""
    if a.then != b.then or (a.unless is None) != (b.unless is None):
        return False
    return all(alike(x, y) for x, y in zip(conditions(a), conditions(b), strict=True))


def condition_text(rule: Rule) -> str:
    """`klassning >= utsatt unless … → yes`, in the language's canonical form."""
    return f"{' unless '.join(canonical(e) for e in conditions(rule))} → {rule.then}"


def citation_text(cited: Citation) -> str:
    """Documents, place, quote and marks."""
    quote = f"”{cited.quote}”" if cited.quote else ""
    return " ".join(t for t in (", ".join(cited.documents), cited.place, quote, *cited.flags) if t)


def source_text(source: Source) -> str:
    """What sources.csv says of a document."""
    fields = (source.title, source.publisher, source.date, source.reference, source.url)
    return "; ".join(text for text in fields if text)


# ── words


def same_word(a: Word, b: Word) -> bool:
    """Whether two declarations may have been written the same."""
    if isinstance(a, Derived) and isinstance(b, Derived):
        same = word_text(a, _blank) == word_text(b, _blank)
        return same and all(alike(x, y) for x, y in zip(a.how.exprs, b.how.exprs, strict=True))
    return word_text(a) == word_text(b)


def _blank(expr: Expr) -> str:
    return "…"


def word_text(word: Word, say: Say = canonical) -> str:
    """What a declaration says, but for its names for people and its source."""
    if isinstance(word, Tolkning):
        return ", ".join(word.options)
    kind = f"number .{word.type.decimals}" if word.type.kind == "number" else word.type.name
    head = f"{kind}, {', '.join(word.levels)}"
    if isinstance(word, Derived):
        clamp = f", clamp to {word.type.low:f}–{word.type.high:f}" if word.clamp else ""
        return f"{word.how.text(say)}{clamp} ({head})"
    listed = f"; series {word.series}" if word.series else ""
    closed = f"; missing: {word.closed}" if word.closed is not None else ""
    return f"{head}{listed}{closed}{f'; round: {word.round}' if word.round else ''}"


def parameter_text(parameter: Parameter) -> str:
    """The dated values."""
    return "; ".join(f"{v.start}: {'unknown' if v.value is None else v.value}" for v in parameter.values)


def type_text(kind: Type) -> str:
    """The members, in order where they have one."""
    return (" < " if kind.ordered else ", ").join(kind.members)
