"""What two versions of a policy say differently, and which change moved each area: by brute force, by hand, in git.

Brute force: for every set of changes that the engine could be asked to try, the rule files are written with exactly
those changes, read by the real loaders and decided by the plain reading. The engine's mixtures must say the same.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import case_files
import command_line
import strategies
from case_files import Case, Raw, build, text, write
from grund.analysis.diff import Difference, Moved, VersionChange, diff
from grund.analysis.diff.hybrid import Mixer
from grund.analysis.diff.rules import aligned
from grund.engines import interpreter
from grund.loading.folders import rulebook
from grund.loading.scenario import load_scenario
from grund.model.decisions import Decision
from grund.problems.problem import GrundError
from strategies import Sample, written

SETTINGS: Final = strategies.examples(48)


# ── two versions of a case


def compared(a: Raw, b: Raw) -> Difference:
    """The difference between two cases: A's rules read on B's world."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for side, raw in (("a", a), ("b", b)):
            found = case_files.files(raw)
            write({k.replace("rules/", "world/rules/", 1): v for k, v in found.items()}, folder / side)
        write({"q.yaml": question(b)}, folder / "b")
        return diff(load_scenario(folder / "b" / "q.yaml"), "p", "p", old=rulebook(folder / "a" / "world" / "rules"))


def question(raw: Raw) -> str:
    """A scenario's file that asks of the case's world."""
    known = f"known: {raw['known']}\n" if "known" in raw else ""
    level = next(iter(raw["vocabulary"]["levels"]))
    return (
        f"scenario: q\nlabel: Q\nworld: world\nday: {raw.get('day', case_files.DAY)}\n{known}"
        f"policies: [p]\nlevel: {level}\nsource: s\n"
    )


# ── brute force: the files with some changes


def decided(raw: Raw) -> dict[str, str] | None:
    """Verdicts by area, from files that are written and read; None where they are no policy."""
    with tempfile.TemporaryDirectory() as name:
        try:
            built = build(Case("tried", raw), Path(name))
        except GrundError:
            return None
        world = built.facts.at(built.case.day, built.case.known)
        frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], world)
        return {area.id: said(frame, area) for area in world.by_level["del"]}


def said(frame: interpreter.EvalContext, area: Any) -> str:
    """The verdict for an area; `conflict` where two rules are at odds."""
    try:
        return interpreter.decide(frame, "i", area).verdict
    except GrundError:
        return "conflict"


def with_changes(a: Raw, b: Raw, taken: Iterable[VersionChange]) -> Raw:
    """A's files with some changes of B's."""
    raw = copy.deepcopy(a)
    raw["derived"] = {**b["derived"], **raw["derived"]}  # what only B knows is known: nothing in A reads it
    news = {r["id"]: r for r in b["rules"]}
    rules = {r["id"]: r for r in raw["rules"]}
    for change in taken:
        name = change.subject
        if change.kind == "parameter":
            raw["vocabulary"]["parameters"] = b["vocabulary"]["parameters"]
        elif change.kind == "derived":
            raw["derived"][name] = b["derived"][name]
        elif change.kind == "otherwise":
            raw["otherwise"] = b["otherwise"]
        elif change.kind == "rule":
            rules = {k: r for k, r in rules.items() if k != name} | ({name: news[name]} if name in news else {})
        else:
            keys = {"condition": ("when", "unless", "then"), "exception": ("exception_to",), "period": ("from", "to")}
            for key in keys[change.kind]:
                rules[name] = {k: v for k, v in rules[name].items() if k != key}
                rules[name] |= {key: news[name][key]} if key in news[name] else {}
    raw["rules"] = [r | _targets(r, rules) for r in rules.values()]
    return raw


def _targets(rule: Raw, rules: Mapping[str, Raw]) -> Raw:
    """Exceptions only to rules that are there."""
    return {"exception_to": [t for t in rule["exception_to"] if t in rules]} if "exception_to" in rule else {}


def blamed(a: Raw, b: Raw, found: Difference, moved: Moved) -> tuple[str, set[VersionChange]]:
    """What the head of `movement` promises, by trying every change on the files; `together` is only checked."""
    every = [c for c in found.changes if c.slots]
    area = moved.area.id
    before, after = (x.verdict if x else "no" for x in (moved.before, moved.after))

    def gives(taken: Iterable[VersionChange]) -> str | None:
        return (decided(with_changes(a, b, taken)) or {}).get(area)

    alone = {c for c in every if gives([c]) == after}
    if alone:
        return "alone", alone
    needed = {c for c in every if gives([x for x in every if x is not c]) == before}
    if needed:
        return "needed", needed
    assert gives(moved.changes) == after
    assert all(gives([x for x in moved.changes if x is not c]) != after for c in moved.changes)
    return "together", set(moved.changes)


# ── two cases


@st.composite
def pairs(draw: DrawFn) -> tuple[Raw, Raw]:
    """A case of any kind, or a tangle, and the same after one to five edits."""
    sample = draw(strategies.samples() | tangles())
    raw = copy.deepcopy(sample.raw)
    for _ in range(draw(st.integers(1, 5))):
        draw(edits(sample, raw))
    return sample.raw, raw


BASE: Final = strategies.Words(strategies.MEMBERS, True, ("b", "c"), ("n", "m", "param.g"), ("k", "l"))
PLAIN: Final = ("b", "c", "not b", "b and c", "n >= param.g", "n < 3", "t", "true")


@st.composite
def tangles(draw: DrawFn) -> Sample:
    """Few words, all known, and many exceptions: the changes of such a policy depend on one another."""
    words = strategies.vocabulary(
        strategies.MEMBERS, True, True, {"min": "-20", "max": "20", "values": [{"value": "1"}]}
    )
    facts = {
        area: {"b": draw(_TRUTHS), "c": draw(_TRUTHS), "n": draw(st.sampled_from(("0", "2", "4")))}
        for area in ("d1", "d2", "d3")
    }
    rules: list[Raw] = []
    for i in range(draw(st.integers(2, 5))):
        target = draw(st.sampled_from([[], *([r["id"]] for r in rules)]))
        then = {"yes": "no", "no": "yes"}[rules[int(target[0][1:])]["then"]] if target else "yes"
        rules.append({"id": f"r{i}", "when": draw(st.sampled_from(PLAIN)), "then": then, "exception_to": target})
    world = {"areas": dict.fromkeys(facts, "del") | {"p1": "polis"}, "facts": facts}
    raw = {
        "name": "tangle", "vocabulary": words, "derived": {"t": {"type": "bool", "test": "b or n >= 2"}},
        "world": world, "otherwise": "no", "rules": rules,
    }  # fmt: skip
    return Sample(raw, {}, BASE)


_TRUTHS: Final = st.sampled_from(("true", "false"))


@st.composite
def edits(draw: DrawFn, sample: Sample, raw: Raw) -> None:
    """Changes one thing in the case, in place."""
    rules = raw["rules"]
    rule = rules[draw(st.integers(0, len(rules) - 1))]
    others = [[r["id"]] for r in rules if r is not rule]
    condition = st.sampled_from(PLAIN[:-2]) | strategies.conditions(sample.words, 2).map(written)
    kind = draw(
        st.sampled_from(("when", "unless", "then", "exception", "period", "add", "remove", "otherwise", "word"))
    )
    if kind in ("when", "unless"):
        rule[kind] = draw(condition)
    elif kind == "then":
        rule["then"] = {"yes": "no", "no": "yes"}[rule["then"]]
    elif kind == "exception":
        rule["exception_to"] = draw(st.sampled_from([[], *others]))
    elif kind == "period":
        rule |= draw(st.sampled_from(({"from": "2026-01-01"}, {"to": "2026-01-02"}, {"from": "2025-01-01"})))
    elif kind == "add":
        fresh = next(f"n{i}" for i in range(9) if f"n{i}" not in {r["id"] for r in rules})
        target = draw(st.sampled_from([[], [rule["id"]]]))
        then = {"yes": "no", "no": "yes"}[rule["then"]] if target else rule["then"]
        rules.append({"id": fresh, "when": draw(condition), "then": then, "exception_to": target})
    elif kind == "remove" and others:
        rules.remove(rule)
        for other in rules:
            other |= {"exception_to": [t for t in other.get("exception_to", []) if t != rule["id"]]}
    elif kind == "otherwise":
        raw["otherwise"] = {"yes": "no", "no": "yes"}[raw["otherwise"]]
    elif "t" in raw["derived"] and draw(st.booleans()):
        raw["derived"]["t"]["test"] = draw(st.sampled_from(PLAIN[:-2]))
    else:
        raw["vocabulary"]["parameters"]["g"] = draw(strategies.parameters())


@pytest.mark.slow
@SETTINGS
@given(pairs())
def test_blame_is_what_trying_shows(pair: tuple[Raw, Raw]) -> None:
    """Every moved area, and no other, names the changes that trying them on the files shows to have done it."""
    a, b = pair
    note(text(a))
    note(text(b))
    before, after = decided(a), decided(b)
    if before is None or after is None or "conflict" in {*before.values(), *after.values()}:
        return
    found = compared(a, b)
    assert {m.area.id for m in found.moved} == {area for area in before if before[area] != after[area]}
    for m in found.moved:
        assert (m.how, set(m.changes)) == blamed(a, b, found, m)


@pytest.mark.slow
@SETTINGS
@given(pairs(), st.data())
def test_a_mixture_is_what_its_files_say(pair: tuple[Raw, Raw], data: st.DataObject) -> None:
    """A with any set of changes decides as the rulebook that is written so: none is A, all are B."""
    a, b = pair
    if decided(a) is None or decided(b) is None:
        return
    try:
        found = compared(a, b)
    except GrundError:  # two rules at odds in A or B
        return
    every = [c for c in found.changes if c.slots]
    mixer = Mixer(found.scenario.today, aligned(found.a, found.b), found.b)
    for taken in ([], every, *(data.draw(st.lists(st.sampled_from(every), unique=True)) for _ in range(2) if every)):
        files = decided(with_changes(a, b, taken)) or {}
        slots = frozenset(slot for c in taken for slot in c.slots)
        for area in found.scenario.today.by_level["del"]:
            wanted = files.get(area.id)
            assert mixer.verdict(slots, "i", area, ()) == (None if wanted == "conflict" else wanted), taken


# ── by hand: what is a change, and what is not

SMALL: Final[Raw] = {
    "vocabulary": {
        "levels": {"del": {}},
        "types": {"klass": {"enum": ["ingen", "utsatt", "sarskilt"], "ordered": "true"}},
        "attributes": {
            "k": {"type": "klass"},
            "n": {"type": "number", "min": "0", "max": "100"},
            "b": {"type": "bool"},
        },
        "parameters": {"g": "10"},
    },
    "derived": {"stor": {"type": "bool", "test": "n >= param.g"}},
    "world": {
        "areas": {"x": "del", "y": "del"},
        "facts": {"x": {"k": "utsatt", "n": "20", "b": "true"}, "y": {"k": "sarskilt", "n": "5", "b": "false"}},
    },
    "rules": [
        {"id": "r1", "when": "k >= utsatt"},
        {"id": "r2", "when": "stor", "then": "no", "exception_to": ["r1"]},
        {"id": "r3", "when": "b", "exception_to": ["r2"]},
    ],
}


def edited(*steps: tuple[tuple[Any, ...], Any]) -> Raw:
    """The small case with values put at some paths; None takes away."""
    raw = copy.deepcopy(SMALL)
    for path, value in steps:
        held: Any = raw
        for step in path[:-1]:
            held = held[step]
        if value is None:
            del held[path[-1]]
        else:
            held[path[-1]] = value
    return raw


def listed(found: Difference) -> list[tuple[str, str]]:
    """Kinds and subjects of the changes."""
    return [(c.kind, c.subject) for c in found.changes]


def movements(found: Difference) -> dict[str, tuple[str, str, list[str]]]:
    """By area: the move, how, and the subjects that did it."""
    return {
        m.area.id: (f"{_verdict(m.before)} → {_verdict(m.after)}", m.how, [c.subject for c in m.changes])
        for m in found.moved
    }


def _verdict(decision: Decision | None) -> str:
    return decision.verdict if decision else "–"


def test_the_same_is_no_change() -> None:
    """The order of rules, of keys and of exceptions, and other ways of writing the same tree."""
    rules = list(reversed(copy.deepcopy(SMALL["rules"])))
    rules[2]["when"] = "k in (utsatt, sarskilt)"
    found = compared(SMALL, edited((("rules",), rules)))
    assert (found.changes, found.moved) == ((), ())


def test_a_new_id_is_one_renaming() -> None:
    """Also of a rule that exceptions name, and of a chain of them; nothing moves."""
    rules = copy.deepcopy(SMALL["rules"])
    rules[0]["id"], rules[1]["id"], rules[1]["exception_to"] = "s1", "s2", ["s1"]
    rules[2]["exception_to"] = ["s2"]
    found = compared(SMALL, edited((("rules",), rules)))
    assert listed(found) == [("name", "s1"), ("name", "s2")]
    assert [(c.before, c.after) for c in found.changes] == [("r1", "s1"), ("r2", "s2")]
    assert found.moved == ()


def test_places_of_both_sides() -> None:
    """Each side's own file and line."""
    rules = [{"id": "r0", "when": "b"}, *copy.deepcopy(SMALL["rules"])]
    rules[1]["when"] = "k = utsatt"
    found = compared(SMALL, edited((("rules",), rules)))
    added, changed = found.changes
    assert added.place_before is None and added.place_after is not None
    assert changed.place_before is not None and changed.place_after is not None
    assert changed.place_before.line < changed.place_after.line
    assert changed.place_before.file != changed.place_after.file
    assert (changed.before, changed.after) == ("k in (utsatt, sarskilt) → yes", "k = utsatt → yes")


@pytest.mark.parametrize(
    ("steps", "changes", "moved"),
    [
        ([(("vocabulary", "parameters", "g"), "30")], [("parameter", "param.g")], {}),
        (
            [(("vocabulary", "parameters", "g"), "3")],
            [("parameter", "param.g")],
            {"y": ("yes → no", "alone", ["param.g"])},
        ),
        (
            [(("derived", "stor", "test"), "n < param.g")],
            [("derived", "stor")],
            {"y": ("yes → no", "alone", ["stor"])},
        ),
        (
            [(("rules", 2), None)],
            [("rule", "r3")],
            {"x": ("yes → no", "alone", ["r3"])},
        ),
        (  # for y, either is enough
            [(("rules", 0, "when"), "b"), (("vocabulary", "parameters", "g"), "3")],
            [("parameter", "param.g"), ("condition", "r1")],
            {"y": ("yes → no", "alone", ["param.g", "r1"])},
        ),
        (
            [(("rules", 0, "source"), "t"), (("rules", 0, "because"), "därför")],
            [("source", "r1"), ("words", "r1")],
            {},
        ),
        ([(("rules", 1, "from"), "2027-01-01")], [("period", "r2")], {}),
        ([(("otherwise",), "yes")], [("otherwise", "i")], {}),
    ],
)  # fmt: skip
def test_changes_and_what_they_move(
    steps: list[Any], changes: list[tuple[str, str]], moved: dict[str, tuple[str, str, list[str]]]
) -> None:
    """Each kind of change, the areas it moves and the change that did it; both ways."""
    other = edited(*steps)
    found, back = compared(SMALL, other), compared(other, SMALL)
    assert listed(found) == changes
    assert movements(found) == moved
    assert listed(back) == changes
    assert movements(back).keys() == moved.keys()


def test_needed_and_together() -> None:
    """Two changes that do it only both; and three of which any two do."""
    lower = edited((("rules", 2, "when"), "false"))
    found = compared(edited((("vocabulary", "parameters", "g"), "30")), lower)
    assert movements(found)["x"] == ("yes → no", "needed", ["param.g", "r3"])

    def votes(each: str) -> Raw:
        parameters = {name: {"min": "0", "max": "9", "values": [{"value": each}]} for name in "ghi"}
        rules = [{"id": "r1", "when": "param.g + param.h + param.i >= 2"}]
        return edited((("vocabulary", "parameters"), parameters), (("rules",), rules), (("derived",), {}))

    most = compared(votes("0"), votes("1"))
    assert movements(most)["x"] == ("no → yes", "together", ["param.h", "param.i"])


def test_a_changed_type_takes_its_orders_with_it() -> None:
    """`k >= utsatt` is written as before; the new member is the change, and it names the areas that it moves."""
    new = edited((("vocabulary", "types", "klass", "enum"), ["utsatt", "ingen", "sarskilt"]), (("derived",), {}))
    new["rules"] = [{"id": "r1", "when": "k > ingen"}]
    old = copy.deepcopy(new)
    old["vocabulary"]["types"]["klass"]["enum"] = ["ingen", "utsatt", "sarskilt"]
    found = compared(old, new)
    assert listed(found) == [("type", "klass")]
    assert found.changes[0].before == "ingen < utsatt < sarskilt"
    assert movements(found) == {"x": ("yes → no", "alone", ["klass"])}


def test_a_fact_that_a_version_cannot_read_is_missing_for_it() -> None:
    """The world stays: what the old words do not know is unknown there, and the new word did it."""
    new = edited((("vocabulary", "types", "klass", "enum"), ["ingen", "riskomrade", "utsatt", "sarskilt"]))
    new["world"]["facts"]["y"]["k"] = "riskomrade"
    new["rules"] = [{"id": "r1", "when": "k >= utsatt"}]
    old = edited((("rules",), new["rules"]))
    assert movements(compared(old, new)) == {"y": ("unknown → no", "alone", ["klass"])}
    grown = edited((("rules",), [{"id": "r1", "when": "p"}]), (("vocabulary", "attributes", "p"), {"type": "bool"}))
    grown["world"]["facts"]["y"]["p"] = "false"
    found = compared(edited((("rules",), [{"id": "r1", "when": "k >= utsatt"}])), grown)
    assert listed(found) == [("attribute", "p"), ("condition", "r1")]
    assert movements(found) == {"x": ("yes → unknown", "alone", ["r1"]), "y": ("yes → no", "alone", ["r1"])}


def test_a_word_of_another_type_moves_with_what_reads_it() -> None:
    """A mixture that reads a word of another type is no policy; the two changes did it together."""
    other = edited((("derived", "stor"), {"type": "number", "formula": "n"}), (("rules", 1, "when"), "stor < 7"))
    found = compared(SMALL, other)
    assert listed(found) == [("derived", "stor"), ("condition", "r2")]
    assert movements(found) == {"y": ("yes → no", "together", ["stor", "r2"])}


def test_circles_are_no_policy() -> None:
    """Exceptions, and derived attributes, that would run in a circle when half of the change is laid in."""
    turned = edited(
        (("rules", 0, "exception_to"), ["r3"]), (("rules", 2, "exception_to"), None), (("rules", 2, "then"), "no")
    )
    found = compared(edited((("rules", 2, "then"), "yes")), turned)
    assert {c.subject for c in found.changes} == {"r1", "r3"}
    chain = {"t1": {"type": "bool", "test": "b"}, "t2": {"type": "bool", "test": "not t1"}}
    back = {"t1": {"type": "bool", "test": "not t2"}, "t2": {"type": "bool", "test": "b"}}
    rules = [{"id": "r1", "when": "t1"}]
    found = compared(*(edited((("derived",), words), (("rules",), rules)) for words in (chain, back)))
    assert movements(found)["x"] == ("yes → no", "needed", ["t1"])


def test_insatser_levels_tolkningar_and_documents() -> None:
    """What only one side has, another level, another choice, another document."""
    two = {"insatser": {"i": "del", "j": "del"}, "derived": {}}
    ruling = {"otherwise": "no", "rules": [{"id": "r1", "when": "b"}]}
    a = edited() | two | {"policies": {"p": {"insatser": {"i": ruling}}}}
    b = edited() | two | {"policies": {"p": {"insatser": {"j": ruling | {"rules": [{"id": "r2", "when": "b"}]}}}}}
    found = compared(a, b)
    assert listed(found) == [("insats", "i"), ("insats", "j")]
    assert [(m.insats, m.before and m.before.verdict, m.after and m.after.verdict) for m in found.moved] == [
        ("i", "yes", None), ("j", None, "yes"),
    ]  # fmt: skip
    asked = {"vad": {"options": {"vid": "vid", "snav": "snäv"}, "source": "s"}}
    rules = [{"id": "r1", "when": "b and tolkning.vad = vid"}]
    new = edited((("vocabulary", "tolkningar"), asked), (("rules",), rules), (("derived",), {}))
    old = edited((("rules",), [{"id": "r1", "when": "b"}]), (("derived",), {}))
    found = compared(old, new)
    assert listed(found) == [("tolkning", "vad"), ("condition", "r1")]
    assert [(m.reading, m.area.id) for m in found.moved] == [((("vad", "snav"),), "x")]
    renamed = edited() | {
        "files": {"rules/sources.csv": "id,title,publisher,date,reference,url\ns,S2,P,2026,,\nt,T,P,2026,,\n"}
    }
    assert listed(compared(SMALL, renamed)) == [("document", "s")]


# ── in git, and from the command line


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the tags `v0` (broken), `v1` and `v2`, and a rule edited since; and files of somebody's own."""
    folder = tmp_path_factory.mktemp("project")
    for name, content in case_files.files(edited()).items():
        write({name.replace("rules/", "rules/stad/", 1).replace("world/", "scenarios/world/"): content}, folder)
    replace(folder / "scenarios" / "world" / "world.yaml", "rules: rules", "rules: stad")
    write({"scenarios/q.yaml": question(edited()), "egen.yaml": OWN}, folder)
    policy = folder / "rules" / "stad" / "policies" / "p.yaml"
    git(folder, "init", "-q", "-b", "main")
    replace(policy, "k >= utsatt", "k >= utsat")
    commit(folder, "v0")
    replace(policy, "k >= utsat", "k >= utsatt")
    commit(folder, "v1")
    replace(policy, "k >= utsatt", "k = sarskilt")
    replace(folder / "egen.yaml", "n >= 5", "n >= 15")
    write({"sen.yaml": OWN.replace("egen", "sen").replace("e1", "s1")}, folder)
    commit(folder, "v2")
    replace(policy, "when: b", "when: not b")
    return folder


OWN: Final = """\
policy: egen
extends: p
label: Egen
source: s
insatser:
  i: {otherwise: no, rules: [{id: e1, when: "n >= 5", then: yes, source: s}]}
"""


def replace(path: Path, old: str, new: str) -> None:
    """One text for another, once, in a file."""
    before = path.read_text(encoding="utf-8")
    assert before.count(old) == 1, before
    path.write_text(before.replace(old, new), encoding="utf-8")


def git(folder: Path, *words: str) -> str:
    """What git says, as nobody in particular."""
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", str(folder), *who, *words], capture_output=True, check=True)
    return done.stdout.decode()


def commit(folder: Path, tag: str) -> None:
    """Everything, with a tag."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", tag)
    git(folder, "tag", tag)


@pytest.mark.parametrize(
    ("words", "changes", "moved"),
    [
        (("p",), {"r3"}, {("x", "r3")}),
        (("p@v2", "p"), {"r3"}, {("x", "r3")}),
        (("p@v1", "p@v2"), {"r1"}, set()),
        (("p", "p@v1"), {"r1", "r3"}, {("x", "r3")}),
        (("rules/stad/policies/p.yaml@HEAD~1",), {"r1", "r3"}, {("x", "r3")}),
        (("egen.yaml@v1",), {"e1"}, {("y", "e1")}),
        (("egen.yaml@v1", "egen.yaml@v2"), {"e1"}, {("y", "e1")}),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else "",
)
def test_revisions(project: Path, words: tuple[str, ...], changes: set[str], moved: set[tuple[str, str]]) -> None:
    """A revision and now, two revisions, what is not committed yet; by id, by file, and a file of one's own."""
    found = asked(project, *words)
    assert {c["subject"] for c in found["changes"]} == changes
    assert {(m["area"], c["subject"]) for m in found["moved"] for c in m["changes"]} == moved


def test_a_revision_is_named_as_git_names_it(project: Path) -> None:
    """Files, lines and commits of both sides; the world is that of now."""
    found = asked(project, "p@v1", "p@v2")
    (change,) = found["changes"]
    assert change["file_before"] == "v1:rules/stad/policies/p.yaml"
    assert change["file_after"] == "v2:rules/stad/policies/p.yaml"
    assert change["line_before"] == change["line_after"] > 0
    assert (found["commit_a"], found["commit_b"]) == tuple(git(project, "rev-parse", t).strip() for t in ("v1", "v2"))
    assert asked(project, "p", "egen.yaml")["commit_a"] is None


def test_two_folders(project: Path, tmp_path: Path) -> None:
    """Without git: the older and the newer folder of rules."""
    older = tmp_path / "stad"
    write({k.removeprefix("rules/"): v for k, v in case_files.files(edited()).items() if k.startswith("rules/")}, older)
    found = asked(project, "p", "--rules", str(older), str(project / "rules" / "stad"))
    assert {c["subject"] for c in found["changes"]} == {"r1", "r3"}
    assert found["changes"][0]["file_before"] == os.path.relpath(older / "policies" / "p.yaml", project)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("p@mainn",), "G521", "menade du ”main”?"),
        (("p@--help",), "G521", "git log"),
        (("sen.yaml@v1",), "G523", "sen.yaml"),
        (("p@v0",), "G203", "v0:rules/stad/policies/p.yaml:11:18"),
        (("pp@v1", "p"), "G312", "menade du ”p”?"),
        (("p", "--rules", "finns-inte", "rules/stad"), "G101", "finns-inte"),
    ],
    ids=str,
)
def test_what_cannot_be_read(project: Path, words: tuple[str, ...], code: str, said: str) -> None:
    """One sentence with its cure; a mistake in an old revision is shown where it stood then."""
    result, out, err = command_line.run(["diff", *words, "--scenario", "q"], project)
    wrong_word = code in ("G312", "G521", "G523")
    assert (result, out) == (2 if wrong_word else 3, b"")  # or what a file says
    assert code in err.decode() and said in err.decode()


def test_without_git(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No history, or no git: what to do instead."""
    shutil.copytree(project, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for folder, path in ((tmp_path / "plain", os.environ["PATH"]), (project, str(tmp_path))):
        monkeypatch.setenv("PATH", path)
        result, _, err = command_line.run(["diff", "p", "--scenario", "q"], folder)
        assert result == 3 and "G522" in err.decode() and "--rules" in err.decode()
    assert asked(tmp_path / "plain", "p", "egen.yaml")["changes"]


def test_the_view_says_how(project: Path) -> None:
    """In words: each change with the lines of both sides, who moves, and by what."""
    _, out, _ = command_line.run(["diff", "p@v1", "p", "--scenario", "q"], project)
    said = " ".join(out.decode().split())
    assert "k in (utsatt, sarskilt) → yes" in said and "p.yaml:10" in said
    assert "ja → nej villkor r3 1 x" in said
    code, out, _ = command_line.run(["diff", "p@v2", "p@v2", "--scenario", "q", "--lang", "en"], project)
    assert code == 0 and "The policies have the same rules." in out.decode()


def asked(project: Path, *words: str) -> Any:
    """The JSON of `grund diff` in a project."""
    code, out, err = command_line.run(["diff", *words, "--scenario", "q", "--format", "json"], project)
    assert code == 0, err.decode()
    return json.loads(out)
