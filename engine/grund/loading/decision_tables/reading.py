"""Reading: the decision tables of a rule file, wherever their rows stand.

What a rule file says of a table counts before what the table's own file says.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Final

from ...problems.problem import GrundError, Place
from ..documents import Document, Path, read_yaml
from ..report import ProblemReport
from ..schema import TableIn
from ..schema.fields import validate
from . import grids

SUFFIXES: Final = (".csv", *grids.WORKBOOKS, ".yaml")
_OF_SHEETS: Final = {
    "sheet": grids.WORKBOOKS, "header": grids.WORKBOOKS, "columns": SUFFIXES[:-1], "values": SUFFIXES[:-1],
}  # fmt: skip
"""What is said of a sheet that rows stand in, and the kinds of file of which it is read."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table, and where its rows stand."""

    id: str
    document: Document
    path: Path
    model: TableIn
    home: Document
    at: Path

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where something of it stands: in its own file, or in the rule file that names it."""
        full = (*self.path, *path)
        if path and full not in self.document.values and (*self.at, *path) in self.home.values:
            return self.home.place((*self.at, *path), key=key)
        return self.document.place(full, key=key)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs that its rows name, in the order of the first that does; none where all say what comes out."""
        then = (row.then for row in self.model.rows or () if not isinstance(row.then, str))
        return tuple(dict.fromkeys(name for outputs in then for name in outputs))


class Tables:
    """The decision tables of one rule file: those it declares under `tables`, and those that stand where they are used.

    `uses`: by the name of each output that has a table, that table. `replaced` are files read in place of a table's
    own, by its id.
    """

    def __init__(
        self, report: ProblemReport, document: Document, models: Mapping[str, TableIn], uses: Mapping[Path, TableIn],
        replaced: Mapping[str, FilePath],
    ) -> None:  # fmt: skip
        self.report, self.document, self.replaced = report, document, replaced
        self.named: dict[str, ReadTable] = {}
        self.users: dict[str, list[str]] = {}
        self.of: dict[str, ReadTable] = {}
        self.unread: set[str] = set()
        for name, model in models.items():
            path: Path = ("tables", name)
            report.identifier(document, path, name)
            self._misplaced(path, model, {"name": "table"}, "tables")
            self._read(path, name, model)
        for path, model in uses.items():
            self._use(path, str(path[-2]), model)
        for table in self.named.values():
            self._refuse_unused(table)

    def outputs(self, table: ReadTable) -> tuple[str, ...]:
        """The outputs of a table: those that its rows name, else all that use it."""
        return table.outputs or tuple(self.users.get(table.id, ()))

    def _use(self, path: Path, user: str, model: TableIn) -> None:
        """Note which table an output is of."""
        name = model.name or user
        if not model.name:
            self._read(path, user, model)
        else:
            self._misplaced(path, model, dict.fromkeys(model.model_fields_set - {"name"}, "tables"), "name")
            if name not in self.unread:
                self.report.known(self.document.place(path), "@table", name, self.named)
        if name in self.named:
            self.users.setdefault(name, []).append(user)
            self.of[user] = self.named[name]

    def _refuse_unused(self, table: ReadTable) -> None:
        """Refuse outputs that a table names and nothing uses, and uses of outputs that it does not name."""
        users = self.users.get(table.id, ())
        for name in table.outputs or (() if users else (table.id,)):
            if name not in users:
                self.report.add("G887", table.place(key=True), table=table.id, output=name)
        for name in users if table.outputs else ():
            self.report.known(table.place(key=True), "@output", name, table.outputs)

    def _read(self, path: Path, name: str, model: TableIn) -> None:
        """Read one table; problems are noted where it cannot be read."""
        table = (
            self._in_file(path, name, model) if model.file or name in self.replaced else self._here(path, name, model)
        )
        if table is None:
            self.unread.add(name)
        else:
            self.named[name] = table

    def _misplaced(self, path: Path, model: TableIn, owners: Mapping[str, str], here: str) -> None:
        """Refuse fields that belong each to something else than what is used here."""
        for field in sorted(owners.keys() & model.model_fields_set):
            place = self.document.place((*path, field), key=True)
            self.report.add("G322", place, field=field, owner=owners[field], here=here)

    def _of_sheets(self, path: Path, model: TableIn, suffix: str) -> None:
        """Refuse what is said of a sheet where the rows stand in a file of another kind, or in none."""
        other = {field: ", ".join(kinds) for field, kinds in _OF_SHEETS.items() if suffix not in kinds}
        self._misplaced(path, model, other, suffix or "rows")

    def _here(self, path: Path, name: str, model: TableIn) -> ReadTable | None:
        """A table whose rows stand in the rule file."""
        if model.rows is None:
            self.report.add("G301", self.document.place(path, key=True), field="rows | file")
            return None
        self._of_sheets(path, model, "")
        return ReadTable(name, self.document, path, model, self.document, path)

    def _in_file(self, path: Path, name: str, model: TableIn) -> ReadTable | None:
        """A table whose rows stand in a file beside."""
        file = self.replaced.get(name) or self._file(path, model)
        if file is None:
            return None
        if name not in self.replaced:
            self._misplaced(path, model, {"rows": "@table_without file"}, "file")
            self._of_sheets(path, model, file.suffix)
        self.report.files.append(str(file))
        try:
            rows = read_yaml(file) if file.suffix == ".yaml" else grids.document(file, model)
        except GrundError as error:
            self.report.problems += error.problems
            return None
        own, problems = validate(rows, TableIn)
        self.report.problems += problems
        if own is None or problems:
            return None
        given = {key: getattr(model, key) for key in model.model_fields_set - {"rows", "file"}}
        return ReadTable(name, rows, (), own.model_copy(update=given), self.document, path)

    def _file(self, path: Path, model: TableIn) -> FilePath | None:
        """The file that a table names, below the folder above the rule file's own; None with a problem noted."""
        folder = os.path.dirname(self.document.opened)
        file = FilePath(os.path.normpath(os.path.join(folder, model.file)))
        below = not os.path.isabs(model.file) and not model.file.replace("\\", "/").startswith("../../")
        if not below or file.suffix not in SUFFIXES:
            words = {"value": model.file, "wanted": ", ".join(SUFFIXES)}
            self.report.add("G303", self.document.place((*path, "file")), **words)
            return None
        return file
