"""Fetched: what came from a public service, as the files that can be read, committed and cited.

The same answers give the same bytes; every file says its source, and `fetch.yaml` says the request, the edition and
the hashes.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final, NamedTuple

from .calls import Call

DESCRIPTION: Final = "fetch.yaml"
FORMAT: Final = 1


class FetchedArea(NamedTuple):
    """An area by the code that the source gives it, after any prefix."""

    id: str
    level: str
    name: str
    note: str = ""


class FetchedFact(NamedTuple):
    """A figure as files of facts write it: a value, or why there is none."""

    area: str
    attribute: str
    value: str
    valid_from: str
    precision: str
    missing: str
    note: str


class AreaOverlap(NamedTuple):
    """Two areas that overlap, with the shares of each by the name of their column."""

    area: str
    other: str
    shares: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The row of sources.csv that facts of a fetch stand on; its edition is part of it."""

    id: str
    title: str
    publisher: str
    date: str
    reference: str
    url: str
    licence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """All of a fetch. `request` is what decides whether another fetch asks for the same."""

    service: str
    name: str
    request: Mapping[str, Any]
    sources: Sequence[SourceRow]
    mark: str
    recorded: str
    areas: Sequence[FetchedArea] = ()
    facts: Sequence[FetchedFact] = ()
    overlaps: Sequence[AreaOverlap] = ()
    description: Mapping[str, Any] = field(default_factory=dict)
    """What the source says of the table, its code list and figures, in the words of its answers."""
    findings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What a reader must be told, by kind: areas new, gone, renamed or drawn anew, slivers, sums."""
    calls: Sequence[tuple[Call, str]] = ()
    """The requests that the figures came by, with the SHA-256 of each answer."""

    @property
    def cited(self) -> str:
        """The ids of the sources, as a row cites them."""
        return ";".join(source.id for source in self.sources)

    @property
    def missing(self) -> dict[str, int]:
        """How many figures are missing, by kind and by what the source writes."""
        counted = Counter(f"{fact.missing}: {fact.note}" if fact.note else fact.missing for fact in self.facts)
        return {kind: counted[kind] for kind in sorted(counted) if kind and not kind.startswith(":")}


def request_hash(request: Mapping[str, Any]) -> str:
    """What names a request: two fetches of one hash ask for the same."""
    return sha256(json.dumps(request, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def data_files(fetched: Fetched) -> dict[str, bytes]:
    """The files of a fetch but for its description, by their paths in its folder."""
    cited = (fetched.cited, fetched.mark)
    names = SourceRow.__slots__
    files = {"sources.csv": csv_file(names, [[getattr(row, name) for name in names] for row in fetched.sources])}
    header: tuple[str, ...] = ("id", "level", "name", "source", "mark", "note")
    if fetched.areas:
        files["areas.csv"] = csv_file(header, [(*area[:3], *cited, area.note) for area in fetched.areas])
    if fetched.facts:
        header = (
            "area",
            "attribute",
            "value",
            "valid_from",
            "precision",
            "recorded",
            "missing",
            "source",
            "mark",
            "note",
        )
        rows = [(*f[:5], fetched.recorded, f.missing, *cited, f.note) for f in fetched.facts]
        files[f"facts/{fetched.name}.csv"] = csv_file(header, rows)
    if fetched.overlaps:
        shares = list(dict.fromkeys(name for overlap in fetched.overlaps for name in overlap.shares))
        table = [
            (o.area, o.other, *(o.shares.get(name, "") for name in shares), *cited, o.note) for o in fetched.overlaps
        ]
        files[f"overlaps_{fetched.name}.csv"] = csv_file(("area", "other", *shares, "source", "mark", "note"), table)
    return files


def description_file(fetched: Fetched, files: Mapping[str, bytes], retrieved: date) -> bytes:
    """The description of a fetch with the hash of each of its files."""
    page: dict[str, Any] = {
        "fetch": fetched.service,
        "format": FORMAT,
        "cite": [_cited(source, retrieved) for source in fetched.sources],
        "source": fetched.cited,
        "retrieved": retrieved.isoformat(),
        "request": fetched.request,
        "request_sha256": request_hash(fetched.request),
        **fetched.description,
        "missing": fetched.missing,
        "findings": fetched.findings,
        "calls": [{"request": call.shown, "answer_sha256": digest} for call, digest in fetched.calls],
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    return ("\n".join(_yaml(page)) + "\n").encode()


def _cited(source: SourceRow, retrieved: date) -> str:
    """A source as a reader cites it."""
    parts = (source.publisher, source.title, source.date, source.url, source.licence)
    return ". ".join(filter(None, (*parts, f"Hämtad {retrieved.isoformat()}")))


def _yaml(value: Any, indent: str = "") -> Iterable[str]:
    """Block YAML of mappings, lists and texts; every text is quoted, so that 0180 stays one."""
    pairs = value.items() if isinstance(value, Mapping) else ((None, item) for item in value)
    for key, inner in pairs:
        head = f"{indent}-" if key is None else f"{indent}{_quoted(key)}:"
        is_block = isinstance(inner, Mapping) or (isinstance(inner, Sequence) and not isinstance(inner, str))
        if not is_block:
            yield f"{head} {json.dumps(inner, ensure_ascii=False)}"
        elif not inner:
            yield f"{head} {'{}' if isinstance(inner, Mapping) else '[]'}"
        elif key is None:
            lines = list(_yaml(inner, f"{indent}  "))
            yield f"{head} {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield head
            yield from _yaml(inner, f"{indent}  ")


def _quoted(key: str) -> str:
    plain = (
        key.isidentifier()
        and key.isascii()
        and key not in ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
    )
    return key if plain else json.dumps(key, ensure_ascii=False)


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file of CSV."""
    return csv_text([header, *rows]).encode()
