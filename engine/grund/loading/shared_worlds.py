"""Shared worlds: what scenarios that are loaded together have in common, read and decided once.

Nothing is kept longer than the command that asks for several.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..model.decisions import Decision
from ..model.facts import FactBook
from ..model.policies import Policy, Rulebook
from ..problems.problem import GrundError
from .folders import factbook, rulebook


@dataclass(frozen=True)
class Shared:
    """What scenarios that are loaded together have in common: rulebooks (or what is wrong in them) and worlds, each
    read once, and what is decided of one world on one day."""

    books: dict[object, Rulebook | GrundError] = field(default_factory=dict)
    worlds: dict[object, FactBook] = field(default_factory=dict)
    decided: dict[object, tuple[FactBook, dict[object, tuple[Decision, ...]]]] = field(default_factory=dict)
    policies: list[Mapping[str, Policy]] = field(default_factory=list)

    def book(self, folder: Path, more: tuple[Path, ...] = ()) -> Rulebook:
        """The rulebook of a folder, with further policy files; raises `GrundError`."""
        key = (folder.resolve(), *(path.resolve() for path in more))
        if key not in self.books:
            try:
                self.books[key] = rulebook(folder, more)
            except GrundError as error:
                self.books[key] = error
        book = self.books[key]
        if isinstance(book, GrundError):
            raise book
        return book

    def facts(self, folder: Path, book: Rulebook) -> FactBook:
        """The fact book of a world's folder, in the words of a rulebook; raises `GrundError`."""
        key = (folder.resolve(), id(book))
        if key not in self.worlds:
            self.worlds[key] = factbook(folder, book)
        return self.worlds[key]

    def decisions(
        self, facts: FactBook, policies: Mapping[str, Policy], day: date, known: date | None
    ) -> dict[object, tuple[Decision, ...]]:
        """Where decisions of a world on a day are kept, by the identity of rulings and parameters, which live on
        here."""
        self.policies.append(policies)
        return self.decided.setdefault((id(facts), day, known), (facts, {}))[1]
