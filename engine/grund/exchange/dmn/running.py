"""Running: what the decisions of a DMN file answer, by the interpreter.

`Answered` values: of each decision its answer, or why there is none. A decision that is not said exactly answers
nothing, and its elements say so; null is unknown, and so is what an unknown value could make another, for which DMN
has null or another answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from ...engines import interpreter
from ...loading.derived import derived
from ...loading.documents import parse_yaml
from ...loading.report import ProblemReport
from ...loading.schema import VocabularyFile
from ...loading.schema.fields import validate
from ...loading.vocabulary import Declared, vocabulary
from ...model.decisions import Trace
from ...model.derivations import Formula
from ...model.expressions import FIRST, Reference, Value
from ...model.facts import Area, World
from ...model.policies import Policy, Vocabulary
from ...model.sources import Citation, Label
from ...problems.problem import GrundError, problem
from .case_files import DmnCase, NoValue, Quoted, Written, flat
from .constants import decimals_of
from .lowering import DECIMALS, LEVEL, Lowered, lowered
from .reading import Fidelity
from .requirement_graph import ItemType, RequirementGraph

_CASE = Area("fall", LEVEL, "fall")
Standing: TypeAlias = Literal["right", "wrong", "unknown", "refused"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer of a decision, by the names of its outputs (empty: its only one); None is unknown.

    `missing`: the inputs that an unknown answer waits for; `refused`: why it is none.
    """

    decision: str
    name: str
    values: Mapping[str, Value | None]
    missing: tuple[str, ...] = ()
    refused: tuple[Fidelity, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedCase:
    """An expectation of a case, and how it stands: `wanted` and `answer` as text."""

    case: DmnCase
    decision: str
    standing: Standing
    wanted: str
    answer: str
    why: str = ""


class Runner:
    """A file made ready for some values of its inputs."""

    def __init__(self, graph: RequirementGraph, given: Sequence[Mapping[str, Value | None]]) -> None:
        self.graph = graph
        columns = {name: [row[name] for row in given if name in row] for name in graph.inputs}
        self.lowered = lowered(graph, {name: [v for v in row if v is not None] for name, row in columns.items()})
        self.words = _vocabulary(self.lowered, graph.file)

    @property
    def report(self) -> list[Fidelity]:
        """How the elements of the file are said."""
        return [*self.graph.report, *self.lowered.report]

    def answers(self, given: Mapping[str, Value | None]) -> list[Answered]:
        """The answer of every decision."""
        world = World(FIRST, None, {_CASE.id: _CASE}, (), {}, {})
        policy = Policy("", Label(""), (), Citation(), {}, {}, "")
        frame = interpreter.frame(self.words, policy, world)
        for label, name in self.lowered.names.items():
            node = Reference(name, self.words.attributes[name].type)
            frame.cells[name, _CASE.id] = Trace(node, given.get(label), (), "cell")
        barred = {of for name, of in self.lowered.allowed.items() if self._read(frame, name).value is False}
        rounded = {node.id for node in self.graph.nodes.values() if node.decides and self._rounded(frame, node.id)}
        return [self._answer(frame, node.id, barred, rounded) for node in self.graph.nodes.values() if node.decides]

    def _rounded(self, frame: interpreter.EvalContext, decision: str) -> bool:
        """Whether the answer of a decision is a quotient that had to be rounded."""
        name = self.lowered.outputs.get(decision, {}).get("", "")
        if name not in self.words.derived or not isinstance(self.words.derived[name].how, Formula):
            return False
        try:
            trace = self._read(frame, name)
        except GrundError:
            return False
        top, *bottom = [part.value for part in trace.parts]
        quotient = [one for one in (trace.value, top, *bottom) if isinstance(one, Decimal)]
        return len(quotient) == 3 and quotient[0] * quotient[2] != quotient[1]

    def _read(self, frame: interpreter.EvalContext, name: str) -> Trace:
        return interpreter.read(frame, Reference(name, self.words.derived[name].type), _CASE)

    def _answer(self, frame: interpreter.EvalContext, decision: str, barred: set[str], rounded: set[str]) -> Answered:
        """The answer of a decision; none where what it reads is rounded, or no value that is allowed."""
        node = self.graph.nodes[decision]
        refused = self.lowered.refused.get(decision, ())
        reads = {*self._reads(decision)}
        outside, inexact = barred & {decision, *reads}, rounded & reads
        if refused or outside or inexact:
            note = f"allowedValues: {', '.join(sorted(outside))}" if outside else "rounded"
            return Answered(decision, node.name, {}, (), tuple(refused or [node.fidelity(note)]))
        try:
            traces = {output: self._read(frame, name) for output, name in self.lowered.outputs[decision].items()}
        except GrundError as error:
            return Answered(decision, node.name, {}, (), tuple(node.fidelity(p.code) for p in error.problems))
        labels = {name: label for label, name in self.lowered.names.items()}
        missing = {labels.get(name, name) for trace in traces.values() for name in interpreter.missing(trace)}
        values = {output: trace.value for output, trace in traces.items()}
        return Answered(decision, node.name, values, tuple(sorted(missing & {*self.lowered.names})))

    def _reads(self, decision: str) -> Iterator[str]:
        """The decisions and inputs that a decision requires, at any remove; a part of a structure by its name."""
        seen, queue = {decision}, [decision]
        while queue:
            for required in self.graph.nodes[queue.pop()].requires:
                if required not in seen and required in self.graph.nodes:
                    other = self.graph.nodes[required]
                    seen.add(required)
                    yield required
                    if other.decides:
                        queue.append(required)
                    else:
                        yield from (name for name, _ in other.type.flat(other.name))


def _vocabulary(made: Lowered, file: str) -> Vocabulary:
    """The vocabulary through the loader, as that of any file."""
    report = ProblemReport()
    document = parse_yaml(made.text(), file)
    model, problems = validate(document, VocabularyFile)
    report.problems += problems
    if model is None:
        raise GrundError(report.problems)
    declared = Declared(report, document, {})
    words, common = vocabulary(declared, model)
    words = derived(declared, words, common, model)
    report.finish()
    return words


# ── values


def values_of(given: Mapping[str, Written], graph: RequirementGraph) -> dict[str, Value | None]:
    """Given values by the inputs' types.

    Raises `GrundError`, at no place of a file: G812 (no such input) and G814 (no value of its type).
    """
    inputs = graph.inputs
    problems, values = [], {}
    for name, text in flat(given):
        kind = inputs.get(name)
        if kind is None:
            known = ", ".join(inputs) or "–"
            problems.append(problem("G812", None, name=name, file=graph.file, known=known))
            continue
        try:
            values[name] = None if text is None else _value(text, kind)
        except ValueError:
            shown = text if isinstance(text, str) else "[…]"
            problems.append(problem("G814", None, value=shown, name=name, wanted=kind.base or "@text"))
    if problems:
        raise GrundError(problems)
    return values


def _value(text: str | NoValue, kind: ItemType) -> Value:
    """A value of a type; where the file does not say which, what it looks like. Raises `ValueError`."""
    if isinstance(text, NoValue):
        raise ValueError
    if kind.base == "string" or (not kind.base and isinstance(text, Quoted)):
        return str(text)
    bare = text.strip()
    if kind.base in ("", "boolean") and bare in ("true", "false"):
        return bare == "true"
    try:
        if kind.base in ("", "number") and Decimal(bare).is_finite():
            return Decimal(bare)
    except InvalidOperation:
        pass
    if kind.base == "date":
        return date.fromisoformat(bare)
    if not kind.base:
        return text
    raise ValueError


# ── cases


def try_cases(graph: RequirementGraph, cases: Sequence[DmnCase]) -> tuple[list[TriedCase], Runner]:
    """Every expectation of some cases, and the file as it was made ready for them."""
    given: list[dict[str, Value | None] | GrundError] = []
    for case in cases:
        try:
            given.append(values_of(case.given, graph))
        except GrundError as error:
            given.append(error)
    runner = Runner(graph, [one for one in given if not isinstance(one, GrundError)])
    tried: list[TriedCase] = []
    for case, one in zip(cases, given, strict=True):
        answers = {} if isinstance(one, GrundError) else {a.name: a for a in runner.answers(one)}
        for name, wanted in case.expected.items():
            if isinstance(one, GrundError):
                why = "; ".join(f"{p.code} {p.words.get('name', '')}".strip() for p in one.problems)
                tried.append(TriedCase(case, name, "refused", _text(wanted), "", why))
            else:
                tried.append(_tried(case, name, wanted, answers.get(name)))
    return tried, runner


def _tried(case: DmnCase, name: str, wanted: object, answer: Answered | None) -> TriedCase:
    if answer is None or case.subject != "decision":
        return TriedCase(case, name, "refused", _text(wanted), "", case.subject if answer else "decision")
    if answer.refused:
        return TriedCase(case, name, "refused", _text(wanted), "", reasons(answer.refused))
    parts = wanted if isinstance(wanted, dict) else {"": wanted}
    outputs = answer.values if "" not in parts or "" in answer.values else dict.fromkeys(answer.values)
    if parts == {"": None}:
        parts = dict.fromkeys(answer.values)
    alike = {part: _alike(outputs.get(part), value) for part, value in parts.items()} if {*parts} == {*outputs} else {}
    shown = _text({part: dmn_text(value) for part, value in answer.values.items()})
    if alike and all(alike.values()):
        return TriedCase(case, name, "right", _text(wanted), shown)
    unknown = alike and all(like or outputs[part] is None for part, like in alike.items())
    why = ", ".join(answer.missing)
    return TriedCase(case, name, "unknown" if unknown else "wrong", _text(wanted), shown, why)


def _alike(value: Value | None, wanted: object) -> bool:
    """Whether an answer is the expected one; a quotient of nine decimals, where more are expected, as rounded."""
    if value is None or wanted is None or not isinstance(wanted, str):
        return value is None and wanted is None
    if isinstance(value, Decimal):
        try:
            amount = Decimal(wanted)
            return value == (amount if decimals_of(amount) <= DECIMALS else round(amount, DECIMALS))
        except ArithmeticError:
            return False
    return dmn_text(value) == wanted


def dmn_text(value: Value | None) -> str | None:
    """A value as a test file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def reasons(refused: Sequence[Fidelity]) -> str:
    """Why something is refused: each element with its id, its line and what of it is."""
    return "; ".join(f"{one.element} ({one.id}, {one.line}): {one.note}" for one in refused)


def _text(written: object) -> str:
    """A value of a test file for people."""
    if isinstance(written, dict):
        one = {*written} == {""}
        return _text(written[""]) if one else ", ".join(f"{k}: {_text(v)}" for k, v in written.items())
    return "null" if written is None else "[…]" if isinstance(written, NoValue) else str(written)
