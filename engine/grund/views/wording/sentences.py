"""Sentences: a tree to text, canonical or as a Swedish or English sentence.

Enters: an expression and the words of a city. Leaves: text. Promise: canonical text within the limits parses and
resolves back to the same tree; sentences use labels, units and the reader's decimal sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...language.printer import _TIGHT, _operation_text, _Piece, _wrap
from ...model.expressions import OPERATORS, Expr, Literal, Name, Operation, Reference, Value, fold
from ...model.names import sort_key
from ...model.numbers import number_text, pick
from ...model.policies import Parameter, Vocabulary
from ...problems.problem import quoted
from .values import not_applicable_text, value_text


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

    def lacking(self, missing: Iterable[str], none: Iterable[str] = (), most: int | None = None) -> str:
        """What something unknown waits for, by names, at most so many; or `none`, the names that have no value, so that
        it waits for nothing. Empty where there are neither."""
        nothing, names = (sorted({self.name(name) for name in ids}, key=sort_key) for ids in (none, missing))
        if nothing:
            return not_applicable_text(nothing, self.lang)
        more = len(names[most:]) if most is not None else 0
        left = pick(self.lang, f" och {more} till", f" and {more} more") if more else ""
        return pick(self.lang, "saknas: ", "missing: ") + ", ".join(names[:most]) + left if names else ""

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

    def _denied(self, node: Expr) -> str:
        """How the vocabulary denies a bool; empty where it does not say."""
        attribute = None
        if isinstance(node, Reference):
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
        if group == "choice":
            test, yes, no = (p.text for p in parts)
            return _Piece(
                pick(self.lang, f"om {test} så {yes}, annars {no}", f"if {test} then {yes}, otherwise {no}"),
                bind,
            )
        if group == "arithmetic":
            return _operation_text(node, parts)
        left = parts[0].text
        if node.op == "missing":
            return _Piece(pick(self.lang, f"{left} saknas", f"{left} is missing"), bind)
        if node.op == "in":
            items = [p.text for p in parts[1:]]
            word = pick(self.lang, " eller ", " or ")
            listed = ", ".join(items[:-1]) + word + items[-1]
            return _Piece(pick(self.lang, f"{left} är {listed}", f"{left} is {listed}"), bind)
        if node.op == "eq" and (denied := self._first(node)):
            return _Piece(denied, bind)
        return _Piece(f"{left} {self._compare(node.op)} {parts[1].text}", bind)

    def _first(self, node: Operation) -> str:
        """How the vocabulary says that an attribute has the first value of its enum; empty where it does not say."""
        left, right = node.args
        first = isinstance(right, Literal) and right.type.kind == "enum" and right.value == right.type.members[0]
        return self._denied(left) if first else ""

    def _compare(self, op: str) -> str:
        sv, en = {
            "eq": ("är", "is"),
            "lt": ("är mindre än", "is less than"),
            "le": ("är högst", "is at most"),
            "gt": ("är mer än", "is more than"),
            "ge": ("är minst", "is at least"),
        }[op]
        return pick(self.lang, sv, en)

    def _logic(self, node: Operation, parts: tuple[_Piece, ...], bind: int) -> _Piece:
        if node.op == "not":
            inner = node.args[0]
            if isinstance(inner, Operation) and inner.op in ("eq", "in"):
                word, other = (" är ", " är inte ") if self.lang != "en" else (" is ", " is not ")
                return _Piece(parts[0].text.replace(word, other, 1), OPERATORS["eq"].binding)
            denied = self._denied(inner)
            if denied:
                return _Piece(denied, OPERATORS["eq"].binding)
            sentence = _wrap(parts[0], _TIGHT if isinstance(inner, Operation) else 0)
            return _Piece(pick(self.lang, f"inte {sentence}", f"not {sentence}"), bind)
        word = pick(self.lang, {"and": " och ", "or": " eller "}[node.op], f" {node.op} ")
        return _Piece(word.join(_wrap(p, bind + 1) for p in parts), bind)
