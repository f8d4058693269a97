"""Writing: a decision table as DMN 1.5.

Cells are S-FEEL, members of enums are texts, and what a row says of its source and reason is an annotation. What DMN
would answer in another way is refused: a condition that is no cell, a name that no input is, days, and rows that leave
an output to others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ...model.expressions import BOOL, Type
from ...model.policies import Rulebook
from ...model.tables import WrittenRow, WrittenTable
from ...problems.problem import GrundError, problem
from .reading import HITS

NAMESPACE: Final = "https://www.omg.org/spec/DMN/20230324/MODEL/"
_POLICIES: Final = {hit: policy for policy, hit in HITS.items()}
_TYPES: Final[Mapping[str, str]] = {"number": "number", "bool": "boolean", "date": "date", "enum": "string"}
_WORD: Final = re.compile(r'"[^"]*"|[A-Za-z_][\w.]*|\d{4}-\d\d-\d\d')
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_FEEL: Final = frozenset(("not", "date", "null", "true", "false"))
"""The words of FEEL that a cell may hold."""
_TEST: Final = re.compile(r"(!=|=)\s*([^,]+)")
_ANNOTATIONS: Final = ("because", "source", "note")


def as_dmn(table: WrittenTable, book: Rulebook) -> str:
    """The file. Raises `GrundError` G888 with all that DMN would answer in another way."""
    kinds = {expression: _kind(expression, book) for expression in (*table.inputs.values(), *table.outputs)}
    problems = [
        problem("G888", row.place, element=element, id=row.id, why=why)
        for row in table.rows for element, why in _refused(table, row, kinds)
    ]  # fmt: skip
    if table.several and table.hit == "priority":
        problems.append(problem("G888", table.place, element="decisionTable", id=table.id, why="PRIORITY"))
    if problems:
        raise GrundError(problems)
    return "\n".join(_lines(table, book, kinds)) + "\n"


def _refused(table: WrittenTable, row: WrittenRow, kinds: Mapping[str, Type]) -> Iterator[tuple[str, str]]:
    """The elements of a row that DMN would read in another way, each with what it is that does so."""
    if not row.cells and row.when != "true":
        yield "inputEntry", row.when
    for name, cell in row.cells.items():
        bare = re.sub(r'"[^"]*"', "", feel(cell, kinds[table.inputs[name]]))
        if "!=" in bare or not {*_NAME.findall(bare)} <= _FEEL:
            yield "inputEntry", cell
    for output in table.outputs:
        if output not in row.outputs:
            yield "outputEntry", f"{output}: -"
    for field, day in (("from", row.start), ("to", row.end)):
        if day is not None:
            yield "rule", f"{field}: {day}"


def _lines(table: WrittenTable, book: Rulebook, kinds: Mapping[str, Type]) -> Iterator[str]:
    name = quoteattr(table.label.sv or table.id)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<definitions xmlns="{NAMESPACE}" id="grund-{table.id}" name={name} namespace="urn:grund:{book.id}">'
    for kind in {kind.name: kind for kind in kinds.values()}.values():
        if kind.kind == "enum":
            yield f'  <itemDefinition id="type-{_id(kind.name)}" name={quoteattr(kind.name)}>'
            yield "    <typeRef>string</typeRef>"
            members = ", ".join(f'"{member}"' for member in kind.members)
            yield f"    <allowedValues><text>{escape(members)}</text></allowedValues>"
            yield "  </itemDefinition>"
    for expression in dict.fromkeys(table.inputs.values()):
        yield f'  <inputData id="input-{_id(expression)}" name={quoteattr(expression)}>'
        yield f"    <variable name={quoteattr(expression)} typeRef={_type_ref(expression, kinds)}/>"
        yield "  </inputData>"
    yield f'  <decision id="{table.id}" name={name}>'
    one = _type_ref(table.outputs[0], kinds) if not table.several else '"Any"'
    yield f"    <variable name={name} typeRef={one}/>"
    for expression in dict.fromkeys(table.inputs.values()):
        yield f'    <informationRequirement><requiredInput href="#input-{_id(expression)}"/></informationRequirement>'
    yield from _table(table, kinds, _gaps(table, book))
    yield "  </decision>"
    yield "</definitions>"


def _gaps(table: WrittenTable, book: Rulebook) -> dict[str, str]:
    """What comes out where no row holds, by output: of an insats what is said otherwise."""
    if table.policy:
        rulings = book.policies[table.policy].rulings
        return {output: rulings[output].otherwise for output in table.outputs if output in rulings}
    return {} if table.gap in ("", "error", "unknown") else dict.fromkeys(table.outputs, table.gap)


def _table(table: WrittenTable, kinds: Mapping[str, Type], gaps: Mapping[str, str]) -> Iterator[str]:
    policy, aggregation = _POLICIES[table.hit]
    gathered = f' aggregation="{aggregation}"' if aggregation else ""
    yield f'    <decisionTable id="{table.id}-table" hitPolicy="{policy}"{gathered}>'
    for i, (label, expression) in enumerate(table.inputs.items(), 1):
        yield f'      <input id="{table.id}-in-{i}" label={quoteattr(label)}>'
        kind = _type_ref(expression, kinds)
        yield f"        <inputExpression typeRef={kind}><text>{escape(expression)}</text></inputExpression>"
        yield "      </input>"
    for i, output in enumerate(table.outputs, 1):
        yield f'      <output id="{table.id}-out-{i}" name={quoteattr(output)} typeRef={_type_ref(output, kinds)}>'
        if table.hit == "priority":
            yield f"        <outputValues><text>{escape(_order(kinds[output]))}</text></outputValues>"
        if output in gaps:
            text = _output(gaps[output], kinds[output])
            yield f"        <defaultOutputEntry><text>{escape(text)}</text></defaultOutputEntry>"
        yield "      </output>"
    yield from (f'      <annotation name="{name}"/>' for name in _ANNOTATIONS)
    for row in table.rows:
        yield from _rule(table, row, kinds)
    yield "    </decisionTable>"


def _rule(table: WrittenTable, row: WrittenRow, kinds: Mapping[str, Type]) -> Iterator[str]:
    yield f'      <rule id="{row.id}">'
    for name, expression in table.inputs.items():
        text = feel(row.cells.get(name, "-"), kinds[expression])
        yield f"        <inputEntry><text>{escape(text)}</text></inputEntry>"
    for output in table.outputs:
        text = _output(row.outputs[output], kinds[output])
        yield f"        <outputEntry><text>{escape(text)}</text></outputEntry>"
    for text in (row.because.sv, "; ".join(row.citation.documents), row.citation.note):
        yield f"        <annotationEntry><text>{escape(text)}</text></annotationEntry>"
    yield "      </rule>"


def feel(cell: str, kind: Type) -> str:
    """A cell in FEEL: members of an enum in quotes, days by their call, what is missing as null."""
    text = cell.strip().replace("≤", "<=").replace("≥", ">=").replace("≠", "!=")
    if text in ("", "–"):
        return "-"
    if text == "not missing":
        return "not(null)"
    test = _TEST.fullmatch(text)
    if test:
        text = f"not({test[2]})" if test[1] == "!=" else test[2]

    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text in kind.members:
            return f'"{text}"'
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return f'date("{text}")'
        return "null" if text == "missing" else text

    return _WORD.sub(word, text)


def _order(kind: Type) -> str:
    """The outputs that a type has, the one that goes first before the others."""
    values = reversed(kind.members) if kind.kind == "enum" else ("true", "false")
    return ", ".join(_output(value, kind) for value in values)


def _output(text: str, kind: Type) -> str:
    """What comes out, in FEEL; of an insats true or false."""
    if kind.kind == "bool":
        return {"yes": "true", "no": "false"}.get(text, text)
    return f'"{text}"' if kind.kind == "enum" else f'date("{text}")' if kind.kind == "date" else text


def _kind(expression: str, book: Rulebook) -> Type:
    """The type of what is read or comes out; of an expression a number."""
    if expression in book.insatser:
        return BOOL
    attribute = book.vocabulary.attributes.get(expression) or book.vocabulary.derived.get(expression)
    return attribute.type if attribute is not None else Type("number", "number")


def _type_ref(expression: str, kinds: Mapping[str, Type]) -> str:
    kind = kinds[expression]
    return quoteattr(kind.name if kind.kind == "enum" else _TYPES.get(kind.kind, "Any"))


def _id(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", text)
