"""DMN that is written is valid against the schema of DMN 1.5 (the standard's own, which is not ours to ship).

npm pack @kie-tools/dmn-marshaller && tar xzf kie-tools-dmn-marshaller-*.tgz -C FOLDER
GRUND_DMN_XSD=FOLDER/package/src/schemas/dmn-1_5/DMN15.xsd pytest tests/test_dmn_schema.py
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any, Final

import pytest
import xmlschema

from case_files import Case, build
from grund.exchange.dmn.writing import as_dmn
from random_tables import INPUTS, VOCABULARY, tables

SCHEMA: Final = Path(os.environ.get("GRUND_DMN_XSD", "/tmp/dmn/package/src/schemas/dmn-1_5/DMN15.xsd"))
HOME: Final = Path(__file__).parent / "dmn"
HITS: Final = ("unique", "any", "first", "priority", "collect", "rule_order", "output_order")


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema of the standard."""
    if not SCHEMA.is_file():
        pytest.skip("the schema of DMN 1.5 is not there: see the head of tests/test_dmn_schema.py")
    return xmlschema.XMLSchema(str(SCHEMA))


def test_what_is_written_is_valid(schema: Any, tmp_path: Path) -> None:
    """Random tables of every hit policy, of an insats and of attributes, with labels and notes that need escapes."""
    by = random.Random(15)
    for i, table in enumerate(tables(14, 2026)):
        hit = HITS[i % len(HITS)]
        rows = [
            {
                "id": f"r{j}", "when": texts, "then": "yes" if then or hit in HITS[4:] else "no", "source": "s",
                "because": f"<{by.random()}> & \"därför\"", "note": "a ; b",
            }
            for j, (texts, (_, then)) in enumerate(zip(table.texts, table.rows, strict=True))
        ]  # fmt: skip
        own = [{"when": row["when"], "then": str(row["then"] == "yes").lower()} for row in rows]
        inputs = dict(INPUTS)
        attribute = {"hit": "first", "gap": "false", "inputs": inputs, "rows": own}
        raw = {
            "name": "t", "note": "t", "vocabulary": VOCABULARY, "world": {"areas": {"a": "omrade"}},
            "derived": {"t": {"type": "bool", "table": attribute}},
            "policies": {
                "p": {"insatser": {"i": {"otherwise": "no", "table": {"hit": hit, "inputs": inputs, "rows": rows}}}}
            },
        }  # fmt: skip
        folder = tmp_path / str(i)
        folder.mkdir()
        book = build(Case("t", raw), folder).book
        written = [*book.policies["p"].tables.values(), *book.vocabulary.tables.values()]
        assert len(written) == 2
        for one in written:
            schema.validate(as_dmn(one, book))


@pytest.mark.parametrize("file", ["bidrag.dmn"])
def test_what_is_tried_is_valid(schema: Any, file: str) -> None:
    """The fixture is DMN 1.5 itself."""
    schema.validate(str(HOME / file))
