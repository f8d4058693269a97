"""Maker: one derived attribute while it is read: where it stands in its file, and what its kinds have in common.

Typed expressions and constants, or problems. An expression is right at every level that the attribute exists at; what
must be declared and is not, is a problem that names the choices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from ...language.tokens import ParseError
from ...language.typing import Scope, condition, value
from ...model.expressions import Expr, Name, Value, names
from ...model.policies import Derived, Parameter, Vocabulary
from ...problems.problem import Place, problem
from ..documents import Document, Path
from ..schema import KINDS, DerivedIn
from ..vocabulary import Declared, scope

T = TypeVar("T")


class Maker:
    """What the kinds need to read the one way in which an attribute is computed."""

    def __init__(
        self,
        declared: Declared,
        words: Vocabulary,
        parameters: Mapping[str, Parameter],
        shell: Derived,
        given: DerivedIn,
    ) -> None:
        self.declared, self.words, self.parameters = declared, words, parameters
        self.shell, self.given = shell, given
        self.report, self.document = declared.report, declared.document
        self.path: Path = ("derived", shell.id)

    # ── places and problems
    @property
    def kind(self) -> str | None:
        """The one kind that is declared; another number of kinds is a problem."""
        ids = [kind for kind in KINDS if getattr(self.given, kind) is not None]
        if len(ids) != 1:
            self.report.add("G301", self.document.place(self.path, key=True), field=" | ".join(KINDS))
            return None
        return ids[0]

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where something of the attribute stands in its file."""
        return self.document.place((*self.path, *path), key=key)

    def unread(self, kind: str) -> None:
        """Refuse the fields that belong to other kinds."""
        elsewhere = frozenset().union(*KINDS.values()) - KINDS[kind]
        for name in sorted(elsewhere):
            self.misplaced(name, " | ".join(other for other, fields in KINDS.items() if name in fields), kind)

    def chosen(self, kind: str, **choices: str) -> bool:
        """Whether everything is declared that the kind must know; each choice that is not is a problem."""
        lacking = [field for field in choices if field not in self.given.model_fields_set]
        for field in lacking:
            self.report.add("G330", self.place(kind, key=True), kind=kind, field=field, choices=choices[field])
        return not lacking

    def only_with(self, field: str, other: str, *choices: str) -> None:
        """Refuse a field that is read with some choices of another field, where that is something else."""
        chosen = getattr(self.given, other)
        if chosen and chosen not in choices:
            self.misplaced(field, f"{other}: {' | '.join(choices)}", f"{other}: {chosen}")

    def misplaced(self, field: str, owner: str, here: str) -> None:
        """Refuse a field, if it is there, that belongs to something else than what is used here."""
        if field in self.given.model_fields_set:
            self.report.add("G322", self.place(field, key=True), field=field, owner=owner, here=here)

    def typed(self, *wanted: str) -> bool:
        """Whether the declared type is one of those the kind gives."""
        if self.shell.type.kind in wanted:
            return True
        sentence = ", ".join("@" + kind for kind in wanted)
        self.report.add("G205", self.place("type"), wanted=sentence, found=self.given.type)
        return False

    # ── expressions
    def each_level(self, path: Path, make: Callable[[Scope], T], document: Document | None = None) -> T | None:
        """An expression, checked at every level the attribute exists at; its path is within the attribute, or within
        another document that it stands in."""
        t: T | None = None
        home, full = (self.document, (*self.path, *path)) if document is None else (document, path)
        for level in self.shell.levels:
            at = scope(self.words, self.parameters, level)
            t = self.report.parsed(home, full, partial(make, at))
            if t is None:
                return None
        return t

    def condition(self, path: Path, text: str, document: Document | None = None) -> Expr | None:
        """A condition at the area."""
        return self.each_level(path, partial(condition, text), document)

    def value(self, path: Path, text: str, *kinds: str) -> Expr | None:
        """An expression at the area, of one of some kinds."""

        def make(at: Scope) -> Expr:
            tree = value(text, at)
            if kinds and tree.type.kind not in kinds:
                wanted = ", ".join("@" + kind for kind in kinds)
                raise ParseError(tree.span, problem("G205", wanted=wanted, found="@" + tree.type.kind))
            return tree

        return self.each_level(path, make)

    def everywhere(self, path: Path, text: str, computed: bool = False) -> Expr | None:
        """A number that is the same for every area: written, made of parameters, or `computed` of every area, which is
        looked at when all attributes are read."""
        expr = self.value(path, text, "number")
        if expr is None:
            return None
        other = {name for name in names(expr) if Name.parse(name).space != "param"}
        if other - (self.words.derived.keys() if computed else set()):
            self.report.add("G331", self.place(*path), field=str(path[-1]))
            return None
        return expr

    def constant(self, text: str, *path: str | int) -> Value | None:
        """A value of the attribute's own type."""
        return self.declared.constant(self.place(*path), self.shell.id, text, self.shell.type)
