"""Lowering: the decisions of a requirement graph as derived attributes, so that the engines answer them as any other.

A decision that is not said exactly, or that requires one that is not, is refused with its element, id and line. A
quotient is rounded to nine decimals, and said to be.

A table of several outputs, or whose outputs have an order, first gives a row of outputs (`…_rad`), so that a hit policy
is asked of rows and not of each output. Texts are enums of all texts that the file and the given values hold; numbers
have the domain of the given values, for every value has one here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ...language.printer import canonical
from ...language.tokens import KEYWORDS, ParseError
from ...language.typing import Scope, condition, formula, value
from ...loading.decision_tables.cells import cell
from ...model.expressions import BOOL, DATE, Type, Value, number
from .constants import constant_of, decimals_of, written
from .declarations import (
    DIGITS,
    KINDS,
    NUMBERED,
    all_hold,
    base_of,
    branches,
    check_digits,
    declaration,
    output_type,
    places_of,
)
from .elements import Element
from .feel import Unsayable, strings, translated
from .reading import HITS, Fidelity, fits, identifier_of
from .requirement_graph import GraphNode, ItemType, RequirementGraph, sayable

LEVEL: Final = "fall"
"""The level of a case."""
DECIMALS: Final = 9
"""A quotient is rounded to so many."""
_FAR: Final = Decimal(10) ** 6
"""A quotient lies between this and its opposite; one that does not is refused."""
_SHOWN: Final = 60
"""So many characters of an expression are shown where it is refused."""
_DEEPEST: Final = 36
"""So many decisions may require one another in a row, as of derived attributes."""

Given = Mapping[str, Sequence[Value]]
"""Of each input, the values that are given of it."""


@dataclass
class Lowered:
    """What a graph became. `outputs`: by decision, its outputs by name (empty: its only one) and what they became.

    `allowed`: by derived attribute, the input (or decision) whose values it tells whether they are allowed.
    """

    names: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    allowed: dict[str, str] = field(default_factory=dict)
    refused: dict[str, list[Fidelity]] = field(default_factory=dict)
    report: list[Fidelity] = field(default_factory=list)
    vocabulary: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The vocabulary as the text of a file."""
        return json.dumps(self.vocabulary, ensure_ascii=False, default=str)


def lowered(graph: RequirementGraph, given: Given) -> Lowered:
    """The decisions of a graph as derived attributes."""
    lowering = _Lowering(graph, given)
    for node in graph.nodes.values():
        lowering.node(node)
    return lowering.made


class _Lowering:
    """The vocabulary while it is made: a decision after those that it requires."""

    def __init__(self, graph: RequirementGraph, given: Given) -> None:
        self.graph, self.given, self.made = graph, given, Lowered()
        constants = {text for one in graph.root.below() for text in strings(one.text)}
        texts = {text for values in given.values() for text in values if isinstance(text, str)}
        self.texts = sorted(text for text in constants | texts if text.strip() and '"' not in text and "\n" not in text)
        self.depth = 0
        self.scope: dict[str, Type] = {}
        self.readable: dict[str, dict[str, str]] = {}
        self.attributes: dict[str, Any] = {}
        self.derived: dict[str, Any] = {}
        self.types: dict[str, Any] = {}
        self.made.vocabulary = {
            "levels": {LEVEL: {"label": LEVEL}}, "types": self.types, "attributes": self.attributes,
            "derived": self.derived,
        }  # fmt: skip

    def node(self, node: GraphNode) -> None:
        """A node and what it requires; one that is being made requires itself."""
        if node.id in self.readable:
            return
        self.readable[node.id] = {}
        self.depth += 1
        try:
            if self.depth > _DEEPEST:
                raise Unsayable(f"> {_DEEPEST}")
            names = self._decision(node) if node.decides else self._input(node)
        except Unsayable as error:
            self._refuse(node, error.word, error.element)
        except ParseError as error:
            text = node.logic.said() if node.logic else ""
            self._refuse(node, f"{text[:_SHOWN]} ({error.issue.code})" if text else error.issue.code)
        else:
            self.readable[node.id] = names
        finally:
            self.depth -= 1

    def _refuse(self, node: GraphNode, note: str, element: Element | None = None) -> None:
        fault = node.fidelity(note, element)
        self.made.refused.setdefault(node.id, []).append(fault)
        self.made.report.append(fault)

    def _say(self, element: Element, node: GraphNode, note: str) -> None:
        own = (element.name, element.attributes.get("id") or node.id, element.line)
        self.made.report.append(Fidelity(*own, "approximated" if note else "exact", note))

    def _name(self, label: str) -> str:
        """A name of the vocabulary that nothing has yet."""
        stem = identifier_of(label).replace("-", "_")
        stem = stem if stem[0].isalpha() and stem not in KEYWORDS else f"x_{stem}"
        name, i = stem, 1
        while name in self.scope or name in KEYWORDS:
            i += 1
            name = f"{stem}_{i}"
        return name

    # ── inputs

    def _input(self, node: GraphNode) -> dict[str, str]:
        names = {}
        for label, kind in node.type.flat(node.name):
            if not sayable(kind):
                raise Unsayable(kind.base)
            name = self._name(label)
            self.attributes[name], self.scope[name] = self._attribute(name, label, kind)
            names[label] = self.made.names[label] = name
            if kind.allowed:
                self._allowed(name, kind.allowed, label, {}, node.element)
        return names

    def _attribute(self, name: str, label: str, kind: ItemType) -> tuple[dict[str, Any], Type]:
        """What is declared of an input, and its type; where that is not said, that of what is given."""
        values = [one for one in self.given.get(label, ()) if one is not None]
        base = kind.base or base_of(values)
        entry: dict[str, Any] = {"level": LEVEL, "label": label}
        if base == "string":
            return {**entry, "type": "text", "values": self.texts or ["–"]}, self._text(name)
        if base in KINDS:
            return {**entry, "type": {"boolean": "bool"}.get(base, base)}, KINDS[base]
        numbers = [one for one in values if isinstance(one, Decimal)]
        if any(abs(one.adjusted()) > 2 * DIGITS for one in numbers):
            raise Unsayable("G210")
        made = number(
            max(map(decimals_of, numbers), default=0),
            min(numbers, default=Decimal(0)) - 1,
            max(numbers, default=Decimal(0)) + 1,
        )
        check_digits(made)
        return {**entry, **declaration(made)}, made

    def _text(self, name: str) -> Type:
        return Type("enum", name, tuple(self.texts or ["–"]))

    def _allowed(self, read: str, tests: str, label: str, names: Mapping[str, str], element: Element) -> None:
        """Note whether a value passes the tests that are declared of it."""
        name = self._name(f"{label}_tillaten")
        expr = cell(read, translated(tests, names, cell=True), Scope(self.scope, LEVEL))
        self._derive(name, BOOL, {"test": canonical(expr)}, label)
        self.made.allowed[name] = label if not names else element.attributes.get("id", "")

    # ── decisions

    def _decision(self, node: GraphNode) -> dict[str, str]:
        names: dict[str, str] = {}
        for required in node.requires:
            other = self.graph.nodes.get(required)
            if other is None:
                raise Unsayable(required)
            self.node(other)
            if not self.readable[required]:
                raise Unsayable(other.name)
            names.update(self.readable[required])
        logic = node.logic
        if logic is None:
            raise Unsayable(node.beyond)
        if logic.name == "literalExpression":
            outputs = {"": self._expression(node, logic, names)}
        else:
            outputs = self._table(node, logic, names)
        self.made.outputs[node.id] = outputs
        return {f"{node.name}.{output}" if output else node.name: name for output, name in outputs.items()}

    def _expression(self, node: GraphNode, element: Element, names: Mapping[str, str]) -> str:
        text = translated(element.said(), names)
        scope, name, base = Scope(self.scope, LEVEL), self._name(node.name), node.type.base
        if not sayable(node.type) or node.type.parts:
            raise Unsayable(base or "itemComponent", element)
        if base in ("", "number"):
            try:
                self._number(name, text, scope, node, element)
                return name
            except ParseError:
                if base:
                    raise
        if base in ("", "boolean"):
            try:
                expr = condition(text, scope)
                self._derive(name, BOOL, {"test": canonical(expr)}, node.name)
                self._say(element, node, _null(text))
                return name
            except ParseError:
                if base:
                    raise
        kind = DATE if base == "date" else self._text(name)
        rows = [
            {"when": canonical(all_hold(parts)), "then": then} for parts, then in branches(value(text, scope, kind), ())
        ]
        self._derive(name, kind, {"table": {"hit": "first", "gap": "unknown", "rows": rows}}, node.name)
        self._say(element, node, _null(text))
        return name

    def _number(self, name: str, text: str, scope: Scope, node: GraphNode, element: Element) -> None:
        """A number: its bounds are those of what it is reckoned of; of a quotient as wide as there is room."""
        top, bottom = formula(text, scope)
        made = top.type if bottom is None else number(DECIMALS, -_FAR, _FAR)
        if made.kind != "number":
            raise Unsayable(made.kind, element)
        check_digits(made)
        self._derive(name, made, {"formula": text}, node.name)
        self._say(element, node, _null(text) if bottom is None else "rounded")

    def _derive(self, name: str, kind: Type, how: Mapping[str, Any], label: str) -> None:
        self.scope[name] = kind
        self.derived[name] = {
            "level": LEVEL, "label": label, "assumption": "true", "note": "DMN", **declaration(kind), **how,
        }  # fmt: skip

    # ── tables

    def _table(self, node: GraphNode, table: Element, names: Mapping[str, str]) -> dict[str, str]:
        hit, outputs = _hit(table), table.all("output")
        inputs = {f"k{i}": self._column(one, names) for i, one in enumerate(table.all("input"), 1)}
        for one, read in zip(table.all("input"), inputs.values(), strict=True):
            if one.first("inputValues"):
                self._allowed(read, one.first("inputValues").said(), node.name, names, node.element)  # type: ignore[union-attr]
        for rule in table.all("rule"):
            if not fits(table, rule):
                raise Unsayable("inputEntry, outputEntry", rule)
        whens = [self._cells(rule, inputs, names) for rule in table.all("rule")]
        rows = [tuple(constant_of(entry) for entry in rule.all("outputEntry")) for rule in table.all("rule")]
        default = tuple(constant_of(one.first("defaultOutputEntry")) for one in outputs)
        how = {"hit": hit, "inputs": inputs}
        if hit in ("unique", "any"):
            how["overlap"] = "unknown"
        self._say(table, node, "null" if inputs else "")
        if len(outputs) == 1 and hit != "priority" and all(row[0] is not None for row in rows):
            made = output_type(outputs[0], [row[0] for row in (*rows, default)], hit, self._text(node.name))
            return {"": self._one(node, made, {**how, **_rows(whens, [row[0] for row in rows])}, default[0])}
        return self._combined(node, outputs, how, whens, rows, default)

    def _column(self, column: Element, names: Mapping[str, str]) -> str:
        expression = column.first("inputExpression")
        text = translated(expression.said() if expression else "", names)
        value(text, Scope(self.scope, LEVEL))
        return text

    def _cells(self, rule: Element, inputs: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
        cells = {}
        for (name, read), entry in zip(inputs.items(), rule.all("inputEntry"), strict=True):
            text = entry.said()
            if text not in ("", "-"):
                try:
                    cells[name] = translated(text, names, cell=True)
                    cell(read, cells[name], Scope(self.scope, LEVEL))
                except Unsayable as error:
                    raise Unsayable(error.word, entry) from None
                except ParseError as error:
                    raise Unsayable(f"{text} ({error.issue.code})", entry) from None
        return cells

    def _one(self, node: GraphNode, kind: Type, how: dict[str, Any], default: str | None, label: str = "") -> str:
        name = self._name(f"{node.name} {label}".strip())
        gap = "unknown" if default is None else written(default)
        self._derive(name, kind, {"table": {**how, "gap": gap}}, label or node.name)
        return name

    def _combined(
        self, node: GraphNode, outputs: Sequence[Element], how: dict[str, Any], whens: Sequence[dict[str, str]],
        rows: Sequence[tuple[str | None, ...]], default: tuple[str | None, ...],
    ) -> dict[str, str]:  # fmt: skip
        """The rows of outputs as an enum, and each output by that."""
        different = list(dict.fromkeys((*rows, *([default] if any(default) else []))))
        if how["hit"] == "priority":
            places = {row: places_of(outputs, row) for row in different}
            if len({*map(tuple, places.values())}) < len(different) or not any(places.values()):
                raise Unsayable("outputValues", outputs[0])
            different.sort(key=lambda row: places[row], reverse=True)
        stem = self._name(f"{node.name}_rad")
        members = {row: f"{stem}_{i}" for i, row in enumerate(different, 1)}
        kind = Type("enum", f"{stem}_typ", tuple(members.values()), True)
        self.types[kind.name] = {"enum": list(kind.members), "ordered": "true"}
        gap = members[default] if any(default) else None
        chosen = self._one(node, kind, {**how, **_rows(whens, [members[row] for row in rows])}, gap, "rad")
        made = {}
        for i, output in enumerate(outputs):
            label = output.attributes.get("name", "") if len(outputs) > 1 else ""
            values = [row[i] for row in different]
            own = output_type(output, values, "", self._text(node.name))
            lines = [
                {"when": f"{chosen} = {member}", "then": written(row[i] or "")}
                for row, member in members.items() if row[i] is not None
            ]  # fmt: skip
            made[label] = self._one(node, own, {"hit": "first", "rows": lines}, None, label)
        return made


def _hit(table: Element) -> str:
    """The hit policy of a table; raises `Unsayable` for one that is not answered."""
    policy = table.attributes.get("hitPolicy", "UNIQUE"), table.attributes.get("aggregation", "")
    counted = (*NUMBERED, "count") if len(table.all("output")) == 1 else ()
    hit = HITS.get(policy, "")
    if hit not in ("unique", "any", "first", "priority", *counted):
        raise Unsayable(" ".join(filter(None, policy)), table)
    return hit


def _null(text: str) -> str:
    """Whether an expression of nulls is another in DMN: not where it is reckoned, or joined by `and` and `or`."""
    return "null" if re.search(r"[=<>]|\b(?:if|in|between)\b", text) else ""


def _rows(whens: Sequence[Mapping[str, str]], thens: Iterable[str | None]) -> dict[str, Any]:
    return {"rows": [{"when": when, "then": written(then or "")} for when, then in zip(whens, thens, strict=True)]}
