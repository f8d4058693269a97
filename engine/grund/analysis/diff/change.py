"""Change: one difference between two versions of a policy.

A change that cannot move any area has no slots, and a change that has slots names every part of a version that it
changes.

A version is a table of *slots*: the condition of a rule, a parameter, a derived attribute … `movement` lays the slots
of one version into the other, change by change, and sees what moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias
from typing import Literal as OneOf

from ...model.policies import Policy, Rulebook
from ...problems.problem import Place

Kind: TypeAlias = OneOf[
    "parameter", "type", "attribute", "derived", "tolkning", "insats", "level", "otherwise",
    "rule", "name", "condition", "exception", "period", "source", "words", "document",
]  # fmt: skip
KINDS: Final[Mapping[Kind, tuple[str, str]]] = {
    "parameter": ("parameter", "parameter"),
    "type": ("typ", "type"),
    "attribute": ("attribut", "attribute"),
    "derived": ("härlett attribut", "derived attribute"),
    "tolkning": ("tolkning", "interpretation"),
    "insats": ("insats", "intervention"),
    "level": ("områdestyp", "area type"),
    "otherwise": ("annars", "otherwise"),
    "rule": ("regel", "rule"),
    "name": ("nytt id", "new id"),
    "condition": ("villkor", "condition"),
    "exception": ("undantag", "exception"),
    "period": ("period", "period"),
    "source": ("källa", "source"),
    "words": ("motivering", "reason"),
    "document": ("dokument", "document"),
}
Slot: TypeAlias = tuple[str, str, str]
"""(kind, insats, name): one part of a version."""


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as one rulebook has it."""

    book: Rulebook
    policy: Policy


class VersionPart(NamedTuple):
    """What one version says of something, None where it is not there, and where it says so."""

    text: str | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One difference: what is said before and after, None where it is not there, each with its place.

    `insats` is empty for what all insatser share. `slots` are the parts of a version that it changes; none where it
    cannot change a decision: a source, a reason, a new id, a word that only one version knows (whatever reads it is a
    change of its own).
    """

    kind: Kind
    insats: str
    subject: str
    before: str | None
    after: str | None
    place_before: Place | None
    place_after: Place | None
    slots: frozenset[Slot] = frozenset()


def told(
    kind: Kind, insats: str, subject: str, a: VersionPart, b: VersionPart, *slots: Slot
) -> Iterator[VersionChange]:
    """The change from one part to the other, if they differ."""
    if a.text != b.text:
        yield VersionChange(kind, insats, subject, a.text, b.text, a.place, b.place, frozenset(slots))
