"""SARIF: problems in the formats that other programs read: SARIF, and the commands of a GitHub workflow.

Plain data, or lines. Every problem is there with its code, its place and its cure; a path is relative to the folder
the check was run in where it lies below it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from ...problems.catalogue import codes
from ...problems.problem import Problem
from ...problems.visible_text import without_secrets

SARIF: Final = "2.1.0"
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(problems: Iterable[Problem], notes: Iterable[Problem], version: str, lang: str) -> dict[str, Any]:
    """The problems (errors) and notes as one run of SARIF 2.1.0 (OASIS, errata 01)."""
    findings = [(p, "error") for p in problems] + [(p, "note") for p in notes]
    codes = sorted({p.code for p, _ in findings})
    rules = [{"id": code, "shortDescription": {"text": _sentence(code, lang)}} for code in codes]
    driver = {"name": "grund", "version": version, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": SARIF,
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(p, level, codes.index(p.code), lang) for p, level in findings],
            }
        ],
    }


def _sentence(code: str, lang: str) -> str:
    row = codes()[code]
    return row.en if lang == "en" else row.sv


def _result(p: Problem, level: str, index: int, lang: str) -> dict[str, Any]:
    message = {"text": f"{p.message(lang)}. {p.cure(lang)}"}
    result: dict[str, Any] = {"ruleId": p.code, "ruleIndex": index, "level": level, "message": message}
    if p.place is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(_path(p.place.file))}}
        if p.place.line:
            end = p.place.column + max(1, p.place.width)
            physical["region"] = {"startLine": p.place.line, "startColumn": p.place.column, "endColumn": end}
        result["locations"] = [{"physicalLocation": physical}]
    return result


def github(problems: Iterable[Problem], notes: Iterable[Problem], lang: str) -> str:
    """A workflow command a line, that marks the place in a change under review."""
    findings = [("error", p) for p in problems] + [("notice", p) for p in notes]
    return "".join(f"::{kind} {_properties(p)}::{_escaped(_said(p, lang), _DATA)}\n" for kind, p in findings)


def _said(p: Problem, lang: str) -> str:
    return f"{p.message(lang)}\n{p.cure(lang)}"


def _properties(p: Problem) -> str:
    properties = {"title": p.code}
    if p.place is not None:
        properties = {"file": _path(p.place.file)} | properties
        if p.place.line:
            end = p.place.column + max(1, p.place.width) - 1
            properties |= {"line": str(p.place.line), "col": str(p.place.column), "endColumn": str(end)}
    return ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())


_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {**_DATA, ":": "%3A", ",": "%2C"}
"""What the runner escapes, in a message and in a property (actions/toolkit, command.ts)."""


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(c, c) for c in text)


def _path(file: str) -> str:
    """A file as seen from here, with forward slashes; as it stands where it lies elsewhere. Without a password."""
    file = without_secrets(file)
    if not os.path.isabs(file):
        return Path(file).as_posix()
    try:
        return Path(file).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return Path(file).as_posix()
