"""Answers: a query answered as bytes, in the format that is asked for.

The bytes are those of the command line; the tag follows from the question and from all that decides its answer, so
that what has the same tag is the same answer.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import orjson

from ..problems.problem import GrundError, Problem, causes, problem
from ..views.formats.names import Format
from ..views.formats.writers import WRITERS
from .operations import OPERATIONS, command_of
from .queries import DecideQuery, Query
from .scenarios import Recent, ScenarioStore, hash_of

MEDIA: Final[dict[str, Format]] = {
    "application/json": "json",
    "text/csv": "csv",
    "application/vnd.apache.arrow.file": "arrow",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/html": "html",
    "text/markdown": "md",
    "text/plain": "table",
    "application/sql": "sql",
}
"""The formats by media type; the first is what is given where none is asked for."""
_BY_FORMAT: Final = {format: media for media, format in MEDIA.items()}
_TEXT: Final = frozenset({"csv", "html", "md", "table", "sql"})
PROBLEM_MEDIA: Final = "application/problem+json"
_KEPT_BYTES: Final = 24_000_000
"""So many bytes of answers are kept."""
_PACKED_BYTES: Final = 8_000_000
"""So many bytes of packed ones."""


class HttpAnswer(NamedTuple):
    """What is sent: the bytes, their media type, their entity tag, and the hash of what decides them."""

    body: bytes
    media: str
    tag: str
    run: str


@dataclass(frozen=True)
class AnswerBook:
    """The answers of a scenario; those last given are kept, but for what is made of rows that a caller brings: some as
    they are, and many times more of them packed, so that the grounds of every area of a city have room."""

    scenarios: ScenarioStore
    recent: Recent[HttpAnswer] = field(default_factory=lambda: Recent(_KEPT_BYTES, lambda answer: len(answer.body)))
    packed: Recent[HttpAnswer] = field(default_factory=lambda: Recent(_PACKED_BYTES, lambda answer: len(answer.body)))

    def answer(self, name: str, query: Query, format: Format = "json") -> HttpAnswer:
        """The answer to a query of the operation of a name; raises `GrundError`."""
        if isinstance(query, DecideQuery):
            rows = hashlib.sha256(orjson.dumps(query.rows)).hexdigest()
            return self._made(name, query, query.model_dump_json(exclude={"rows"}) + rows, format)
        text = query.model_dump_json()
        key = (name, text, format)
        return self.recent.get(
            key, lambda: _unpacked(self.packed.get(key, lambda: _packed(self._made(name, query, text, format))))
        )

    def _made(self, name: str, query: Query, text: str, format: Format) -> HttpAnswer:
        scenario = self.scenarios.of(query)
        words = command_of(name, scenario, query)
        result = OPERATIONS[name].answer(scenario, query, format).of(scenario, words[1:], query.lang)
        body = WRITERS[format](result)
        run = hash_of(scenario)
        tag = hashlib.sha256(f"{run} {name} {format} {text}".encode()).hexdigest()[:32]
        return HttpAnswer(body, media_of(format), f'"{tag}"', run)


def _packed(answer: HttpAnswer) -> HttpAnswer:
    return answer._replace(body=zlib.compress(answer.body, 1))


def _unpacked(answer: HttpAnswer) -> HttpAnswer:
    return answer._replace(body=zlib.decompress(answer.body))


def media_of(format: Format) -> str:
    """The media type of a format, with its charset where it is text."""
    return _BY_FORMAT[format] + ("; charset=utf-8" if format in _TEXT else "")


def wanted(accept: str, named: str | None) -> Format:
    """The format of an answer: the one that is named, else the first of the Accept line that there is, else JSON.

    Raises `GrundError` G873 for a format that there is none of.
    """
    if named:
        if named not in _BY_FORMAT:
            raise GrundError([problem("G873", None, name=named, known=", ".join(_BY_FORMAT))])
        return next(format for format in _BY_FORMAT if format == named)
    ranges = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    known = [MEDIA[media] for media in ranges if media in MEDIA]
    if known:
        return known[0]
    if not accept or {"*/*", "application/*"} & {*ranges}:
        return "json"
    raise GrundError([problem("G873", None, name=accept[:80], known=", ".join(MEDIA))])


def problem_data(problems: Iterable[Problem], status: int, title: str, lang: str) -> dict[str, object]:
    """Problems as RFC 9457 says them, each with its code, place and cure; what is wrong in several places is one."""
    faults = [first for first, *_ in causes(list(problems))]
    return {
        "type": f"urn:grund:problem:{faults[0].code}" if faults else "about:blank",
        "title": title,
        "status": status,
        "detail": "; ".join(f"{p.code} {p.message(lang)}" for p in faults[:5]),
        "problems": [
            {
                "code": p.code,
                "message": p.message(lang),
                "cure": p.cure(lang),
                **({"near": p.near} if p.near else {}),
                **({"file": p.place.shown, "line": p.place.line, "column": p.place.column} if p.place else {}),
            }
            for p in faults
        ],
    }
