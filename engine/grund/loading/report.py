"""Report: collects the problems of a load, so that all of them are shown at once.

Values, or one `GrundError` with everything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from pydantic import BaseModel

from ..language.tokens import ParseError, is_identifier, is_name
from ..model.sources import MARKS, Citation, Label, Source
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, Problem, nearest, problem
from .csv_tables import CsvRow, CsvTable, read_csv
from .documents import MAX_PROBLEMS, Document, Path, parse_yaml, read_yaml
from .schema import Cited, LabelIn
from .schema.fields import validate
from .schema.sheets import BODIES, SOURCES, CsvKind

NEAREST: Final = 50
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class ProblemReport:
    """Problems so far. Nothing it returns may be used before `finish`."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.files: list[str] = []
        self.unread: set[str] = set()
        self.mended: dict[str, int] = {}
        self.english: Mapping[str, str] = {}
        """The English of the notes of tables."""

    def add(self, code: str, place: Place | None, near: str | None = None, **words: object) -> None:
        """Note a problem."""
        self.problems.append(problem(code, place, near, **words))

    def nearest(self, word: str, known: Mapping[str, object]) -> str | None:
        """The closest of many declared words, for the first problems only: the search takes time."""
        return nearest(word, known) if len(self.problems) < NEAREST else None

    def finish(self) -> None:
        """Raise every problem noted, if there is one; of a file misshapen, those of its shape and of its conditions."""
        if self.problems:
            raise GrundError(p for i, p in enumerate(self.problems) if self._tells(i, p))

    def _tells(self, number: int, noted: Problem) -> bool:
        """Whether a problem is not the mere consequence of one noted before it in its file."""
        shape = self.mended.get(noted.place.file) if noted.place else None
        return shape is None or number < shape or noted.code.startswith("G2")

    def yaml(
        self,
        path: str | os.PathLike[str],
        model: type[M],
        text: str | None = None,
        written_out: Callable[[Document], tuple[Document, list[Problem]]] = lambda document: (document, []),
    ) -> tuple[Document, M] | None:
        """A YAML file as a document and its model; with a text, that is read in the file's place.

        `written_out`: the document as its shape is meant, where it may be written shorter.
        """
        self.files.append(str(path))
        try:
            document = read_yaml(path) if text is None else parse_yaml(text, shown(path), str(path))
        except GrundError as error:
            self.problems += error.problems
            return None
        document, problems = written_out(document)
        self.problems += problems
        m, problems = validate(document, model)
        self.problems += problems
        if problems:
            self.mended[document.file] = len(self.problems)
        return None if m is None else (document, m)

    def csv(self, path: str | os.PathLike[str], kind: CsvKind) -> CsvTable | None:
        """A CSV file of a kind, as a table."""
        self.files.append(str(path))
        try:
            return read_csv(path, kind.required, kind.allowed)
        except GrundError as error:
            self.problems += error.problems
            self.unread.add(kind.where)
            return None

    def rows(self, table: CsvTable | None) -> Iterator[tuple[CsvTable, CsvRow]]:
        """The rows of a table that could be read, until there are more problems than anybody reads."""
        for row in table.rows if table else ():
            if len(self.problems) >= MAX_PROBLEMS:
                return
            assert table is not None
            yield table, row

    def parsed(self, document: Document, path: Path, make: Callable[[], T]) -> T | None:
        """What `make` makes of the condition at `path`, or None with its error noted at the very character."""
        try:
            return make()
        except ParseError as error:
            place = document.place(path, span=error.span)
            issue = error.issue
            self.problems.append(Problem(issue.code, place, issue.words, issue.near))
            return None

    def identifier(self, document: Document, path: Path, text: str) -> None:
        """Refuse an id that is no identifier."""
        if not is_identifier(text):
            self.add("G313", document.place(path, key=True), name=text)

    def name(self, document: Document, path: Path, text: str) -> None:
        """Refuse a name that cannot stand in a condition."""
        if not is_name(text):
            self.add("G313", document.place(path, key=True), name=text)

    def known(self, place: Place | None, what: str, text: str, allowed: Mapping[str, object] | Sequence[str]) -> bool:
        """Whether an id is declared; notes the nearest one if it is not, unless what declares it could not be read."""
        if text in allowed:
            return True
        if what == "@body" and BODIES.where in self.unread:
            return False
        names = sorted(allowed)
        shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "") or "@none_declared"
        self.add("G312", place, near=nearest(text, names), what=what, id=text, known=shown)
        return False

    def citation(
        self,
        document: Document,
        path: Path,
        cited: Cited,
        sources: Mapping[str, Source],
        what: str,
        required: bool = True,
    ) -> Citation:
        """The citation of a model; where one is required, none and no declared assumption is a problem."""
        given = cited.source
        if required and given is None and not (cited.assumption or cited.illustration):
            self.add("G307", document.place(path), what=what)
        documents = tuple(given.document) if given else ()
        for i, name in enumerate(documents):
            self.source(document.place((*path, "source", "document", i)), name, sources)
        return Citation(
            documents,
            given.place.sv if given else "",
            given.quote if given else "",
            cited.mark or ("V" if given and not cited.assumption and not cited.illustration else ""),
            cited.note.sv,
            cited.assumption,
            cited.illustration,
            cited.note.en,
            given.place.en if given else "",
        )

    def source(self, place: Place, name: str, sources: Mapping[str, Source]) -> None:
        """Refuse an undeclared source, unless the file that declares them could not be read."""
        if name not in sources and SOURCES.where not in self.unread:
            self.add("G308", place, near=nearest(name, sources), id=name)

    def row_citation(self, table: CsvTable, row: CsvRow, sources: Mapping[str, Source]) -> Citation:
        """The citation of a table's row, from its columns source, mark, note, assumption, illustration."""
        cells = row.cells
        documents = tuple(s.strip() for s in cells.get("source", "").split(";") if s.strip())
        flags = {name: cells.get(name, "") for name in ("assumption", "illustration")}
        for name, text in flags.items():
            if text not in ("", "true", "false"):
                self.add("G303", table.place(row, name), value=text, wanted="@truth")
        if not documents and "true" not in flags.values():
            self.add("G307", table.place(row, "source"), what="@fact")
        for name in documents:
            if name not in sources:
                self.source(table.place(row, "source"), name, sources)
        mark = cells.get("mark", "")
        if mark and mark not in MARKS:
            self.add("G303", table.place(row, "mark"), value=mark, wanted="V, H, G")
        return Citation(
            documents, "", "", mark, cells.get("note", ""),
            flags["assumption"] == "true", flags["illustration"] == "true", self.english.get(cells.get("note", ""), ""),
        )  # fmt: skip


def label(given: LabelIn | None, default: str = "") -> Label:
    """The label of a model, or `default`."""
    if given is None:
        return Label(default)
    many = given.many
    return Label(given.sv, given.en, many.sv, many.en) if many else Label(given.sv, given.en)
