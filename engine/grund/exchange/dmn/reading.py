"""Reading: the decision table of a DMN file, as the table that a rule file can name.

A `Document` of the table, and a fidelity report: of every element whether it is said exactly, approximated (how), or
refused. What cannot be said is refused by its name, with its id and line; nothing is answered in another way than the
file says.

Names in expressions are those of the vocabulary that reads the table; a null is what is missing, which here makes an
answer unknown where DMN answers null or false, and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Final, Literal, TypeAlias

from ...language.tokens import is_identifier
from ...loading.documents import Document
from ...model.names import fold_name
from ...problems.file_names import shown
from ...problems.problem import GrundError, Place, Problem, problem
from ...problems.reader_limits import whole
from .elements import MAX_FILE, Element, parse

Standing: TypeAlias = Literal["exact", "approximated", "refused"]
HITS: Final = {
    ("UNIQUE", ""): "unique", ("ANY", ""): "any", ("FIRST", ""): "first", ("PRIORITY", ""): "priority",
    ("RULE ORDER", ""): "rule_order", ("OUTPUT ORDER", ""): "output_order", ("COLLECT", ""): "collect",
    ("COLLECT", "SUM"): "sum", ("COLLECT", "MIN"): "min", ("COLLECT", "MAX"): "max", ("COLLECT", "COUNT"): "count",
}  # fmt: skip
"""The hit policies, with their aggregations."""
_REFUSED: Final = frozenset(
    (
        *("businessKnowledgeModel", "decisionService", "context", "invocation", "functionDefinition", "relation"),
        *("list", "for", "some", "every", "filter", "conditional", "import"),
    )
)
"""Elements that say more than a table can."""
_WORDS: Final = re.compile(r"\b(?:for|some|every|function|return|satisfies|instance of)\b|[{}]|\?")
"""What S-FEEL does not have, in the text of a cell or an input, outside of quotes."""
_CALL: Final = re.compile(r"\b(?!not\b|date\b)[A-Za-z_][\w ]*\(")


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How an element of the file is said here."""

    element: str
    id: str
    line: int
    standing: Standing
    note: str = ""


def content(path: FilePath) -> bytes:
    """The bytes of a file; raises `GrundError`."""
    file = shown(path)
    try:
        return whole(path, MAX_FILE, file)
    except (OSError, ValueError):
        raise GrundError([problem("G101", Place(file), file=file)]) from None


def read_table(raw: bytes, file: str) -> tuple[Document, list[Fidelity]]:
    """The table of the file's one decision, and the report.

    Raises `GrundError`: G888 with every element that is refused, G889 where the file is no DMN or has not one decision.
    """
    try:
        root = parse(raw)
    except (ValueError, IndexError) as error:
        raise GrundError([problem("G889", Place(file), file=file, why=str(error) or "XML")]) from None
    decisions = list(root.all("decision"))
    if root.name != "definitions" or len(decisions) != 1:
        names = ", ".join(map(_name, decisions)) or "–"
        raise GrundError([problem("G889", Place(file), file=file, why=f"decision: {names}")])
    report = [*beyond_tables(root, decisions[0]), *_inside(decisions[0])]
    refused = [one for one in report if one.standing == "refused"]
    if refused:
        lines = raw.decode("utf-8", "replace").splitlines()
        raise GrundError([_problem(file, lines, one) for one in refused])
    return _document(decisions[0], file), report


def _problem(file: str, lines: Sequence[str], one: Fidelity) -> Problem:
    text = lines[one.line - 1].strip()[:200] if one.line <= len(lines) else ""
    return problem(
        "G888",
        Place(file, one.line, 1, text, max(1, len(text))),
        element=one.element,
        id=one.id or "–",
        why=one.note or one.element,
    )


def beyond_tables(root: Element, decision: Element | None = None) -> Iterator[Fidelity]:
    """What stands beside the decision: data, types and pictures, which a vocabulary says in its own way."""
    for element in root.children:
        if element is decision:
            continue
        own = (element.name, element.attributes.get("id", ""), element.line)
        if element.name in _REFUSED:
            yield Fidelity(*own, "refused")
        elif element.name in ("inputData", "itemDefinition"):
            yield Fidelity(*own, "approximated", "vocabulary")
        elif element.name == "decision":
            yield Fidelity(*own, "approximated", "attribute")
        elif element.name != "DMNDI":
            yield Fidelity(*own, "exact")


def _inside(decision: Element) -> Iterator[Fidelity]:
    """The decision and all that is in it."""
    table = decision.first("decisionTable")
    if table is None:
        kind = next((c.name for c in decision.children if c.name in (*_REFUSED, "literalExpression")), "decision")
        yield Fidelity(kind, decision.attributes.get("id", ""), decision.line, "refused", "decisionTable")
        return
    for element in decision.below():
        own = (element.name, element.attributes.get("id", ""), element.line)
        if element.name in _REFUSED:
            yield Fidelity(*own, "refused")
        elif element.name == "defaultOutputEntry" and element.said() in ("true", "false"):
            yield Fidelity(*own, "approximated", "otherwise")
        elif element.name in ("inputExpression", "inputEntry", "outputEntry", "defaultOutputEntry"):
            wrong = _more_than_sfeel(element.said())
            yield Fidelity(*own, "refused", wrong) if wrong else Fidelity(*own, "exact")
    if _hit(table) is None:
        own = ("decisionTable", table.attributes.get("id", ""), table.line)
        yield Fidelity(*own, "refused", " ".join(filter(None, _policy(table))))
    for rule in table.all("rule"):
        if not fits(table, rule):
            own = ("rule", rule.attributes.get("id", ""), rule.line)
            yield Fidelity(*own, "refused", "inputEntry, outputEntry")
    yield from _orders(table)
    if table.first("input") is not None:
        yield Fidelity("decisionTable", table.attributes.get("id", ""), table.line, "approximated", "null")


def fits(table: Element, rule: Element) -> bool:
    """Whether a rule has an entry for each input and each output of its table, which has some output."""
    pairs = (("input", "inputEntry"), ("output", "outputEntry"))
    return bool(table.all("output")) and all(len(table.all(a)) == len(rule.all(b)) for a, b in pairs)


def _orders(table: Element) -> Iterator[Fidelity]:
    """What goes first of PRIORITY, and what comes out where no row holds: a table says one of each."""
    outputs = table.all("output")
    own = table.attributes.get("id", ""), table.line
    if _hit(table) == "priority":
        values = [one.said() for output in outputs for one in output.all("outputValues")]
        turned = any(text.startswith("false") for text in values)
        standing: Standing = "refused" if len(outputs) > 1 or turned else "approximated"
        yield Fidelity("PRIORITY", *own, standing, "outputValues" if standing == "refused" else "priority")
    if len({output_value(one.first("defaultOutputEntry")) for one in outputs} - {"true", "false"}) > 1:
        yield Fidelity("defaultOutputEntry", *own, "refused", "output")


def _more_than_sfeel(text: str) -> str:
    """What of a text is no S-FEEL; empty where all is."""
    bare = re.sub(r'"[^"]*"', '""', text)
    match = _WORDS.search(bare) or _CALL.search(bare)
    return match[0].strip() if match else ""


def _policy(table: Element) -> tuple[str, str]:
    return table.attributes.get("hitPolicy", "UNIQUE"), table.attributes.get("aggregation", "")


def _hit(table: Element) -> str | None:
    return HITS.get(_policy(table))


def _name(element: Element) -> str:
    return element.attributes.get("name") or element.attributes.get("id", "")


# ── the table


def _document(decision: Element, file: str) -> Document:
    """The decision as the document of a table."""
    table = decision.first("decisionTable")
    assert table is not None
    inputs = _inputs(table)
    outputs = [identifier_of(one.attributes.get("name") or _name(decision)) for one in table.all("output")]
    value: dict[str, Any] = {"label": {"sv": _name(decision)}, "hit": _hit(table), "inputs": dict(inputs)}
    if _hit(table) in ("unique", "any"):
        value["overlap"] = "error"
    defaults = [output_value(one.first("defaultOutputEntry")) for one in table.all("output")]
    if any(defaults) and defaults[0] not in ("true", "false"):
        value["gap"] = defaults[0]
    notes = [one.attributes.get("name", "") for one in table.all("annotation")]
    value["rows"] = [_row(rule, list(inputs), outputs, notes) for rule in table.all("rule")]
    return Document(file, value, [""], {(): (0, 0, 1)}, {}, True)


def _inputs(table: Element) -> dict[str, str]:
    """What each column reads, by a name for it."""
    inputs: dict[str, str] = {}
    for i, one in enumerate(table.all("input"), 1):
        expression = one.first("inputExpression")
        text = expression.said() if expression else ""
        name = one.attributes.get("label") or text or f"kolumn {i}"
        read = text if is_identifier(text) else identifier_of(text) if re.fullmatch(r"[\w ]+", text) else text
        inputs[name if name not in inputs else f"{name} {i}"] = read
    return inputs


def _row(rule: Element, inputs: list[str], outputs: list[str], notes: list[str]) -> dict[str, Any]:
    cells = [entry.said() or "-" for entry in rule.all("inputEntry")]
    values = [output_value(entry) for entry in rule.all("outputEntry")]
    row: dict[str, Any] = {
        "when": dict(zip(inputs, cells, strict=True)),
        "then": values[0] if len(outputs) == 1 else dict(zip(outputs, values, strict=True)),
    }
    identifier = rule.attributes.get("id", "")
    if is_identifier(identifier):
        row = {"id": identifier, **row}
    about = dict(zip(notes or ["note"], [entry.said() for entry in rule.all("annotationEntry")], strict=False))
    if about.get("source"):
        row["source"] = [part.strip() for part in about["source"].split(";")]
    if about.get("because") or rule.said("description"):
        row["because"] = {"sv": about.get("because") or rule.said("description")}
    rest = "; ".join(text for name, text in about.items() if name not in ("source", "because") and text)
    if rest:
        row["note"] = {"sv": rest}
    return row


def output_value(entry: Element | None) -> str:
    """An output: a text without its quotes, a day without its call."""
    text = entry.said() if entry is not None else ""
    day = re.fullmatch(r'date\(\s*"(\d{4}-\d\d-\d\d)"\s*\)', text, re.ASCII)
    if day:
        return day[1]
    return text[1:-1] if re.fullmatch(r'"[^"]*"', text) else text


def identifier_of(text: str) -> str:
    """A name as an identifier."""
    return re.sub(r"[^a-z0-9_-]+", "_", fold_name(text, marks=False)).strip("_") or "x"
