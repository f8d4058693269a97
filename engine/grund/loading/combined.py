"""Combined: what a policy inherits from all the policies that it extends.

What two of them rule or set differently is a problem that names both places, unless the file itself says it; what they
inherit unchanged from one policy, or write with the same rules, is no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..model.policies import Parameter, Policy, Ruling, Steering
from ..problems.file_names import shown
from ..problems.problem import Place
from .documents import Document
from .report import ProblemReport
from .schema import PolicyFile


def rulings(report: ProblemReport, document: Document, model: PolicyFile, bases: Sequence[Policy]) -> dict[str, Ruling]:
    """How every insats of the policies extended is decided. The file says it itself by `rules`, `table`, `remove`."""
    sentences = {name for name, given in model.insatser.items() if given.whole} | {*model.remove}
    combined: dict[str, Ruling] = {}
    for base in bases:
        for name, ruling in base.rulings.items():
            first = combined.setdefault(name, ruling)
            if name not in sentences and _rules(first) != _rules(ruling):
                words = {"what": "@insats", "id": name, "first": _at(first.place), "second": _at(ruling.place)}
                report.add("G385", _extended(document, model, base), **words)
    return combined


def parameters(
    report: ProblemReport, document: Document, model: PolicyFile, bases: Sequence[Policy]
) -> dict[str, Parameter]:
    """The parameters of the policies extended. The file says one itself under `parameters`."""
    combined: dict[str, Parameter] = {}
    for base in bases:
        for name, parameter in base.parameters.items():
            first = combined.setdefault(name, parameter)
            if name not in model.parameters and first.says != parameter.says:
                places = [p.values[-1].place if p.values else None for p in (first, parameter)]
                words = {"what": "@parameter", "id": name, "first": _at(places[0]), "second": _at(places[1])}
                report.add("G385", _extended(document, model, base), **words)
    return combined


def steering(report: ProblemReport, document: Document, model: PolicyFile, bases: Sequence[Policy]) -> Steering:
    """How the policy is carried through: as the file says, else as all the policies extended are."""
    if model.steering:
        return model.steering
    for base in bases:
        if base.steering != bases[0].steering:
            words = {"what": "steering", "id": base.steering, "first": shown(bases[0].file), "second": shown(base.file)}
            report.add("G385", _extended(document, model, base), **words)
    return bases[0].steering if bases else "ordinarie"


def missing(model: PolicyFile, read: Collection[str]) -> bool:
    """Whether a policy that is extended is not there; then nothing true can be said of what is inherited."""
    return any(base not in read for base in model.extends)


def _rules(ruling: Ruling) -> tuple[object, ...]:
    """What a ruling says, without where it stands and why."""
    rules = {}
    for rule in ruling.rules:
        texts = [" ".join(written.text.split()) for written in rule.written]
        exceptions = frozenset(rule.exception_to)
        rules[rule.id] = (rule.then, rule.start, rule.end, exceptions, rule.unless is None, texts)
    return (ruling.otherwise, rules)


def _extended(document: Document, model: PolicyFile, base: Policy) -> Place:
    """Where the file names a policy that it extends."""
    return document.place(("extends", model.extends.index(base.id)))


def _at(place: Place | None) -> str:
    return f"{place.file}:{place.line}" if place else "?"
