"""Examples in rule files: what comes out of them, what they reach, and how `grund test` says it.

Mistakes in examples are cases (tests/cases/errors_examples.yaml); here they are right, whether or not they hold.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import command_line
import renew
import strategies
from case_files import Raw, files, over, write
from grund.analysis.testing.coverage import Covered, coverage, covered_rows, total
from grund.analysis.testing.examples import ExampleTrial, trials
from grund.analysis.testing.runner import tried
from grund.loading.folders import rulebook
from grund.model.decisions import Decision, kleene_and, kleene_or
from grund.model.policies import Rulebook
from grund.problems.problem import Problem

WORDS: Final[Raw] = {
    "levels": {"omrade": {}, "plats": {}},
    "hierarchies": {"h": {}},
    "types": {"klass": {"enum": ["ingen", "utsatt", "sarskilt"], "ordered": "true"}},
    "attributes": {
        "a": {"type": "bool"},
        "b": {"type": "bool"},
        "c": {"type": "bool"},
        "n": {"type": "number", "min": "0", "max": "100"},
        "m": {"type": "number", "min": "0", "max": "100"},
        "k": {"type": "klass"},
        "k2": {"type": "klass"},
        "lista": {"type": "klass", "series": "s", "missing": "ingen"},
        "p": {"level": "plats", "type": "bool"},
    },
    "derived": {
        "andel": {"type": "number", "decimals": "2", "min": "0", "max": "1000", "formula": "n / m"},
        "hog": {"type": "bool", "test": "n > 50"},
        "nagon": {"type": "bool", "over": "parts", "of": "p", "aggregate": "any"},
        "antal": {
            "type": "number",
            "min": "0",
            "max": "9",
            "over": "parts",
            "where": "p",
            "to": "plats",
            "aggregate": "count",
        },
    },
    "parameters": {"g": {"values": [{"value": "50"}]}, "ny": {"values": [{"from": "2026-01-01", "value": "50"}]}},
    "tolkningar": {"t": {"options": {"vid": {"sv": "v"}, "snav": {"sv": "s"}}}},
}
SETTINGS: Final = strategies.examples(150)


def book(folder: Path, raw: Raw) -> Rulebook:
    """A rulebook from a case, with the words above."""
    write(files(over({"vocabulary": WORDS, "world": {"areas": {"x": "omrade"}}}, raw)), folder)
    return rulebook(folder / "rules")


def said(folder: Path, when: str, example: Raw, **more: Any) -> str:
    """What comes out of an example of one rule, in the words of an example."""
    asked = {"id": "e", "expect": {"i": "unknown"}} | example
    ruling = {"otherwise": "no", "rules": [{"id": "r", "when": when}]} | more
    found = book(folder, {"policies": {"p": {"insatser": {"i": ruling}, "examples": [asked]}}})
    (trial,) = trials(found)
    return trial.said


# ── what is given, and what is not


@pytest.mark.parametrize(
    ("when", "example", "wanted"),
    [
        ("a", {"given": {"a": "true"}}, "yes by r"),
        ("a", {"given": {"a": "false"}}, "no by otherwise"),
        ("a", {}, "unknown for a"),
        ("a", {"given": {"a": "unknown"}}, "unknown for a"),
        ("a and n > 5", {"given": {"a": "false"}}, "no by otherwise"),
        ("a or n > 5", {}, "unknown for a, n"),
        ("a is missing", {}, "yes by r"),
        ("lista = ingen", {}, "unknown for lista"),
        ("lista = ingen", {"given": {"lista": "ingen"}}, "yes by r"),
        ("andel >= 0.5", {"given": {"n": "30", "m": "60"}}, "yes by r"),
        ("andel >= 0.5", {"given": {"n": "30"}}, "unknown for m"),
        ("andel >= 0.5", {"given": {"n": "30", "m": "0"}}, "unknown for andel"),
        ("andel >= 0.5", {"given": {"andel": "0.5"}}, "yes by r"),
        ("andel >= 0.5", {"given": {"andel": "0.4", "n": "60", "m": "60"}}, "no by otherwise"),
        ("andel >= 0.5", {"given": {"andel": "unknown", "n": "60", "m": "60"}}, "unknown for andel"),
        ("hog", {"given": {"n": "51"}}, "yes by r"),
        ("hog", {"given": {"hog": "true", "n": "0"}}, "yes by r"),
        ("nagon", {}, "unknown for nagon"),
        ("nagon", {"given": {"nagon": "true"}}, "yes by r"),
        ("antal < 1", {}, "unknown for antal"),
        ("antal < 1", {"given": {"antal": "0"}}, "yes by r"),
        ("n >= param.g", {"given": {"n": "50"}}, "yes by r"),
        ("n >= param.g", {"given": {"n": "50"}, "parameters": {"g": "51"}}, "no by otherwise"),
        ("n >= param.g", {"given": {"n": "50"}, "parameters": {"g": "unknown"}}, "unknown for param.g"),
        ("n >= param.ny", {"given": {"n": "50"}}, "unknown for day"),
        ("n >= param.ny", {"given": {"n": "50"}, "day": "2026-01-01"}, "yes by r"),
        ("n >= param.ny", {"given": {"n": "50"}, "day": "2025-12-31"}, "unknown for param.ny"),
        ("n >= param.ny", {"given": {"n": "50"}, "parameters": {"ny": "50"}}, "yes by r"),
        ("day >= 2026-01-01", {"day": "2026-01-01"}, "yes by r"),
        ("day >= 2026-01-01", {"day": "2025-12-31"}, "no by otherwise"),
        ("day >= 2026-01-01", {}, "unknown for day"),
        ("tolkning.t = vid", {"tolkning": {"t": "vid"}}, "yes by r"),
        ("tolkning.t = vid", {"tolkning": {"t": "snav"}}, "no by otherwise"),
        ("tolkning.t = vid", {}, "unknown for tolkning.t"),
    ],
)
def test_what_is_not_given_is_unknown(tmp_path: Path, when: str, example: Raw, wanted: str) -> None:
    """And what is given holds: values, derived values in place of their computation, the day, readings, parameters."""
    assert said(tmp_path, when, example) == wanted


@pytest.mark.parametrize(
    ("example", "wanted"),
    [({}, "unknown for day"), ({"day": "2026-06-30"}, "yes by r"), ({"day": "2026-07-01"}, "no by otherwise")],
)
def test_a_rule_in_force_for_a_time_needs_a_day(tmp_path: Path, example: Raw, wanted: str) -> None:
    """Without one, whether the rule is in force is what is missing."""
    rule = {"id": "r", "when": "true", "from": "2026-01-01", "to": "2026-07-01"}
    assert said(tmp_path, "true", example, rules=[rule]) == wanted


@pytest.mark.parametrize(
    ("phrase", "holds"),
    [
        ("yes", True), ("yes by r", True), ("yes by q", False), ("yes by otherwise", False), ("no", False),
        ("no by otherwise", False), ("unknown", False), ("unknown for a", False),
    ],
)  # fmt: skip
def test_an_expectation_holds_as_far_as_it_says(tmp_path: Path, phrase: str, holds: bool) -> None:
    """`yes` is any rule's yes; a rule that is named has to be the deciding one."""
    rules = [{"id": "r", "when": "a"}, {"id": "q", "when": "b"}]
    example = {"id": "e", "given": {"a": "true"}, "expect": {"i": phrase}}
    found = book(
        tmp_path, {"policies": {"p": {"insatser": {"i": {"otherwise": "no", "rules": rules}}, "examples": [example]}}}
    )
    assert [t.holds for t in trials(found)] == [holds]


@pytest.mark.parametrize(
    ("phrase", "holds"),
    [("unknown", True), ("unknown for a, n", True), ("unknown for n,a", True), ("unknown for a", False),
     ("unknown for a, n, b", False), ("no", False)],
)  # fmt: skip
def test_what_is_missing_is_the_whole_set(tmp_path: Path, phrase: str, holds: bool) -> None:
    """Where facts are named they are all of them, in any order."""
    example = {"id": "e", "expect": {"i": phrase}}
    ruling = {"otherwise": "no", "rules": [{"id": "r", "when": "a or n > 5"}]}
    found = book(tmp_path, {"policies": {"p": {"insatser": {"i": ruling}, "examples": [example]}}})
    assert [t.holds for t in trials(found)] == [holds]


def test_rules_are_inherited_and_examples_are_not(tmp_path: Path) -> None:
    """A policy's examples try it with what it inherits; those of its base stay with the base."""
    example = {"id": "e", "given": {"a": "true"}, "expect": {"i": "yes by r"}}
    base = {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "a"}]}}, "examples": [example]}
    heir = {
        "extends": "bas",
        "insatser": {"i": {"add": [{"id": "u", "when": "n < 5", "then": "no", "exception_to": ["r"]}]}},
    }
    own = {"id": "e", "given": {"a": "true", "n": "1"}, "expect": {"i": "no by u"}}
    found = book(tmp_path, {"policies": {"bas": base, "arv": heir, "arv2": heir | {"examples": [own]}}})
    assert [(t.policy.id, t.example.id, t.said, t.holds) for t in trials(found)] == [
        ("arv2", "e", "no by u", True),
        ("bas", "e", "yes by r", True),
    ]


def test_insatser_of_several_levels_in_one_example(tmp_path: Path) -> None:
    """Each is decided at an area of its level; what is given holds where it exists."""
    rulings = {
        "i": {"otherwise": "no", "rules": [{"id": "r", "when": "a"}]},
        "j": {"otherwise": "no", "rules": [{"id": "q", "when": "p"}]},
    }
    example = {"id": "e", "given": {"a": "true", "p": "true"}, "expect": {"i": "yes by r", "j": "yes by q"}}
    found = book(
        tmp_path,
        {"insatser": {"i": "omrade", "j": "plats"}, "policies": {"p": {"insatser": rulings, "examples": [example]}}},
    )
    assert [(t.expected.level, t.holds) for t in trials(found)] == [("omrade", True), ("plats", True)]


def test_a_conflict_is_what_came_out(tmp_path: Path) -> None:
    """Two rules of opposite outcome: the expectation does not hold, and the other examples are tried all the same."""
    rules = [{"id": "r", "when": "a"}, {"id": "q", "when": "b", "then": "no"}]
    examples = [
        {"id": "e", "given": {"a": "true", "b": "true"}, "expect": {"i": "yes"}},
        {"id": "f", "given": {"a": "true", "b": "false"}, "expect": {"i": "yes by r"}},
    ]
    found = trials(
        book(
            tmp_path,
            {"policies": {"p": {"insatser": {"i": {"otherwise": "no", "rules": rules}}, "examples": examples}}},
        )
    )
    assert isinstance(found[0].found, Problem) and found[0].found.code == "G317"
    assert [t.holds for t in found] == [False, True]


@pytest.mark.parametrize(
    ("name", "given_", "text", "came", "holds"),
    [
        ("andel", {"n": "1", "m": "3"}, "0.33", "0.33", True),
        ("andel", {"n": "1", "m": "3"}, "0.34", "0.33", False),
        ("andel", {"n": "1", "m": "2"}, "0.5", "0.50", True),
        ("andel", {"n": "1", "m": "0"}, "unknown for andel", "unknown for andel", True),
        ("andel", {"n": "1"}, "unknown", "unknown for m", True),
        ("andel", {"n": "1"}, "unknown for n", "unknown for m", False),
        ("hog", {"n": "51"}, "true", "true", True),
        ("hog", {"n": "50"}, "true", "false", False),
    ],
)  # fmt: skip
def test_the_vocabulary_s_examples(tmp_path: Path, name: str, given_: Raw, text: str, came: str, holds: bool) -> None:
    """What a derived attribute comes to."""
    example = {"id": "e", "given": given_, "expect": {name: text}}
    (trial,) = trials(book(tmp_path, {"vocabulary": {"examples": [example]}, "when": "a"}))
    assert (trial.said, trial.holds, trial.policy.id) == (came, holds, "")


# ── coverage


@pytest.mark.parametrize(
    ("when", "tests"),
    [
        ("true", []),
        ("a", ["a"]),
        ("not a", ["a"]),
        ("a and not (b or n > 5)", ["a", "b", "n > 5"]),
        ("n between 1 and 5 and a", ["n between 1 and 5", "a"]),
        ("not n between 1 and 5", ["n between 1 and 5"]),
        ("n not between 1 and 5", ["n not between 1 and 5"]),
        ("1 <= n < m", ["1 <= n < m"]),
        ("n in (1, 2, [5 .. 7])", ["n in (1, 2, [5 .. 7])"]),
        ("n not in [5 .. 7) or a", ["n not in [5 .. 7)", "a"]),
        ("k != utsatt and k >= utsatt", ["k != utsatt", "k >= utsatt"]),
        ("k > k2 or a", ["k > k2", "a"]),
        ("a and k < k2 and k2 <= k", ["a", "k < k2", "k2 <= k"]),
        ("a is missing or b is not missing", ["a is missing", "b is not missing"]),
        ("if a then n > 1 else b", ["a", "n > 1", "b"]),
        ("if a then b else c or n + m > 5", ["a", "b", "c", "n + m > 5"]),
        ("a and  b\n  or a", ["a", "b", "a"]),
        ("(a) and (n = 1 or (b))", ["a", "n = 1", "b"]),
        ("((n + 1) * 2 > m or a) and b", ["(n + 1) * 2 > m", "a", "b"]),
        ("a or 2 < (n + (1 + m))", ["a", "2 < (n + (1 + m))"]),
        ("(k in (utsatt, sarskilt))", ["k in (utsatt, sarskilt)"]),
    ],
)
def test_a_test_is_what_the_author_wrote(tmp_path: Path, when: str, tests: list[str]) -> None:
    """Not what it was lowered to: `between`, chains, `!=` and order between two attributes are one test each."""
    found = book(tmp_path, {"when": when})
    (covered,) = coverage(found.policies.values(), ())
    assert [test.text for test in covered.tests] == tests
    assert all(test.left == tuple(test.reached) for test in covered.tests)


Side = bool | None
ATOMS: Final[dict[str, Callable[[dict[str, Any]], Side]]] = {
    "a": lambda g: g.get("a"),
    "b": lambda g: g.get("b"),
    "n > 50": lambda g: None if g.get("n") is None else g["n"] > 50,
    "n between 20 and 60": lambda g: None if g.get("n") is None else 20 <= g["n"] <= 60,
    "a is missing": lambda g: g.get("a") is None,
    "n != 20": lambda g: None if g.get("n") is None else g["n"] != 20,
}


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Any:
    """A condition as a tree of and, or, not over the atoms."""
    kind = draw(st.sampled_from(("atom", "and", "or", "not") if depth else ("atom",)))
    if kind == "atom":
        return draw(st.sampled_from(sorted(ATOMS)))
    parts = [draw(conditions(depth - 1)) for _ in range(1 if kind == "not" else 2)]
    return (kind, *parts)


def text_of(tree: Any) -> str:
    """The condition as text."""
    if isinstance(tree, str):
        return tree
    kind, *parts = tree
    return f"not ({text_of(parts[0])})" if kind == "not" else f" {kind} ".join(f"({text_of(p)})" for p in parts)


def atoms_of(tree: Any) -> Iterator[str]:
    """Its atoms, as they stand."""
    if isinstance(tree, str):
        yield tree
    else:
        for part in tree[1:]:
            yield from atoms_of(part)


def value_of(tree: Any, held: dict[str, Any]) -> Side:
    """Its value by hand."""
    if isinstance(tree, str):
        return ATOMS[tree](held)
    parts = tuple(value_of(part, held) for part in tree[1:])
    if tree[0] == "not":
        return None if parts[0] is None else not parts[0]
    return (kleene_and if tree[0] == "and" else kleene_or)(parts)


GIVEN: Final = st.fixed_dictionaries(
    {}, optional={"a": st.booleans(), "b": st.booleans(), "n": st.sampled_from((0, 20, 40, 60, 80))}
)
RULE: Final = st.tuples(conditions(), st.none() | conditions(), st.lists(GIVEN, max_size=4))


@pytest.mark.slow
@SETTINGS
@given(st.lists(RULE, min_size=1, max_size=3))
def test_coverage_counts_what_a_brute_force_counts(tmp_path_factory: pytest.TempPathFactory, drawn: list[Any]) -> None:
    """Each rule active, and each side of each test, as often as a hand-written evaluator says."""
    insatser: Raw = {}
    examples: list[Raw] = []
    for i, (when, unless, given_) in enumerate(drawn):
        rule = {"id": f"r{i}", "when": text_of(when)} | ({"unless": text_of(unless)} if unless is not None else {})
        insatser[f"i{i}"] = {"otherwise": "no", "rules": [rule]}
        for j, held in enumerate(given_):
            shown = {k: str(v).lower() for k, v in held.items()}
            examples.append({"id": f"e{i}-{j}", "given": shown, "expect": {f"i{i}": "unknown"}})
    raw = {
        "insatser": dict.fromkeys(insatser, "omrade"),
        "policies": {"p": {"insatser": insatser, "examples": examples}},
    }
    found = book(tmp_path_factory.mktemp("c"), raw)
    covered = {c.rule.id: c for c in coverage(found.policies.values(), trials(found))}
    for i, (when, unless, given_) in enumerate(drawn):
        mine = covered[f"r{i}"]
        verdicts = [
            kleene_and((value_of(when, g), True if unless is None else _not(value_of(unless, g)))) for g in given_
        ]
        assert mine.active == verdicts.count(True)
        atoms = [*atoms_of(when), *(atoms_of(unless) if unless is not None else ())]
        assert [test.text for test in mine.tests] == atoms
        for atom, test in zip(atoms, mine.tests, strict=True):
            counted = Counter(ATOMS[atom](g) for g in given_)
            assert test.reached == {side: counted[side] for side in test.reached}
            assert set(counted) <= set(test.reached)


def _not(side: Side) -> Side:
    return None if side is None else not side


def test_what_is_reached_counts_where_it_is_written(tmp_path: Path) -> None:
    """A rule that another policy inherits is that file's rule, whosever example reaches it."""
    base = {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "n >= param.g and k > k2"}]}}}
    example = {"id": "e", "given": {"n": "10", "k": "utsatt", "k2": "ingen"}, "expect": {"i": "yes by r"}}
    heir = {"extends": "bas", "parameters": {"g": {"values": [{"value": "10"}]}}, "examples": [example]}
    found = book(tmp_path, {"policies": {"bas": base, "arv": heir}})
    assert all(t.holds for t in trials(found))
    (covered,) = coverage(found.policies.values(), trials(found))
    assert (covered.policy.id, covered.active) == ("bas", 1)
    assert [test.reached[True] for test in covered.tests] == [1, 1]


def test_a_rule_beaten_by_its_exception_is_not_reached(tmp_path: Path) -> None:
    """Its tests are; the rule has decided nothing."""
    rules = [{"id": "r", "when": "a"}, {"id": "u", "when": "b", "then": "no", "exception_to": ["r"]}]
    example = {"id": "e", "given": {"a": "true", "b": "true"}, "expect": {"i": "no by u"}}
    found = book(
        tmp_path, {"policies": {"p": {"insatser": {"i": {"otherwise": "no", "rules": rules}}, "examples": [example]}}}
    )
    covered = coverage(found.policies.values(), trials(found))
    assert [(c.rule.id, c.active, c.tests[0].left) for c in covered] == [
        ("r", 0, (False, None)),
        ("u", 1, (False, None)),
    ]


def test_per_cent_is_never_rounded_up(tmp_path: Path) -> None:
    """99.9 % is not everything, and nothing at all is."""
    examples = [{"id": f"e{i}", "given": {"a": v}, "expect": {"i": "unknown"}} for i, v in enumerate(("true", "false"))]
    policy = {"insatser": {"i": {"otherwise": "no", "rules": [{"id": "r", "when": "a"}]}}, "examples": examples}
    found = book(tmp_path, {"policies": {"p": policy}})
    held = total(coverage(found.policies.values(), trials(found)))
    assert (held.rules, held.of_rules, held.sides, held.of_sides, held.percent) == (1, 1, 2, 3, 75)
    assert total(()).percent == 100


# ── the shipped rules


def test_the_shipped_examples_hold_and_reach_every_rule() -> None:
    """Documentation that is true, of every rule in the shipped policies."""
    (found,) = tried([str(renew.ROOT / "rules" / "stockholm")])
    assert [f"{t.policy.id}: {t.example.id}: {t.said}" for t in found.trials if not t.holds] == []
    assert [c.rule.id for c in found.covered if not c.active] == []
    assert {p.id for p in found.policies} == {t.policy.id for t in found.trials} - {""}


def test_invented_numbers_are_marked_in_the_shipped_examples() -> None:
    """An example with a value of a parameter that nobody has published is an illustration, or cites its source."""
    (found,) = tried([str(renew.ROOT / "rules" / "stockholm")])
    for example in found.book.examples:
        numbers = {"cni", "cni_index"} & {name for name, value in example.given.items() if value is not None}
        if numbers:
            assert example.citation.illustration or example.citation.documents, example.id


def test_examples_do_not_reach_the_answers(tmp_path: Path) -> None:
    """A run with examples in its files differs from one without in the files' hashes, and in nothing else."""
    home = renew.project(tmp_path)
    _, with_examples, _ = command_line.run(["run", "--format", "json"], home)
    for path in sorted(home.rglob("rules/**/*.yaml")):
        text, found, _ = path.read_text(encoding="utf-8").partition("\nexamples:")
        path.write_text(text + "\n" * bool(found), encoding="utf-8")
    _, without, _ = command_line.run(["run", "--format", "json"], home)
    before, after = json.loads(with_examples), json.loads(without)
    assert before.pop("hash") != after.pop("hash")  # of the record, and so of the files' hashes in it
    changed = {name for name, held in before.pop("inputs").items() if held != after["inputs"][name]}
    after.pop("inputs")
    assert before == after
    assert len(changed) == 3 and all(name.startswith("rules/") for name in changed)


# ── the command

HOSTILE: Final = "</failure><b onx=\"y\">&amp; ]]> 'ö' @level {x} {why!r} %s"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new project."""
    return renew.project(tmp_path)


def read(out: bytes) -> str:
    """What a command said, with plain blanks."""
    return out.decode("utf-8").replace("\u00a0", " ")


def edited(home: Path, name: str, old: str, new: str) -> None:
    """One change in a file of the project."""
    path = home / "rules" / "exempelstad" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


COUNTED: Final = """derived:
  skal:
    level: omrade
    type: number
    min: 0
    max: 2
    label: skäl
    fired: [svag-trygghet, mycket-svag]
    illustration: true
    note: påhittat
"""


@pytest.mark.parametrize(
    ("given_", "expect", "holds"),
    [
        ("{trygghet: svag, invanare: 600, barn: 60}", "{skal: 1, andel_barn: 0.1, belysning: yes}", True),
        ("{trygghet: svag, invanare: 200}", "{skal: 0, andel_barn: unknown for barn}", True),
        ("{trygghet: mycket_svag, invanare: 600}", "{skal: 2}", True),
        ("{invanare: 600}", "{skal: unknown for trygghet}", True),
        ("{trygghet: svag, invanare: 200}", "{skal: 1}", False),
    ],
)
def test_a_policy_s_example_expects_what_is_derived_and_counts_of_rules(
    home: Path, given_: str, expect: str, holds: bool
) -> None:
    """Beside decisions, by the policy's own rules: one that is defeated does not count."""
    edited(home, "vocabulary.yaml", "derived:\n", COUNTED)
    example = f"examples:\n  - id: raknat\n    day: 2026-06-01\n    given: {given_}\n    expect: {expect}\n"
    edited(home, "policies/trygghet.yaml", "examples:\n", example)
    code, _, err = command_line.run(["test"], home)
    assert code == (0 if holds else 1), read(err)
    assert holds or "väntade 1 för skal, fick 0" in read(err)


def test_everything_holds_is_0(home: Path) -> None:
    """The finding, then a line for each rulebook, on stdout; nothing on stderr."""
    code, out, err = command_line.run(["test"], home)
    assert (code, err) == (0, b"")
    assert read(out).count("\n") == 2 and read(out).startswith("14 testfall prövades, alla med väntat resultat")


def test_what_does_not_hold_is_1(home: Path) -> None:
    """The place of the expectation, what was expected, what came out, and the ground; the rest on stdout."""
    edited(home, "policies/trygghet.yaml", "value: 500", "value: 1500")
    for lang, sentence, ground in (
        (
            "sv",
            "exemplet svag-trygghet: väntade yes by svag-trygghet för belysning, fick no by for-litet",
            "undantaget for-litet",
        ),
        (
            "en",
            "example svag-trygghet: expected yes by svag-trygghet for belysning, found no by for-litet",
            "exception for-litet",
        ),
    ):
        code, out, err = command_line.run(["test", "--lang", lang], home)
        assert code == 1
        said_ = read(err)
        assert re.search(r"policies/trygghet\.yaml:\d+:25  G510  " + re.escape(sentence), said_)
        assert ground in said_ and "^" * len("yes by svag-trygghet") in said_
        assert ("1 ger fel resultat" if lang == "sv" else "1 fails") in read(out)


def test_a_mistake_in_an_example_is_3(home: Path) -> None:
    """As any mistake in a file: nothing is tried, all problems are said, with the nearest word."""
    edited(home, "policies/trygghet.yaml", "yes by mycket-svag}", "yes by mycket-svg}")
    edited(home, "policies/trygghet-barn.yaml", "{andel_barn: 0.1}", "{andel_barn: 1.1}")
    code, out, err = command_line.run(["test"], home)
    assert (code, out) == (3, b"")
    assert "menade du ”mycket-svag”?" in read(err) and "G403" in read(err)
    assert command_line.run(["check"], home)[0] == 1
    assert command_line.run(["run"], home)[0] == 3


def test_fail_under(home: Path) -> None:
    """Coverage alone is no finding, unless one says from where."""
    assert command_line.run(["test", "--coverage"], home)[0] == 0
    assert command_line.run(["test", "--fail-under", "91"], home)[0] == 0
    code, out, err = command_line.run(["test", "--fail-under", "92"], home)
    assert code == 1 and b"91" in out and "under 92" in read(err)


def test_coverage_shows_file_and_line(home: Path) -> None:
    """What is not reached, where it is written."""
    _, out, _ = command_line.run(["test", "--coverage"], home)
    lines = (home / "rules/exempelstad/policies/trygghet-barn.yaml").read_text(encoding="utf-8").splitlines()
    (row,) = re.findall(r"(\d+) +barnens-vag +(.+?) +falskt, kan inte avgöras", read(out))
    assert "rules/exempelstad/policies/trygghet-barn.yaml\n" in read(out)
    assert row[1] in lines[int(row[0]) - 1]


def test_json_is_for_machines(home: Path) -> None:
    """Every count, the same in both languages."""
    edited(home, "policies/trygghet.yaml", "value: 500", "value: 1500")
    code, out, _ = command_line.run(["test", "--format", "json"], home)
    assert code == 1
    assert out == command_line.run(["test", "--format", "json", "--lang", "en"], home)[1]
    (held,) = json.loads(out)["rulebooks"]
    failed = [e for e in held["examples"] if not e["holds"]]
    assert [(e["example"], e["expected"], e["found"]) for e in failed] == [
        ("svag-trygghet", "yes by svag-trygghet", "no by for-litet")
    ]
    assert held["coverage"]["rules"] == {"reached": 5, "of": 5}
    assert {"true", "false", "unknown"} == set(held["coverage"]["by_rule"][0]["tests"][0]["reached"])


def test_output_by_suffix(home: Path) -> None:
    """`-o` writes what stdout would have got, and then people are told on stderr."""
    for suffix, kind in ((".json", "json"), (".xml", "junit"), (".txt", "table")):
        code, out, err = command_line.run(["test", "-o", f"svar{suffix}"], home)
        assert (code, out) == (0, b"") and "alla med väntat resultat" in read(err)
        assert (home / f"svar{suffix}").read_bytes() == command_line.run(["test", "--format", kind], home)[1]
    code, _, err = command_line.run(["test", "-o", "svar.pdf"], home)
    assert code == 2 and "G506" in read(err) and ".xml" in read(err)
    assert command_line.run(["test", "-o", "borta/svar.xml"], home)[0] == 3


@pytest.mark.parametrize(
    ("paths", "examples"),
    [
        ((), 14),
        ((".",), 14),
        (("rules/exempelstad",), 14),
        (("rules/exempelstad", "scenarios/exempelstad.yaml", "rules/exempelstad/policies/trygghet.yaml"), 14),
        (("scenarios/exempelstad",), 14),
        (("scenarios/exempelstad.yaml",), 12),
        (("rules/exempelstad/policies/trygghet.yaml",), 6),
        (("rules/exempelstad/policies/trygghet.yaml", "rules/exempelstad/policies/trygghet-barn.yaml"), 12),
    ],
)
def test_paths_are_those_of_check(home: Path, paths: tuple[str, ...], examples: int) -> None:
    """A rulebook, a world's, a scenario's policies, one policy; each once."""
    code, out, _ = command_line.run(["test", *paths], home)
    assert code == 0
    assert re.findall(r": (\d+) testfall", read(out)) == [str(examples)]
    outside = [str(home / p) for p in paths or (".",)]
    assert re.findall(r": (\d+) testfall", read(command_line.run(["test", *outside], home.parent)[1])) == [
        str(examples)
    ]
    assert command_line.run(["check", *outside], home.parent)[0] == 0


def test_a_policy_outside_any_rulebook() -> None:
    """Is tried beside the default scenario's rules, alone."""
    code, out, err = command_line.run(["test", "tests/mistakes/examples.yaml"])
    assert code == 1 and read(err).count("G510") == 2
    assert "tests/mistakes/examples.yaml: 2 testfall, 2 ger fel resultat" in read(out)


def test_nothing_to_test(tmp_path: Path, home: Path) -> None:
    """A path that is none, a scenario of a policy that is not there: 3, with the nearest word."""
    assert command_line.run(["test", "borta"], tmp_path)[0] == 3
    path = home / "scenarios" / "exempelstad.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("trygghet-barn]", "trygghet-ban]"), encoding="utf-8")
    code, _, err = command_line.run(["test", str(path)], home)
    assert code == 3 and "menade du ”trygghet-barn”?" in read(err)


# ── JUnit XML

SHAPE: Final[dict[str, tuple[set[str], set[str], set[str]]]] = {
    "testsuites": ({"tests", "failures", "errors"}, {"name", "time"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": ({"name", "classname"}, {"time"}, {"failure", "skipped", "system-out"}),
    "failure": ({"message", "type"}, set(), set()),
    "system-out": (set(), set(), set()),
}
"""What the common schema (junit-10.xsd) asks for: required and further attributes, and children, of each element."""


def shaped(node: ElementTree.Element) -> Iterator[str]:
    """Where an element is not as the schema has it."""
    required, further, children = SHAPE[node.tag]
    if not required <= set(node.keys()) <= required | further:
        yield f"{node.tag}: {sorted(node.keys())}"
    for child in node:
        if child.tag not in children:
            yield f"{child.tag} in {node.tag}"
        yield from shaped(child)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_junit(home: Path, lang: str) -> None:
    """Well formed, of the common shape; the sums are those of the cases."""
    edited(home, "policies/trygghet.yaml", "value: 500", "value: 1500")
    edited(home, "vocabulary.yaml", "0.125", "0.126")
    code, out, err = command_line.run(["test", "--format", "junit", "--lang", lang], home)
    assert (code, err) == (1, b"")
    root = ElementTree.fromstring(out)
    assert list(shaped(root)) == []
    for node in (root, *root):
        assert int(node.get("tests", "")) == len(list(node.iter("testcase")))
        assert int(node.get("failures", "")) == len(list(node.iter("failure")))
    assert {s.get("name") for s in root} == {"vocabulary", "trygghet", "trygghet-barn"}
    assert (root.get("tests"), root.get("failures")) == ("16", "2")
    held = {p.get("name"): p.get("value") for p in root.iter("property")}
    assert set(held) == {"coverage.rules", "coverage.sides", "coverage.percent"}
    (failure,) = (f for s in root if s.get("name") == "trygghet" for f in s.iter("failure"))
    assert failure.get("type") == "G510" and "trygghet.yaml:" in (failure.text or "")


def test_junit_escapes_what_people_write(home: Path) -> None:
    """Labels, notes and names of files may hold anything that a file may; none of it becomes markup."""
    edited(home, "policies/trygghet.yaml", "minsta antal invånare", json.dumps(HOSTILE, ensure_ascii=False))
    edited(home, "policies/trygghet.yaml", "value: 500", "value: 1500")
    edited(
        home,
        "policies/trygghet.yaml",
        "id: svag-trygghet\n    day",
        f"id: svag-trygghet\n    label: {{sv: {json.dumps(HOSTILE)}}}\n    day",
    )
    odd = home / "rules" / "exempelstad" / "policies" / "a&<b>\"'\x07.yaml"
    (home / "rules" / "exempelstad" / "policies" / "trygghet.yaml").rename(odd)
    code, out, _ = command_line.run(["test", "--format", "junit"], home)
    assert code == 1
    root = ElementTree.fromstring(out)
    assert list(shaped(root)) == []
    (failure,) = root.iter("failure")
    assert "</failure><b onx=" in (failure.text or "")
    assert {s.get("file") for s in root} >= {"rules/exempelstad/policies/a&<b>\"'\ufffd.yaml"}
    assert command_line.run(["test"], home)[0] == 1


def test_the_same_bytes_twice(home: Path) -> None:
    """No clock in any format."""
    for kind in ("table", "json", "junit"):
        words = ["test", "--coverage", "--format", kind]
        assert command_line.run(words, home) == command_line.run(words, home)


def test_a_decision_of_an_example_is_a_decision(tmp_path: Path) -> None:
    """With its grounds, its day and its rules, so that whatever explains decisions can explain it."""
    example = {"id": "e", "day": "2026-02-17", "given": {"a": "true"}, "expect": {"i": "yes"}}
    ruling = {"otherwise": "no", "rules": [{"id": "r", "when": "a"}]}
    (trial,) = trials(book(tmp_path, {"policies": {"p": {"insatser": {"i": ruling}, "examples": [example]}}}))
    assert isinstance(trial, ExampleTrial) and isinstance(trial.found, Decision)
    assert trial.found.day.isoformat() == "2026-02-17"
    assert [r.active for r in trial.found.rules] == [True]
    assert isinstance(coverage(book(tmp_path, {"when": "a"}).policies.values(), ())[0], Covered)


def test_rows_of_tables_count_in_coverage(tmp_path: Path) -> None:
    """A row that holds in an example is reached; of `first`, the first that holds. Shown where it is written."""
    rows = [{"when": "a", "then": 1}, {"when": "b", "then": 2}, {"when": "true", "then": 3}]
    kind = {"type": "number", "min": 0, "max": 9}
    derived = {
        "ett": kind | {"table": {"hit": "first", "gap": "unknown", "rows": rows}},
        "summa": kind | {"table": {"hit": "sum", "gap": "unknown", "rows": [dict(row) for row in rows[:2]]}},
    }
    example = {"id": "e", "given": {"a": "true", "b": "true"}, "expect": {"i": "yes by r"}}
    ruling = {"otherwise": "no", "rules": [{"id": "r", "when": "ett >= 1 and summa >= 3"}]}
    policy = {"insatser": {"i": ruling}, "examples": [example]}
    found = book(tmp_path, {"derived": derived, "policies": {"p": policy}})
    covered = covered_rows(found.vocabulary, trials(found))
    assert [(c.derived.id, c.reached) for c in covered] == [
        ("ett", 1), ("ett", 0), ("ett", 0), ("summa", 1), ("summa", 1),
    ]  # fmt: skip
    held = total((), covered)
    assert (held.rows, held.of_rows, held.percent) == (3, 5, 60)
    code, out, err = command_line.run(["test", "rules", "--coverage", "--lang", "en"], tmp_path)
    assert code == 0 and "3 of 5 table rows" in read(out), read(err)
    assert re.search(r"\d+ +ett +b +the row never holds", read(out)), read(out)
    assert command_line.run(["test", "rules", "--fail-under", "50"], tmp_path)[0] == 0
    code, out, _ = command_line.run(["test", "rules", "--format", "json"], tmp_path)
    assert json.loads(out)["rulebooks"][0]["coverage"]["rows"] == {"reached": 3, "of": 5}
