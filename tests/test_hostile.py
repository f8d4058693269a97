"""Hostile input: whatever is fed to the parser and the loaders, a clear error comes out, in bounded time and memory.

Bounds are asserted on what is counted (characters, levels, nodes, problems, steps), not on the clock. The one alarm
of each test only turns a hang into a failure.
"""

from __future__ import annotations

import inspect
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import strategies
from case_files import Case, Raw, build, files, write
from grund.engines import interpreter
from grund.engines.interpreter import missing_facts
from grund.language.parser import parse
from grund.language.tokens import MAX_CHARS, MAX_NODES, MAX_TERMS, ParseError, tokens
from grund.language.typing import Scope, condition, formula
from grund.loading.csv_tables import parse_csv, read_csv
from grund.loading.documents import MAX_DEPTH, MAX_PROBLEMS, MAX_YAML, parse_yaml, read_yaml
from grund.loading.folders import factbook, rulebook
from grund.model.expressions import BOOL, DATE, Expr, Type, number, size
from grund.problems.problem import GrundError, Problem

KLASS: Final = Type("enum", "klass", ("ingen", "utsatt", "risk", "sarskilt"), True)
SCOPE: Final = Scope({"a": BOOL, "b": BOOL, "n": number(0, 0, 9), "k": KLASS, "k2": KLASS, "sedan": DATE})
WORST: Final = 50_000
"""Nodes that no condition of 4 000 characters may exceed once every order of members is spelt out."""

SETTINGS: Final = strategies.examples(300)
SMALL: Final[Raw] = {
    "vocabulary": {"levels": {"del": {}}, "attributes": {"a": {"type": "bool"}}},
    "world": {"areas": {"x": "del"}},
    "when": "a",
}


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """A test that hangs fails."""

    def stop(*_: Any) -> None:
        raise TimeoutError("hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def read(text: str) -> Expr | None:
    """The condition, or None where it is refused; nothing else may come out."""
    tree: Expr | None = None
    error = wrong(lambda: condition(text, SCOPE))
    if error is None:
        tree = condition(text, SCOPE)
        assert size(tree) <= WORST
    else:
        assert 0 <= error.span[0] <= len(text)
        assert error.issue.message("sv") and error.issue.message("en") and error.issue.cure("sv")
    return tree


def wrong(make: Callable[[], object]) -> ParseError | None:
    """The error in a text, or None."""
    try:
        make()
    except ParseError as error:
        return error
    return None


def refused(load: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems of a load; none if it was read. They can be shown in both languages."""
    try:
        load()
    except GrundError as error:
        return tuple(p for p in error.problems if p.show("sv") and p.show("en"))
    return ()


# ── conditions


def _nested(left: str, core: str, right: str, times: int) -> str:
    return left * times + core + right * times


DEEP: Final = {
    "parentheses": _nested("(", "a", ")", 100_000),
    "parentheses-short": _nested("(", "a", ")", 1_500),
    "open-parentheses": "(" * 3_999,
    "nots": "not " * 900 + "a",
    "ifs": _nested("if ", "a", " then a else a", 200),
    "ifs-behind": "if a then a else " * 200 + "a",
    "ifs-between": _nested("if a then ", "a", " else a", 200),
    "lists": "a in (" * 600,
    "lists-of-lists": _nested("a in (", "a", ")", 39),
    "intervals": "n in [" * 600,
    "minus": "-" * 3_000 + "1",
    "minus-spaced": "- " * 1_500 + "1",
}
LONG: Final = {
    "million": "a or " * 200_000 + "a",
    "million-blanks": " " * 1_000_000,
    "million-digits": "n > " + "9" * 1_000_000,
    "digits": "n > " + "9" * 3_000,
    "point-digits": "n > 0." + "1" * 3_000,
    "blanks": "a" + " " * 3_990,
    "name": "a" * 3_999,
    "quoted": '"' + "a" * 3_990 + '"',
    "unterminated": '"' + "a" * 3_990,
    "ors": "a or " * 400 + "a",
    "sum": "n+" * 240 + "n > 0",
    "product": "n*" * 240 + "n > 0",
    "items": "n in (" + ",".join([" 1"] * 900) + ")",
    "dots": "." * 3_999,
    "commas": "," * 3_999,
    "brackets": "[(" * 1_999,
    "equals": "a=" * 1_900 + "a",
}
WIDE: Final = {
    # Each form writes an expression once and reads it twice or more, so that its size doubles with every level.
    "between": _nested("if (if a then n else ", "n", ") between 1 and 2 then 1 else 2", 12) + " = 1",
    "interval": "".join(["(if "] * 10)
    + "n"
    + " in [1 .. 2] then 1 else 2)" * 10
    + " in ([1 .. 2], [3 .. 4], [5 .. 6])",
    "intervals": _nested("(if ", "n", " in ([1 .. 2], [3 .. 4], [5 .. 6]) then 1 else 2)", 15) + " = 1",
    "chain": _nested("(if 1 < ", "n", " < 2 then 1 else 2)", 30) + " = 1",
    "equality": _nested("(", "a", " = a)", 38),
    "order": _nested("(if ", "k", " < k2 then k else k2)", 19) + " = utsatt",
    "orders": " and ".join(["k < k2"] * 120),
    "choices": _nested("(if a then ", "n", " else n)", 38) + " = 1",
}


@pytest.mark.parametrize("text", [*DEEP.values(), *LONG.values(), *WIDE.values()], ids=[*DEEP, *LONG, *WIDE])
def test_conditions_are_bounded(text: str) -> None:
    """Deep, long and doubling conditions are read within their limits, or refused."""
    tree = read(text)
    assert tree is None or len(text) <= MAX_CHARS


@pytest.mark.parametrize("depth", [5, 20, 39])
def test_abs_does_not_double(depth: int) -> None:
    """`abs` reads its argument twice; forty of them in one another are not 2^40 nodes."""
    text = _nested("abs(", "n", ")", depth)
    error = wrong(lambda: formula(text, SCOPE))
    if error is None:
        assert size(formula(text, SCOPE)[0]) <= MAX_NODES
    else:
        assert error.issue.code == "G208"


def test_limits_are_the_limits() -> None:
    """What lies just inside a limit is read; one more is refused with its own code."""
    inside = {
        "chars": "a" + " " * (MAX_CHARS - 1),
        "terms": "+".join(["n"] * MAX_TERMS) + " > 1",
        "digits": "n < " + "9" * 15,
    }
    for text in inside.values():
        assert read(text) is not None
    outside = {
        "G208": ["a" + " " * MAX_CHARS, "+".join(["n"] * (MAX_TERMS + 1)) + " > 1", "a or " * 600 + "a"],
        "G209": ["n < " + "9" * 16, "n < 0." + "9" * 15],
    }
    for code, texts in outside.items():
        for text in texts:
            with pytest.raises(ParseError) as caught:
                condition(text, SCOPE)
            assert caught.value.issue.code == code


@pytest.mark.parametrize(
    "text", ["\0", "a\0", "\u202ea", "a\u200b", "a\ufeff", "\ud800", "a\u2028or b", "é", "🙂", "а"]
)
def test_odd_characters_are_refused(text: str) -> None:
    """NUL, direction marks, letters that only look like ASCII: none is read as anything."""
    assert read(text) is None


WORDS: Final = """
and or not in is missing between true false if then else day param tolkning rule min max abs a b n k k2 sedan utsatt
ingen param.x tolkning.y ( ) [ ] .. . , = != < <= > >= + - * / 1 0.5 2,5 2026-02-17 2026-02-30 0114 9999999999999999
1e9 "utsatt" " ' ; : # & | ~ å
"""
SOUP: Final = st.sampled_from((*WORDS.split(), "\u00a0", "\n", "\t"))


@SETTINGS
@given(st.lists(SOUP, max_size=40))
def test_token_soup(words: list[str]) -> None:
    """Any words in any order: a tree or a clear error; and a tree can be evaluated."""
    tree = read(" ".join(words))
    if tree is not None:
        assert tree.type == BOOL


@pytest.mark.slow
@SETTINGS
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Any text at all."""
    read(text)
    for form in (False, True):
        wrong(lambda form=form: parse(text, formula=form))  # type: ignore[misc]


@SETTINGS
@given(st.lists(SOUP, max_size=25))
def test_formula_soup(words: list[str]) -> None:
    """Formulas as well."""
    try:
        top, _ = formula(" ".join(words), SCOPE)
    except ParseError:
        return
    assert top.type.kind == "number"


def test_tokens_look_at_each_character_a_bounded_number_of_times() -> None:
    """Tokens do not overlap and are no more than the characters."""
    for text in LONG.values():
        if len(text) <= MAX_CHARS:
            try:
                found = tokens(text)
            except ParseError:
                continue
            assert len(found) <= len(text) + 1
            assert all(one.end <= two.start for one, two in pairwise(found))


# ── YAML

LAUGHS: Final = "a0: &a0 [x, x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(20))
YAML: Final = {
    "empty": ("", "G109"),
    "blank": ("   \n\n", "G109"),
    "comment": ("# x", "G109"),
    "laughs": (LAUGHS, "G107"),
    "anchor-on-key": ("&a b: c", "G107"),
    "python-tag": ("!!python/object/apply:os.system ['true']", "G107"),
    "custom-tag": ("a: !secret b", "G107"),
    "tag-directive": ("%TAG ! tag:example.com,2000:\n---\na: b", None),
    "merge": ("a: {<<: {b: c}}", "G107"),
    "two-documents": ("a: b\n---\nc: d", "G105"),
    "end-and-more": ("a: b\n...\nc: d", "G105"),
    "flow-depth": ("[" * 100_000, "G108"),
    "map-depth": ("{a: " * 100_000, "G108"),
    "block-depth": ("- " * 5_000 + "a", "G108"),
    "indent-depth": ("".join(f"{' ' * i}a:\n" for i in range(500)), "G108"),
    "question-depth": ("? " * 5_000, None),
    "duplicate": ("a: 1\na: 2\nb: 3\nb: 4", "G106"),
    "duplicate-quoted": ('a: 1\n"a": 2', "G106"),
    "nul": ("a: \0", "G104"),
    "bidi": ("a: \u202eb", "G104"),
    "next-line": ("a: b\u0085c: d", "G104"),
    "paragraph": ("a: \u2029b", "G104"),
    "unclosed": ("a: [b", "G105"),
    "unclosed-quote": ('a: "b', "G105"),
    "bad-escape": (r'a: "\q"', "G105"),
    "tab": ("a:\n\t- b", "G105"),
    "reserved": ("a: @b", "G105"),
    "huge-scalar": ("a: " + "b" * 1_000_000, ""),
    "huge-key": ("b" * 5_000 + ": a", None),
    "many-keys": ("\n".join(f"k{i}: v" for i in range(20_000)), ""),
    "many-dashes": ("---\n" * 10_000, "G105"),
    "version": ("%YAML 9.9\n---\na: b", None),
    "crlf": ("a: b\r\nc: d\r\n", ""),
}


@pytest.mark.parametrize(("text", "code"), YAML.values(), ids=YAML)
def test_yaml(text: str, code: str | None) -> None:
    """Odd YAML is read as what is written or refused with its code ('' is read, None either)."""
    problems = refused(lambda: parse_yaml(text, "x.yaml"))
    if code is not None:
        assert {p.code for p in problems} == ({code} if code else set())
    if not problems:
        assert all(len(path) <= MAX_DEPTH for path in parse_yaml(text, "x.yaml").values)


@pytest.mark.parametrize(
    "scalar", ["0114", "NO", "12:30", "1e3", "0x10", "null_", "~", "2026-02-17", "yes", "1_000", ".inf"]
)
def test_scalars_stay_as_written(scalar: str) -> None:
    """No value is guessed from its look."""
    assert parse_yaml(f"a: {scalar}\n{scalar}: b", "x.yaml").value == {"a": scalar, scalar: "b"}


@SETTINGS
@given(st.binary(max_size=300))
def test_any_bytes(folder: Path, raw: bytes) -> None:
    """Any bytes in a file of either kind."""
    path = folder / "x"
    path.write_bytes(raw)
    for load in (lambda: read_yaml(path), lambda: read_csv(path, ("id",), None)):
        refused(load)


PIECES: Final = (
    *("a", "b: ", "- ", "\n", "  ", "{", "}", "[", "]", ",", ":", "&x ", "*x", "!t ", "|", ">", "'", '"', "#", "? "),
    *("---\n", "<<: ", "\t", "%", "\\", "\u202e", "å"),
)  # fmt: skip


@SETTINGS
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_yaml_soup(pieces: list[str]) -> None:
    """Any signs of YAML in any order; every place that is given lies in the file."""
    text = "".join(pieces)
    lines = text.count("\n") + 1
    problems = refused(lambda: parse_yaml(text, "x.yaml"))
    assert all(p.place is not None and p.place.line <= lines for p in problems)
    if not problems:
        found = parse_yaml(text, "x.yaml")
        assert all(found.place(path).line <= lines for path in found.values)
        assert all(found.place(path, span=(0, 1)).line <= lines for path in found.values)


# ── CSV

CSV: Final = {
    "empty": ("", "G109"),
    "blank": ("\n\n", "G109"),
    "no-rows": ("id,x", ""),
    "quote-open": ('id,x\n"a,b', "G105"),
    "quote-inside": ('id,x\na"b,"c"d', "G105"),
    "quote-million": ('id,x\n"' + "a" * 1_000_000, "G105"),
    "field-million": ("id,x\n" + "a" * 1_000_000 + ",b", "G105"),
    "short": ("id,x\na", "G111"),
    "long": ("id,x\na,b,c", "G111"),
    "nul": ("id,x\na,\0", "G104"),
    "twice": ("id,id\na,b", "G106"),
    "no-column": ("x\na", "G112"),
    "tabs": ("id\tx\na\tb", "G112"),
    "semicolons": ("id;x\na;1,5", ""),
    "crlf": ("id,x\r\na,b\r\n", ""),
    "cr": ("id,x\ra,b\r", ""),
    "wide": (",".join(f"c{i}" for i in range(5_000)) + "\n" + "," * 4_999, "G112"),
    "commas": ("id,x\n" + "," * 100_000, "G111"),
    "quotes": ("id,x\n" + '"' * 99_999, "G105"),
}


@pytest.mark.parametrize(("text", "code"), CSV.values(), ids=CSV)
def test_csv(text: str, code: str) -> None:
    """Odd tables are read as what is written or refused with their code."""
    problems = refused(lambda: parse_csv(text, "x.csv", ("id",), None))
    assert (code in {p.code for p in problems}) if code else not problems


def test_csv_problems_are_bounded() -> None:
    """A million bad rows are not a million problems."""
    with pytest.raises(GrundError) as caught:
        parse_csv("id,x\n" + "a\n" * 100_000, "x.csv", ("id",), None)
    assert len(caught.value.problems) <= MAX_PROBLEMS


@SETTINGS
@given(st.lists(st.sampled_from(("id", "x", ",", ";", '"', "\n", "\r", " ", "a", "1,5", "å")), max_size=40))
def test_csv_soup(pieces: list[str]) -> None:
    """Any signs of CSV in any order."""
    text = "".join(pieces)
    if not refused(lambda: parse_csv(text, "x.csv", ("id",), None)):
        found = parse_csv(text, "x.csv", ("id",), None)
        assert all(found.place(row, "id").line == row.line for row in found.rows)


# ── files and folders


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for examples to write in."""
    return tmp_path_factory.mktemp("hostile")


BYTES: Final = {
    "latin-1": ("label: Järva".encode("latin-1"), "G102"),
    "utf-16": ("label: Järva".encode("utf-16"), "G102"),
    "binary": (bytes(range(256)), "G102"),
    "truncated": ("å".encode()[:1], "G102"),
    "surrogate": (b"a: \xed\xa0\x80", "G102"),
    "zip": (b"PK\x03\x04\x14\x00", "G104"),
}


@pytest.mark.parametrize(("raw", "code"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text(raw: bytes, code: str, tmp_path: Path) -> None:
    """A file is UTF-8."""
    (tmp_path / "x").write_bytes(raw)
    with pytest.raises(GrundError) as caught:
        read_yaml(tmp_path / "x")
    assert [p.code for p in caught.value.problems] == [code]


def test_too_large(tmp_path: Path) -> None:
    """A file over the limit is refused before it is read."""
    (tmp_path / "x").write_bytes(b"#" * (MAX_YAML + 1))
    with pytest.raises(GrundError) as caught:
        read_yaml(tmp_path / "x")
    assert [p.code for p in caught.value.problems] == ["G103"]


@pytest.mark.parametrize("name", ["", ".", "finns-inte", "fi\0l", "x" * 5_000, "../" * 2_000])
def test_no_such_file(name: str, tmp_path: Path) -> None:
    """A folder, a name that cannot be, a file that is not there."""
    with pytest.raises(GrundError) as caught:
        read_yaml(str(tmp_path / name) if name else tmp_path)
    assert {p.code for p in caught.value.problems} == {"G101"}
    assert caught.value.problems[0].show("en")


@pytest.mark.parametrize("path", sorted(files(SMALL)))
@pytest.mark.parametrize("how", ["gone", "folder", "empty", "binary", "list", "text"])
def test_each_file_spoilt(path: str, how: str, tmp_path: Path) -> None:
    """Any file of a rulebook or a world may be missing, a folder, empty or something else: problems, and no crash."""
    write(files(SMALL), tmp_path)
    (tmp_path / path).unlink()
    if how == "folder":
        (tmp_path / path).mkdir()
    elif how != "gone":
        spoilt = {"empty": b"", "binary": bytes(range(256)), "list": b"- a\n- [b]\n", "text": b"hej"}
        (tmp_path / path).write_bytes(spoilt[how])
    problems = refused(lambda: factbook(tmp_path / "world", rulebook(tmp_path / "rules")))
    assert problems or (how == "gone" and path in ("rules/policies/p.yaml", "world/facts/facts.csv"))


WHOLE: Final = """
fill: "false"
vocabulary:
  levels: {del: {label: d}}
  shares: {s: {label: s}}
  hierarchies: {h: {label: h}}
  types: {k: {enum: [x, y], ordered: "true"}}
  attributes:
    a: {level: del, type: bool, label: a}
    n: {level: del, type: number, label: n, decimals: 1, min: 0, max: 5}
    l: {level: del, type: k, label: l, series: lista, missing: x}
  derived:
    t: {level: del, type: bool, label: t, source: s, over: overlaps, of: a, aggregate: any, share: s, more_than: 0.1}
    f: {level: del, type: number, label: f, source: s, formula: n / 2, decimals: 1}
  tolkningar: {q: {label: q, source: s, options: {u: u}}}
  parameters: {g: {decimals: 1, values: [{value: 1.5, source: s, from: 2026-01-01}]}}
policies:
  p:
    policy: p
    label: {sv: p}
    source: s
    parameters: {h: {type: bool, values: [{value: "true", source: s}]}}
    insatser:
      i:
        otherwise: no
        rules:
          - {id: r, when: a and t, then: yes, source: {document: [s]}, exception_to: [r2], from: 2026-01-01}
          - {id: r2, when: n > param.g, unless: param.h, then: no, source: s}
world: {areas: {x: del}}
"""


@pytest.mark.slow
@strategies.examples(150, 2)
@given(data=st.data())
def test_fields_of_any_shape(folder: Path, data: st.DataObject) -> None:
    """Every field of every YAML file may hold anything: text, list, fields or nothing."""
    given_ = yaml.load(WHOLE, yaml.CBaseLoader)
    part = data.draw(st.sampled_from(("vocabulary", "policies")))
    _spoil(given_[part], data)
    refused(lambda: build(Case("x", given_), folder))


ODD: Final[tuple[Any, ...]] = (
    *("", "x", "true", "-1", "999999999", "1.5", "0114", "2026-13-01", "a@b.se", "{x}", "a" * 200),
    *([], {}, [[]], ["x", "x"], {"": ""}, {"x": {"y": "z"}}, [{"id": "x"}]),
)  # fmt: skip


def _spoil(value: Any, data: st.DataObject) -> None:
    """Put something else at one random place."""
    odd = st.sampled_from(ODD)
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = data.draw(st.sampled_from(keys))
        inner = value[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.integers(0, 3)) == 0:
            value[key] = data.draw(odd)
            return
        value = inner


# ── large rulebooks and worlds


def _codes(raw: Raw, folder: Path) -> list[str]:
    with pytest.raises(GrundError) as caught:
        build(Case("x", raw), folder)
    return [p.code for p in caught.value.problems]


@pytest.mark.slow
def test_many_bad_facts(tmp_path: Path) -> None:
    """Thousands of bad rows, and thousands of areas that each could have been meant."""
    areas = {f"omrade-{i}": "del" for i in range(2_000)}
    rows = [{"area": f"omrode-{i}", "attribute": "a", "value": "true"} for i in range(5_000)]
    codes = _codes(SMALL | {"world": {"areas": areas, "dated": rows}}, tmp_path)
    assert set(codes) == {"G401"} and len(codes) <= MAX_PROBLEMS


def test_many_unknown_fields(tmp_path: Path) -> None:
    """Ten thousand fields that do not exist."""
    text = "policy: p\nlabel: P\nsource: s\n" + "".join(f"falt{i}: x\n" for i in range(10_000))
    codes = _codes(SMALL | {"files": {"rules/policies/p.yaml": text}}, tmp_path)
    assert set(codes) == {"G302"} and len(codes) <= MAX_PROBLEMS


def test_deep_tree_of_areas(tmp_path: Path) -> None:
    """A tree of two thousand levels is walked without recursion."""
    parts = [{"area": f"x{i}", "parent": f"x{i + 1}"} for i in range(2_000)]
    raw = {
        "vocabulary": {"levels": {"del": {}, "stad": {}}, "hierarchies": {"h": {}}},
        "attributes": {"a": {"level": "stad", "type": "bool"}},
        "derived": {"t": {"type": "bool", "over": "parent", "hierarchy": "h", "of": "a", "aggregate": "any"}},
        "world": {"areas": {f"x{i}": "del" for i in range(2_000)} | {"x2000": "stad"}, "part_of": parts},
        "when": "t",
    }
    built = build(Case("x", raw), tmp_path)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(date(2026, 1, 1)))
    assert interpreter.decide(frame, "i", frame.world.areas["x0"]).missing == {"a"}


def test_shared_grounds_are_asked_once(tmp_path: Path) -> None:
    """Twenty derived attributes that each read the one before twice are not a million questions."""
    derived = {"t0": {"type": "bool", "test": "a"}}
    for i in range(1, 20):
        derived[f"t{i}"] = {"type": "bool", "test": f"t{i - 1} or t{i - 1} and t{i - 1}"}
    built = build(Case("x", SMALL | {"derived": derived, "when": "t19"}), tmp_path)
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(date(2026, 1, 1)))
    calls = 0
    inner = missing_facts._missing

    def counted(*args: Any) -> frozenset[str]:
        nonlocal calls
        calls += 1
        return inner(*args)

    missing_facts._missing = counted  # type: ignore[assignment]
    try:
        assert interpreter.decide(frame, "i", frame.world.areas["x"]).missing == {"a"}
    finally:
        missing_facts._missing = inner
    assert calls < 1_000


def test_deepest_case_fits_in_half_the_stack(tmp_path: Path) -> None:
    """The deepest rules, derived attributes and conditions that load need no more than 700 frames to run."""
    long = "+".join(["n"] * MAX_TERMS)
    rules = [
        {"id": f"e{i:02}", "when": f"{long} > 1", **({"exception_to": [f"e{i - 1:02}"]} if i else {})}
        for i in range(40)
    ]
    derived = {"t0": {"type": "bool", "test": "a"}} | {
        f"t{i}": {"type": "bool", "test": f"not t{i - 1}"} for i in range(1, 20)
    }
    raw = SMALL | {"attributes": {"n": {"type": "number", "min": "0", "max": "9"}}, "derived": derived}
    rules[0]["when"] = f"t19 and {_nested('(', f'{long} > 1', ')', 38)}"
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 700)
    try:
        built = build(Case("x", raw | {"rules": rules}), tmp_path)
        frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(date(2026, 1, 1)))
        assert interpreter.decide(frame, "i", frame.world.areas["x"]).missing == {"a", "n"}
    finally:
        sys.setrecursionlimit(limit)


def test_a_broken_file_is_not_blamed_on_those_that_build_on_it(tmp_path: Path) -> None:
    """A policy whose base cannot be read is not told that the base is unknown: one slip, one message."""
    build(Case("x", SMALL), tmp_path)
    policies = tmp_path / "rules" / "policies"
    (policies / "q.yaml").write_text("policy: q\nlabel: Q\nextends: p\nsource: s\n", encoding="utf-8")
    (policies / "r.yaml").write_text("policy: r\nlabel: R\nextends: q\nsource: s\n", encoding="utf-8")
    rulebook(tmp_path / "rules")
    (policies / "p.yaml").write_text("policy: p\nlabel: [P\n", encoding="utf-8")
    assert [p.code for p in refused(lambda: rulebook(tmp_path / "rules"))] == ["G105"]
