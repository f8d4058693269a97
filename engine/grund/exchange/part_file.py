"""Part file: answers kept one by one while the rest of them is waited for, so that a fetch that stops goes on.

An answer is on disk before it is used; one that was cut while it was written is asked for again; answers of another
request, or of another edition of it, are never mixed in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..problems.problem import GrundError, Place, problem

_KIND: Final = "grund fetch 1"


@dataclass
class PartFile:
    """Answers by their request, in a file of JSON lines whose first line says what was asked; none without answers."""

    path: Path
    key: str
    answers: dict[str, bytes] = field(default_factory=dict)

    def keep(self, call: str, answer: bytes) -> None:
        """An answer added to the file, and on disk."""
        with self.path.open("ab") as file:
            file.write(b"" if self.answers else _line(_head(self.key)))
            file.write(_line({"call": call, "answer": answer.decode("utf-8")}))
            file.flush()
            os.fsync(file.fileno())
        self.answers[call] = answer

    def remove(self) -> None:
        """The file gone: everything in it stands where it belongs."""
        self.path.unlink(missing_ok=True)


def part_path(folder: str) -> Path:
    """The part file of a folder that is being fetched: beside it."""
    path = Path(folder)
    return path.with_name(f"{path.name}.part")


def opened(path: Path, key: str) -> PartFile:
    """The part file of what `key` asks, new or gone on with; raises `GrundError` where it is of something else."""
    lines: list[Mapping[str, Any]] = []
    try:
        raw = path.read_bytes() if path.exists() else b""
        end = raw.rfind(b"\n") + 1  # a line that was cut is asked for again
        lines = [json.loads(line) for line in raw[:end].splitlines()]
        if lines and lines[0] != _head(key):
            raise GrundError([problem("G851", Place(str(path)), file=path)])
        answers = {row["call"]: row["answer"].encode() for row in lines[1:]}
        if not answers:
            path.unlink(missing_ok=True)
        elif end < len(raw):
            with path.open("r+b") as file:
                file.truncate(end)
        return PartFile(path, key, answers)
    except OSError as error:
        raise GrundError(
            [problem("G505", Place(str(path)), file=path, why=error.strerror or "@system_error")]
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GrundError([problem("G851", Place(str(path)), file=path)]) from None


def _head(key: str) -> dict[str, str]:
    return {"kind": _KIND, "key": key}


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"
