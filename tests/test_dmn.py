"""DMN files answered, and tried on test cases: right, refused by name, or unknown where DMN has null; never wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from command_line import run as _run
from grund.exchange.dmn.feel import Unsayable, translated

HOME: Final = Path(__file__).parent / "dmn"
REFUSED: Final = {
    "anrop": "dubbla(", "inbyggd": "string", "slinga": "xs", "någon": "xs", "sammanhang": "context",
    "lista": "RULE ORDER", "potens": "**", "text": "G2", "beroende": "anrop", "uträknad rad": "x * 2", "kedja": "< … <",
    "krets": "krets", "frågetecken": "?",
}  # fmt: skip


def run(*words: str) -> tuple[int, Any, str]:
    """A command of `grund dmn`: its exit code, its JSON, what stands on stderr."""
    code, out, err = _run(["dmn", *words, "--format", "json", "--lang", "en"], HOME)
    return code, json.loads(out) if out else None, err.decode()


def test_every_case_is_right_or_refused_by_name() -> None:
    """Every hit policy, a graph, expressions, structures, nulls."""
    code, said, err = run("test", "bidrag.dmn", "bidrag-test.xml")
    assert code == 3, err
    assert said["count"] == {"right": 22, "wrong": 0, "unknown": 0, "refused": 2}
    refused = {one["decision"]: one["why"] for one in said["cases"] if one["standing"] == "refused"}
    assert refused == {
        "dyrt": "decision (d8, 70): rounded",
        "förtur": "decision (d5, 46): allowedValues: Områdets klass",
    }
    assert {(one["element"], one["standing"], one["note"]) for one in said["fidelity"]} >= {
        ("decisionTable", "approximated", "null"), ("literalExpression", "approximated", "rounded"),
        ("literalExpression", "exact", ""),
    }  # fmt: skip


def test_what_says_more_is_refused_by_its_name() -> None:
    """Calls, loops, lists, contexts, functions, circles, and what requires them; the rest is answered."""
    code, said, err = run("run", "avvisas.dmn", "--input", '{"x": 2, "namn": "Ada"}')
    assert code == 3, err
    answers = {one["decision"]: one for one in said["decisions"]}
    assert answers["rätt"]["values"] == {"": "3"}
    notes = {name: one["refused"][0]["note"] for name, one in answers.items() if one["refused"]}
    assert notes.keys() == REFUSED.keys()
    assert {name: note for name, note in notes.items() if REFUSED[name] not in note} == {}
    assert answers["frågetecken"]["refused"][0]["id"] == "d14c"
    assert {(one["element"], one["id"], one["line"]) for one in said["fidelity"]} >= {
        ("businessKnowledgeModel", "b1", 8)
    }


def test_a_wrong_expectation_is_found(tmp_path: Path) -> None:
    """A case that the file does not answer so ends with 1."""
    text = (HOME / "bidrag-test.xml").read_text("utf-8")
    wrong = tmp_path / "wrong.xml"
    wrong.write_text(text.replace(">120<", ">121<").replace(">stort bidrag<", ">litet bidrag<"), "utf-8")
    code, said, _ = run("test", "bidrag.dmn", str(wrong))
    assert code == 1 and said["count"]["wrong"] == 2


def test_what_is_given(tmp_path: Path) -> None:
    """JSON on the command line or in a file; names and types are looked at."""
    code, said, _ = run("run", "bidrag.dmn", "--input", '{"Områdets klass": "A", "egen lokal": null}')
    answers = {one["decision"]: one for one in said["decisions"]}
    assert code == 0 and answers["villkor"]["values"] == {"prövas av": "nämnden", "dagar": "30"}
    assert answers["förtur"]["values"] == {"": None} and answers["förtur"]["missing"] == ["egen lokal"]
    unknown = sum(None in one["values"].values() for one in said["decisions"])
    shown = _run(["dmn", "run", "bidrag.dmn", "--input", '{"Områdets klass": "A"}', "--lang", "en"], HOME)[1].decode()
    assert f"; {unknown} cannot be decided." in shown
    (tmp_path / "fall.json").write_text('{"Förening": {"medlemmar": 40, "andel unga": 0.5}}', "utf-8")
    code, said, _ = run("run", "bidrag.dmn", "--input", str(tmp_path / "fall.json"))
    assert {one["decision"]: one for one in said["decisions"]}["unga medlemmar"]["values"] == {"": "20"}
    wrong = {
        '{"klass": "A"}': "G812", '{"egen lokal": "kanske"}': "G814", '{"Områdets klass": ["A"]}': "G814", "{": "G814",
        "": "G814", "[1]": "G814", '{"egen lokal": true, "egen lokal": false}': "G106",
        '{"Förening": ' * 2_000 + "1" + "}" * 2_000: "G814",
    }  # fmt: skip
    for given, problem in wrong.items():
        code, _, err = run("run", "bidrag.dmn", "--input", given)
        assert code == 2 and problem in err, (given, err)
        if given.startswith("{"):
            (tmp_path / "fall.json").write_text(given, "utf-8")
            code, _, err = run("run", "bidrag.dmn", "--input", str(tmp_path / "fall.json"))
            assert code == 3 and f"fall.json: {problem}" in err, (given, err)
    assert run("run", "bidrag.dmn", "--input", "finns-inte.json")[0] == 3


@pytest.mark.parametrize("amount", ["1e9999999", "1e-9999999", "1e40"])
def test_a_number_that_has_no_room_is_refused(amount: str) -> None:
    """So is what requires it; the rest is answered."""
    code, said, err = run("run", "avvisas.dmn", "--input", f'{{"x": {amount}, "namn": "Ada"}}')
    assert code == 3, err
    assert {"G210"} <= {one["note"] for one in said["fidelity"] if one["element"] == "inputData"}


def test_a_number_is_a_number_in_a_spreadsheet() -> None:
    """Also below zero, where a text would be made harmless."""
    code, out, err = _run(["dmn", "run", "avvisas.dmn", "--input", '{"x": -2.5}', "--format", "csv"], HOME)
    assert code == 3, err.decode()
    assert "rätt;;-1,5;" in out.decode("utf-8-sig")


def test_a_text_is_a_text_though_it_looks_like_a_number(tmp_path: Path) -> None:
    """Where the file does not say the type of an input, the case does."""
    (tmp_path / "kod.dmn").write_text(
        '<definitions><inputData id="i" name="Kod"/><decision id="d" name="Rätt"><informationRequirement>'
        '<requiredInput href="#i"/></informationRequirement><literalExpression><text>Kod = "20"</text>'
        "</literalExpression></decision></definitions>", "utf-8",
    )  # fmt: skip
    for given, answer in (('{"Kod": "20"}', "true"), ('{"Kod": "21"}', "false")):
        code, said, err = run("run", str(tmp_path / "kod.dmn"), "--input", given)
        assert code == 0, err
        assert said["decisions"][0]["values"] == {"": answer}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "inget xml",
        "<definitions/>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>',
        '<!DOCTYPE a [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><definitions>&c;</definitions>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><definitions/>',
        "<a>" * 100 + "</a>" * 100,
        "<definitions><decision>",
        '<?xml version="1.0" encoding="okänd"?><definitions/>',
        '<?xml version="1.0" encoding="none"?><definitions/>',
    ],
    ids=["empty", "text", "bare", "external", "laughs", "dtd", "deep", "unclosed", "encoding", "no encoding"],
)
def test_xml_from_outside_is_read_safely(tmp_path: Path, text: str) -> None:
    """No entities, no external references, nothing too deep: the file is refused, and so is such a test file."""
    path = tmp_path / "ond.dmn"
    path.write_text(text, "utf-8")
    for words in (["run", str(path)], ["test", "bidrag.dmn", str(path)]):
        code, _, err = run(*words)
        assert code == 3 and ("G889" if words[0] == "run" else "G813") in err and "passwd" not in err, err
    code, _, err = _run(["table", "import", str(path)], tmp_path)
    assert code == 3 and b"G889" in err


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """Before it is parsed."""
    path = tmp_path / "stor.dmn"
    with path.open("wb") as file:
        file.write(b"<definitions>")
        file.seek(20_000_001)
        file.write(b" ")
    code, _, err = run("run", str(path))
    assert code == 3 and err.startswith(str(path)) and "G10" in err, err


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Monthly Salary * 12", "m * 12"),
        ("Monthly  Salary>.5", "m > 0.5"),
        ('x = "a, b" or x = null', 'x = "a, b" or x is missing'),
        ('d < date("2026-02-17")', "d < 2026-02-17"),
        ("m between 1 and 2 and m > 3", "m between 1 and 2 and m > 3"),
    ],
)
def test_expressions_in_our_words(text: str, wanted: str) -> None:
    """Names of several words, nulls, days."""
    assert translated(text, {"Monthly Salary": "m", "x": "x", "d": "d", "m": "m"}) == wanted


@pytest.mark.parametrize(
    "text", ["y", "null", "@x", "{a: 1}", "is missing", "day", 'time("10:00:00")', "x; y", "x in [1..2] or x > 3"]
)
def test_what_our_language_has_other_words_for(text: str) -> None:
    """Names that nothing declares, and words of ours that mean nothing there."""
    with pytest.raises(Unsayable):
        translated(text, {"x": "x"})


@pytest.mark.parametrize(
    "rule",
    [
        "<inputEntry><text>1</text></inputEntry>",
        "<outputEntry><text>1</text></outputEntry>",
        "",
        "<inputEntry/><inputEntry/><outputEntry><text>1</text></outputEntry>",
    ],
    ids=["no output", "no input", "empty", "too many"],
)
def test_a_rule_of_another_width_is_refused(tmp_path: Path, rule: str) -> None:
    """By both ways in."""
    table = (
        f"<decisionTable><input><inputExpression><text>x</text></inputExpression></input><output/><rule>{rule}</rule>"
    )
    need = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    text = (
        f'<definitions><inputData id="i" name="x"/><decision id="d" name="d">{need}{table}</decisionTable></decision>'
    )
    (tmp_path / "t.dmn").write_text(f"{text}</definitions>", "utf-8")
    code, said, err = run("run", str(tmp_path / "t.dmn"), "--input", '{"x": 1}')
    assert code == 3 and said["decisions"][0]["refused"][0]["element"] == "rule", err
    code, _, err = _run(["table", "import", str(tmp_path / "t.dmn")], tmp_path)
    assert code == 3 and b"G888" in err
