"""Accept: what somebody asks to have recorded, found right before anything is.

Takes facts, issues of lists and what to withdraw, as nouns, as rows of a file or as columns of a mapping. Every
problem at once, each at its row, with the code it has in a file; nothing is taken in before all of it is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from ..loading.contradictions import clashes
from ..loading.csv_tables import CsvRow, CsvTable
from ..loading.documents import clean
from ..loading.facts import read_row
from ..loading.report import ProblemReport
from ..model.facts import Fact, ListInForce
from ..model.policies import Rulebook
from ..problems.problem import GrundError, Place, nearest, wrong_kind
from .fact_store import Book, FactStep, fact_id

COLUMNS: Final = (
    "area", "attribute", "value", "valid_from", "valid_to", "precision", "recorded", "missing", "id", "series",
    "source", "mark", "note", "assumption", "illustration", "place", "quote",
)  # fmt: skip
"""The columns of facts/*.csv, those of lists.csv, and what more a citation says."""
_SHOWN: Final = 8
"""How many possible meanings a problem names."""
_BLANK: Final = dict.fromkeys(COLUMNS, "")


class FileLine(NamedTuple):
    """A row of a file: what is wrong with it is shown where it stands."""

    table: CsvTable
    row: CsvRow

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.table.place(self.row)


Added: TypeAlias = Fact | ListInForce | Mapping[str, Any] | FileLine
Withdrawn: TypeAlias = Fact | ListInForce | str | FileLine


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, as rows of text: the same words in a file, in Python and in the journal."""

    adds: tuple[FileLine, ...]
    withdraws: tuple[tuple[str, Place], ...]

    @property
    def body(self) -> dict[str, Any]:
        """The request as plain data: what the journal keeps, and what a repetition is compared with."""
        adds = [{name: text for name, text in line.row.cells.items() if text} for line in self.adds]
        return {"adds": adds, "withdraws": [text for text, _ in self.withdraws]}


def request(adds: Iterable[Added], withdraws: Iterable[Withdrawn], name: str) -> Request:
    """What is asked, in words; `name` is what a problem calls it. Raises `GrundError` where it is no text."""
    for argument, items in (("adds", adds), ("withdraws", withdraws)):
        if isinstance(items, str | Mapping) or not isinstance(items, Iterable):
            raise wrong_kind(argument, "Iterable", items)
    report = ProblemReport()
    lines = tuple(
        item if isinstance(item, FileLine) else line_of(report, item, name, i) for i, item in enumerate(adds, 1)
    )
    gone = tuple(
        (_named(item.row.cells), item.place)
        if isinstance(item, FileLine)
        else (item if isinstance(item, str) else fact_id(item), Place(name))
        for item in withdraws
    )
    report.finish()
    return Request(lines, gone)


def request_of(body: Mapping[str, Any], name: str) -> Request:
    """The request that a journal's entry holds."""
    return request(body["adds"], body["withdraws"], name)


def line_of(
    report: ProblemReport,
    item: Fact | ListInForce | Mapping[str, Any],
    name: str,
    number: int = 1,
    lines: Sequence[str] | None = None,
) -> FileLine:
    """A noun or a mapping as a row of its own, with its problems noted; `lines` are those of the file it stands in."""
    if not isinstance(item, Mapping | Fact | ListInForce):
        raise wrong_kind("adds", "Fact | ListInForce | {column: value}", item)
    raw = item if isinstance(item, Mapping) else _columns(item)
    if lines is None:
        text = ", ".join(f"{column}: {value}" for column, value in raw.items() if value is not None)
        lines = [*[""] * (number - 1), text]
    table = CsvTable(name, (), (), lines, ",")
    place = table.place(CsvRow(number, {}))
    cells: dict[str, str] = {}
    for column, value in raw.items():
        if column not in COLUMNS:
            report.add("G113", place, nearest(str(column), COLUMNS), column=column)
        else:
            cells[column] = _text(report, value, place)
    return FileLine(table, CsvRow(number, cells))


def _text(report: ProblemReport, value: Any, place: Place) -> str:
    """A cell as it would be written; a binary float is refused, since nobody wrote it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        report.add("G303", place, value=type(value).__name__, wanted="@text")
        return ""
    if any("\ud800" <= char <= "\udfff" for char in value):
        report.add("G104", place, hex=next(f"{ord(c):04X}" for c in value if "\ud800" <= c <= "\udfff"))
        return ""
    try:
        return clean(value, place.file).strip()
    except GrundError as error:
        report.problems += error.problems
        return ""


def _columns(item: Fact | ListInForce) -> dict[str, Any]:
    """A noun as the columns it is written in."""
    cited = item.citation
    data: dict[str, Any] = {
        "valid_from": item.start, "recorded": item.recorded, "precision": item.precision,
        "source": ";".join(cited.documents), "mark": cited.mark, "note": cited.note, "place": cited.place,
        "quote": cited.quote, "assumption": cited.assumption or None, "illustration": cited.illustration or None,
    }  # fmt: skip
    if isinstance(item, ListInForce):
        return data | {"id": item.id, "series": item.series}
    value_columns = {"value": item.value} if item.value is not None else {"missing": item.absence}
    return data | value_columns | {"area": item.area, "attribute": item.attribute, "valid_to": item.end}


def _named(cells: Mapping[str, str]) -> str:
    """The fact, or the list, that a row withdraws; what is left empty may be anything."""
    text = cells.get("id") or "/".join(cells.get(c, "") for c in ("area", "attribute", "valid_from", "recorded"))
    return text.rstrip("/")


# ── found right


def accept(query: Request, rules: Rulebook, book: Book, day: date) -> tuple[FactStep, dict[str, Any]]:
    """The step, and the body of its entry with everything spelt out. Raises `GrundError` with every problem.

    Without dates, a fact holds from `day` and is recorded on it; what is withdrawn, is so from `day` on.
    """
    report = ProblemReport()
    withdrawn = _withdrawn(report, query, book, day)
    lines: list[FileLine] = []
    nouns: list[tuple[FileLine, Fact | ListInForce]] = []
    for line in query.adds:
        row_cells = _BLANK | line.row.cells
        dates = {name: row_cells[name] or day.isoformat() for name in ("valid_from", "recorded")}
        full_line = FileLine(line.table, CsvRow(line.row.line, row_cells | dates))
        before = len(report.problems)
        noun = _noun(report, rules, book, full_line)
        if noun is not None and len(report.problems) == before:
            nouns.append((line, noun))
            lines.append(_exact(full_line, noun))
    if not (query.adds or query.withdraws):
        report.add("G605", None)
    _contradictions(report, book, day, nouns, withdrawn)
    report.finish()
    facts = tuple(noun for _, noun in nouns if isinstance(noun, Fact))
    lists = tuple(noun for _, noun in nouns if isinstance(noun, ListInForce))
    body = Request(tuple(lines), tuple((fact_id(item), Place("")) for item in withdrawn)).body
    body["withdraws"] = list(dict.fromkeys(body["withdraws"]))
    return FactStep(day, facts, lists, withdrawn), body | {"day": day.isoformat()}


def _noun(report: ProblemReport, rules: Rulebook, book: Book, line: FileLine) -> Fact | ListInForce | None:
    """The fact, or the issue of a list, that a row says."""
    cells = line.row.cells
    for column in ("id",) if cells["series"] else ("area", "attribute"):
        if not cells[column]:
            report.add("G301", line.place, field=column)
            return None
    noun = read_row(report, rules, book.areas, line.table, line.row)
    if noun is None or not (cells["place"] or cells["quote"]):
        return noun
    return replace(noun, citation=replace(noun.citation, place=cells["place"], quote=cells["quote"]))


def _exact(line: FileLine, noun: Fact | ListInForce) -> FileLine:
    """The row as the journal keeps it: a number with a decimal point, whatever the file it came in wrote."""
    if not (isinstance(noun, Fact) and isinstance(noun.value, Decimal)):
        return line
    return FileLine(line.table, CsvRow(line.row.line, line.row.cells | {"value": f"{noun.value:f}"}))


def _withdrawn(report: ProblemReport, query: Request, book: Book, day: date) -> tuple[Fact | ListInForce, ...]:
    """Everything that is withdrawn; what is unknown, ambiguous or gone already is a problem."""
    removals: list[Fact | ListInForce] = []
    for text, place in query.withdraws:
        matches = _fitting(book, text)
        candidates = [item for item in matches if item.withdrawn is None and item not in removals]
        ids = sorted({fact_id(item) for item in candidates})
        if not matches:
            known = _alike(book, text)
            report.add("G601", place, nearest(text, known), id=text, known=", ".join(known[:_SHOWN]) or "–")
        elif not candidates:
            gone = max((item.withdrawn for item in matches if item.withdrawn is not None), default=day)
            report.add("G602", place, id=text, day=gone)
        elif len(ids) > 1:
            report.add("G603", place, id=text, known=", ".join(ids))
        else:
            removals += candidates
    return tuple(removals)


def _alike(book: Book, text: str) -> list[str]:
    """What could have been meant: facts of the area and attribute, else attributes of the area, else areas."""
    area, _, rest = text.partition("/")
    same = [f for f in _fitting(book, f"{area}/{rest.partition('/')[0]}") if f.withdrawn is None]
    if same or area in book.areas:
        return sorted({fact_id(f) for f in same}) or [f"{area}/{name}" for name in book.read_of(area)]
    return [f"{near}/{rest}"] if (near := nearest(area, book.areas)) else []


def _fitting(book: Book, text: str) -> Sequence[Fact | ListInForce]:
    """Whatever a text may name: a list by its id, facts by `area/attribute` and as much of their dates as is said."""
    lists = [issue for issue in book.lists() if issue.id == text]
    parts = text.split("/")
    for i in range(len(parts) - 1, 0, -1):  # an area's id may hold a stroke, an attribute's name may not
        area = "/".join(parts[:i])
        if area in book.areas:
            sentences = (*parts[i + 1 :], "", "")[:2]
            facts = book.facts((area, parts[i]))
            return [
                f for f in facts
                if all(want in ("", str(have)) for want, have in zip(sentences, (f.start, f.recorded), strict=True))
            ]  # fmt: skip
    return lists


def _contradictions(
    report: ProblemReport,
    book: Book,
    day: date,
    nouns: Sequence[tuple[FileLine, Fact | ListInForce]],
    withdrawn: Sequence[Fact | ListInForce],
) -> None:
    """What cannot be told from a row alone: a fact said twice, two values at once, two lists from one day."""
    groups: dict[tuple[str, str, date], list[tuple[FileLine, Fact]]] = {}
    issues = [issue for issue in book.lists() if issue.withdrawn is None and issue not in withdrawn]
    for line, noun in nouns:
        if isinstance(noun, Fact):
            groups.setdefault((noun.area, noun.attribute, noun.recorded), []).append((line, noun))
            continue
        if any(noun.id == other.id for other in issues):
            report.add("G304", line.place, id=noun.id, first="@list")
        elif any((noun.series, noun.start) == (other.series, other.start) for other in issues):
            report.add("G314", line.place, what=noun.series)
        issues.append(noun)
    for (area, attribute, recorded), new in groups.items():
        gone = [item for item in withdrawn if day <= recorded]
        facts = [f for f in book.facts((area, attribute), recorded) if f not in gone and _seen(f)]
        _tied(report, facts, new, withdrawn)


def _seen(fact: Fact) -> bool:
    """Whether there is a day on which it was known."""
    return fact.withdrawn is None or fact.recorded < fact.withdrawn


def _tied(
    report: ProblemReport,
    facts: Sequence[Fact],
    new: Sequence[tuple[FileLine, Fact]],
    withdrawn: Sequence[Fact | ListInForce],
) -> None:
    """Facts of one area and attribute, recorded on one day, that are the same or that contradict one another."""
    places = {id(fact): line.place for line, fact in new}
    known_facts = [f for f in facts if f.withdrawn is None and f not in withdrawn]
    for line, fact in new:
        if any((f.start, f.end, f.value) == (fact.start, fact.end, fact.value) for f in known_facts):
            report.add("G604", line.place, id=fact_id(fact))
        known_facts.append(fact)
    for earlier, later in clashes([*facts, *(fact for _, fact in new)]):
        place = places.get(id(later)) or places.get(id(earlier))
        if place is not None:
            report.add(
                "G405", place, area=later.area, attribute=later.attribute, first=earlier.value, second=later.value
            )
