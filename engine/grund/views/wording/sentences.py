"""Sentences: a tree to text, canonical or as a Swedish or English sentence.

Canonical text within the limits parses and resolves back to the same tree; sentences use labels, units and the
reader's decimal sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ...language.printer import _TIGHT, _operation_text, _Piece, _wrap
from ...model.decisions import Trace
from ...model.expressions import OPERATORS, Expr, Literal, Name, Operation, Reference, Value, fold
from ...model.names import sort_key
from ...model.numbers import number_text, pick
from ...model.policies import Parameter, Vocabulary
from ...problems.problem import quoted
from .predicates import in_clause, of_one
from .values import first_texts, not_applicable_text, value_text

_NUMBERS: Final = {
    "lt": ("är mindre än", "is less than"),
    "le": ("är högst", "is at most"),
    "gt": ("är mer än", "is more than"),
    "ge": ("är minst", "is at least"),
}
_DAYS: Final = {
    "lt": ("är före", "is before"),
    "le": ("är senast", "is no later than"),
    "gt": ("är efter", "is after"),
    "ge": ("är tidigast", "is no earlier than"),
}
_OPPOSITES: Final = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}
_MIRRORED: Final = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says expressions in a language with a city's labels."""

    words: Vocabulary
    parameters: Mapping[str, Parameter]
    lang: str

    def say(self, expr: Expr) -> str:
        """The expression as a sentence part: `CNI är minst 1,60 och …`."""
        return fold(expr, self._literal, self._name, self._operation).text

    def name(self, name: str) -> str:
        """The label of whatever a name stands for."""
        space, short = Name.parse(name)
        if space == "param":
            parameter = self.parameters.get(short)
            return parameter.label.get(self.lang) if parameter else short
        if space == "tolkning":
            found_tolkning = self.words.tolkningar.get(short)
            if found_tolkning is None:
                return short
            label = quoted(found_tolkning.label.get(self.lang), self.lang)
            return pick(self.lang, f"tolkningen {label}", f"the interpretation {label}")
        if name == "day":
            return pick(self.lang, "dagen", "the day")
        share = self.words.shares.get(name)
        return share.get(self.lang) if share else self.words.label(name, self.lang)

    def fact(self, name: str) -> str:
        """What is not known where a name has no value: its label, and of a bool whether it is so."""
        attribute = self.words.attributes.get(name) or self.words.derived.get(name)
        label = self.name(name)
        if attribute is None or attribute.type.kind != "bool":
            return label
        return pick(self.lang, f"huruvida området {in_clause(label)}", f"whether the area {of_one(label)}")

    def lacking(self, missing: Iterable[str], none: Iterable[str] = (), most: int | None = None) -> str:
        """What something unknown waits for, by names, at most so many; or `none`, the names that have no value, so that
        it waits for nothing. Empty where there are neither."""
        nothing, names = (sorted({self.fact(name) for name in ids}, key=sort_key) for ids in (none, missing))
        if nothing:
            return not_applicable_text(nothing, self.lang)
        return pick(self.lang, "saknas: ", "missing: ") + first_texts(names, most, self.lang) if names else ""

    def value(self, value: Value | None, type_name: str = "") -> str:
        """A value with the label of its enum member."""
        if isinstance(value, str):
            space, short = Name.parse(type_name)
            if space == "tolkning":
                options = self.words.tolkningar[short].options
                return options[value].get(self.lang).partition(":")[0] if value in options else value
            label = self.words.members.get(type_name, {}).get(value)
            return label.get(self.lang) if label else value
        return value_text(value, self.lang)

    def unit(self, name: str, value: Value | None = None) -> str:
        """The unit of an attribute or parameter as it stands after a value, with a leading space; empty without one."""
        attribute = self.words.attributes.get(name) or self.words.derived.get(name)
        space, short = Name.parse(name)
        definition = attribute or (self.parameters.get(short) if space in ("", "param") else None)
        unit = definition.unit.of(value if isinstance(value, Decimal) else 0, self.lang) if definition else ""
        return f" {unit}" if unit else ""

    def predicate(self, node: Expr) -> str:
        """The vocabulary's own words for a bool that is false, or for an attribute that has, or has not, the first
        value of its enum: `finns inte på polisens lista`. Empty for other expressions, and where it has no words."""
        inner = node.args[0] if isinstance(node, Operation) and node.op == "not" else node
        if isinstance(inner, Reference):
            return "" if inner is node else self._negated(inner)
        if not isinstance(inner, Operation) or inner.op != "eq":
            return ""
        first = inner.args[1]
        if not isinstance(first, Literal) or first.type.kind != "enum" or first.value != first.type.members[0]:
            return ""
        text, word = self._negated(inner.args[0]), pick(self.lang, "inte ", "not ")
        if inner is node:
            return text
        return text.replace(word, "", 1) if word in text else ""

    def _negated(self, node: Expr) -> str:
        """How the vocabulary denies an attribute; empty where it does not say."""
        if not isinstance(node, Reference):
            return ""
        attribute = self.words.attributes.get(node.name) or self.words.derived.get(node.name)
        return attribute.negated.get(self.lang) if attribute else ""

    def _literal(self, node: Literal) -> _Piece:
        if isinstance(node.value, bool):
            return _Piece(
                pick(self.lang, "alltid" if node.value else "aldrig", "always" if node.value else "never"),
                _TIGHT,
            )
        if isinstance(node.value, Decimal):
            return _Piece(number_text(node.value, self.lang), _TIGHT)
        return _Piece(self.value(node.value, node.type.name), _TIGHT)

    def _name(self, node: Reference) -> _Piece:
        return _Piece(self.name(node.name), _TIGHT)

    def _operation(self, node: Operation, parts: tuple[_Piece, ...]) -> _Piece:
        bind = OPERATORS[node.op].binding
        group = OPERATORS[node.op].group
        if group == "logic":
            return self._logic(node, parts, bind)
        if has_default(node):
            return self._defaulted(node.args[1], parts)
        if group == "choice":
            test, yes, no = (p.text for p in parts)
            return _Piece(
                pick(self.lang, f"om {test} så {yes}, annars {no}", f"if {test} then {yes}, otherwise {no}"),
                bind,
            )
        if group == "arithmetic":
            return _operation_text(node, parts)
        if predicate := self.predicate(node):
            return _Piece(predicate, bind)
        return _Piece(self._test(node, parts[0].text, [p.text for p in parts[1:]]), bind)

    def _defaulted(self, default: Expr, parts: tuple[_Piece, ...]) -> _Piece:
        """A value, with what takes its place where it is missing."""
        _, instead, value = parts
        truth = isinstance(default, Literal) and isinstance(default.value, bool)
        text = self.value(default.value) if truth else instead.text  # type: ignore[union-attr]
        missing = pick(self.lang, f"{text} om uppgift saknas", f"{text} if data are missing")
        return _Piece(f"{_wrap(value, _TIGHT)} ({missing})", _TIGHT)

    def _test(self, node: Operation, left: str, others: Sequence[str], is_so: bool = True) -> str:
        """A comparison, or that it is not so."""
        word = pick(self.lang, *(("är", "is") if is_so else ("är inte", "is not")))
        if node.op == "missing":
            missing = ("saknas", "is missing") if is_so else ("saknas inte", "is not missing")
            return f"{left} {pick(self.lang, *missing)}"
        if node.op == "in":
            either = pick(self.lang, " eller ", " or ")
            return f"{left} {word} {either.join(filter(None, (', '.join(others[:-1]), others[-1])))}"
        if node.op == "eq":
            return f"{left} {word} {others[0]}"
        op, right = node.op if is_so else _OPPOSITES[node.op], others[0]
        if isinstance(node.args[0], Literal):
            op, left, right = _MIRRORED[op], right, left
        return f"{left} {pick(self.lang, *(_DAYS if node.args[0].type.kind == 'date' else _NUMBERS)[op])} {right}"

    def _logic(self, node: Operation, parts: tuple[_Piece, ...], bind: int) -> _Piece:
        if node.op == "not":
            inner = node.args[0]
            if predicate := self.predicate(node):
                return _Piece(predicate, OPERATORS["eq"].binding)
            if isinstance(inner, Operation) and OPERATORS[inner.op].group in ("compare", "member"):
                left, *others = (self.say(part) for part in inner.args)
                return _Piece(self._test(inner, left, others, False), OPERATORS["eq"].binding)
            sentence = _wrap(parts[0], _TIGHT if isinstance(inner, Operation) else 0)
            return _Piece(pick(self.lang, f"inte {sentence}", f"not {sentence}"), bind)
        word = pick(self.lang, {"and": " och ", "or": " eller "}[node.op], f" {node.op} ")
        tight = OPERATORS["and"].binding + 1  # read aloud, neither word binds tighter than the other
        return _Piece(word.join(_wrap(p, tight) for p in parts), bind)


def has_default(node: Expr) -> bool:
    """Whether it is a value with a default where it is missing: `if x is missing then y else x`."""
    if not isinstance(node, Operation) or node.op != "if":
        return False
    test, _, value = node.args
    return isinstance(test, Operation) and test.op == "missing" and test.args[0] == value


def shown_under(ground: Trace) -> tuple[Trace, ...]:
    """What a condition read, as far as its sentence does not say it: of a negation what is denied, which would say the
    opposite; of a value with a default the value, and the default where it took its place."""
    node, parts = ground.node, ground.parts
    if has_default(node):
        _, default, value = parts
        return (value,) if value.value is not None else (value, default)
    negated = isinstance(node, Operation) and node.op == "not" and not isinstance(parts[0].node, Reference)
    return parts[0].parts if negated else parts
