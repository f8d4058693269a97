"""The schemas of what commands answer: committed, tight, and true of the answers (see `test_every_command`, too)."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

import jsonschema
import orjson
import pytest

import answers
import command_line
import command_page
import grund
import renew
from grund.model.canonical_json import dump, objects
from grund.views.formats import answer_schema

NAMES: Final = answer_schema.commands()


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_committed_and_closed(name: str) -> None:
    """Byte for byte; every object says which keys it has, or of what kind those are that are ids."""
    path = renew.ROOT / "docs" / "schemas" / f"{name.replace(' ', '-')}.json"
    assert path.read_text(encoding="utf-8") == answer_schema.text(name), "python tests/renew.py"
    schema = answer_schema.schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in parts(schema):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False or part["additionalProperties"], part
            assert set(part["required"]) <= set(part["properties"])


def test_every_command_with_json_has_a_schema() -> None:
    """And no other; what is declared is used."""
    for path in command_page.paths():
        command = command_page.command(path)
        options = {name for a in command_page.arguments(command) for name in a.names} if command.default_command else ()
        assert (" ".join(path) in NAMES) == ("--format" in options), path
    declared = answer_schema.declared()
    assert {kind for kinds in declared["commands"].values() for kind in kinds} == set(declared["kinds"])
    used = {name for command in NAMES for name in answer_schema.schema(command)["$defs"]}
    bodies = {body for body in declared["kinds"].values() if isinstance(body, str)}
    assert used | bodies | {"record", "question"} == set(declared["shapes"])


def test_the_command_prints_it() -> None:
    for name in ("compare", "live show"):
        code, out, err = command_line.run(["schema", "--result", name])
        assert (code, out.decode("utf-8"), err) == (0, answer_schema.text(name), b"")
    for wrong in (["schema", "--result", "compar"], ["schema", "policy", "--result", "compare"]):
        code, out, err = command_line.run(wrong)
        assert (code, out) == (2, b""), err


@pytest.mark.slow
def test_python_is_given_the_same_answer() -> None:
    """All of it: blocks, rows and data; each table typed, with a label in both languages."""
    for words in (["gaps"], ["list"], ["check"], ["run", "polisens-listor"], ["compare", "nulage", "fokusomrade"]):
        result = grund.ask(*words)
        answers.validate(words[0], orjson.loads(dump(result.data)))
        assert (result.rows or words == ["check"]) and result.notes is result.blocks[0].notes
        assert result.to_pandas().shape == (len(result.table), len(result.header)) == result.to_polars().shape
        assert result.to_arrow().num_rows == len(result.table)
        assert repr(result).startswith(f"<{result.kind}: {len(result.rows)} rows (")
        assert result._repr_html_().startswith("<style>")
        for table in result.tables.values():
            assert all(column.label.sv and column.label.en for column in table.columns)
    compared = grund.compare(grund.load(), "nulage", "fokusomrade").result
    assert (compared.rows, compared.data) == (result.rows, result.data)
    assert list(grund.ask("list").tables) == ["list", "policies", "insatser", "scenarios", "tolkningar", "attributes"]


@pytest.mark.parametrize(
    "words",
    [("compar",), ("report",), (), ("live",), ("gaps", "--nope"), ("gaps", "-o", "x.csv"), ("gaps", "--format=csv"),
     ("explain", "Mars"), ("compare", "nulage"), ("run", "--day", "igår")],
)  # fmt: skip
def test_a_wrong_word_raises(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(grund.GrundError):
        grund.ask(*words)
    assert capsys.readouterr().out == ""


def test_another_shape_is_refused() -> None:
    """A key more, a key less, a value of another type, another format: each is seen, wherever it stands."""
    good = command_line.run(["compare", "nulage", "nulage-med-stadsdelslyft", "--format", "json"]).json()
    answers.validate("compare", good)
    for change in (
        lambda d: d.update(new=1),
        lambda d: d.pop("level"),
        lambda d: d.update(format=2),
        lambda d: d["readings"][0]["groups"]["both"].pop("count"),
        lambda d: d["readings"][0]["groups"]["both"].update(people=1),
        lambda d: d["readings"][0]["insatser"][0].update(both="sd-tensta"),
        lambda d: d["residents"].update(years=["2024"]),
        lambda d: d.update(day="17 februari"),
    ):
        bad = deepcopy(good)
        change(bad)
        with pytest.raises(jsonschema.ValidationError):
            answers.validate("compare", bad)


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("text", ["x", 'a"},\n  {"b', "},\n    {", ",", "å😀\u2028\\"])
def test_objects_in_pieces_are_those_that_dump_writes(text: str, depth: int) -> None:
    """Whatever stands in them, what looks like the end of an object among it."""
    firsts = [{"id": text}, {"a": 1, "id": "y"}]
    groups = [([{"z": text, "s": {"t": [{}]}}, {"z": None}], [1, 0]), ([{"z": "only"}], [0, 0])]
    together = [first | rests[k] for rests, places in groups for first, k in zip(firsts, places, strict=True)]

    def data(part: Any) -> Any:
        return {"before": 1, "list": part} if depth == 1 else {"in": {"list": part}}

    assert dump(data(objects(firsts, groups, depth))) == dump(data(together))
    assert dump(data(objects([], [], depth))) == dump(data([]))
