"""Table file: a decision table read from a sheet, written as the YAML file that a rule file can name.

What the file says is what the sheet says; the loader reads the one as it reads the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..loading.documents import Document


def as_yaml(document: Document) -> str:
    """The table as a file: a setting a line, and a row a line."""
    return "".join(f"{line}\n" for line in _lines(document.value))


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key != "rows":
            yield f"{key}: {_flow(value)}"
    yield "rows:" if table["rows"] else "rows: []"
    yield from (f"  - {_flow(row)}" for row in table["rows"])


def _flow(value: Any) -> str:
    """A value on one line, every text in quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(k), ensure_ascii=False)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
