"""Test: the view of `grund test`, and its JUnit XML.

Every expectation that does not hold stands with its place, what came out and why; no clock reaches the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from xml.etree import ElementTree

from ..analysis.testing.coverage import Covered, CoveredRow, Side, Sum, total
from ..analysis.testing.examples import ExampleTrial
from ..analysis.testing.runner import Tried
from ..language.printer import canonical
from ..model.decisions import Decision, RuleTrace
from ..model.numbers import pick
from ..model.policies import Policy
from ..problems.file_names import shown
from ..problems.problem import Place, Problem, problem
from .formats.columns import headings
from .formats.text import Block, Cell, as_text
from .result import Result
from .wording.explanation import Explainer
from .wording.headlines import headline
from .wording.statement import Statement, lines
from .wording.values import count_text, percent_text

SIDE_WORDS: Final[dict[Side, tuple[str, str]]] = {
    True: ("sant", "true"),
    False: ("falskt", "false"),
    None: ("kan inte avgöras", "cannot be decided"),
}
_SIDE_KEYS: Final[dict[Side, str]] = {True: "true", False: "false", None: "unknown"}


_HEADER: Final = (
    "path", "policy", "example", "subject", "expected", "found", "holds", "conflict", "file", "line", "position",
)  # fmt: skip
_COVERAGE: Final = ("path", "policy", "insats", "rule", "reached", "file", "line")


def test_view(tested: Sequence[Tried], lang: str, details: bool) -> Result:
    """The sum of each rulebook, on one line; with `details`, before it, what no example reaches.

    The language makes no difference to the data.
    """
    left = [block for trial in tested for block in _left_blocks(trial, lang)] if details else []
    sums = [_test_finding(tested, lang), *(_sum_text(rulebook, lang) for rulebook in tested)]
    text = (as_text(left, lang) + "\n" if left else "") + "\n".join(sums) + "\n"
    rulebooks = [_data(trial) for trial in tested]
    examples = [(r["path"], e) for r in rulebooks for e in r["examples"]]
    rows = tuple((path, *(_cell(e[key]) for key in (*_HEADER[1:-1], "column"))) for path, e in examples)
    rules = [(r["path"], c) for r in rulebooks for c in r["coverage"]["by_rule"]]
    coverage = tuple((path, *(_cell({**c, "reached": c["active"]}[key]) for key in _COVERAGE[1:])) for path, c in rules)
    blocks = (Block(pick(lang, "Testfall", "Test cases"), (), (), tuple(sums)), *_example_blocks(tested, lang), *left)
    data = {"kind": "grund-test", "rulebooks": rulebooks}
    return Result(blocks, _HEADER, rows, data, text=text, more={"coverage": (_COVERAGE, coverage)})


def _cell(value: Cell) -> Cell:
    """A value of the data as a cell of the rows."""
    return str(value).lower() if isinstance(value, bool) else value


def _example_blocks(tested: Sequence[Tried], lang: str) -> list[Block]:
    """The expectations of each rulebook, with what came out."""
    heads = (
        "Policy", *headings(lang, "example", "what", "expected"),
        pick(lang, "Resultat", "Result"), *headings(lang, "holds"),
    )  # fmt: skip
    words = {True: pick(lang, "ja", "yes"), False: pick(lang, "nej", "no")}
    rows = {
        trial.path: tuple(
            (t.policy.id or None, t.example.id, t.expected.subject, t.expected.text, t.said or None, words[t.holds])
            for t in trial.trials
        )
        for trial in tested
    }
    return [Block(path, heads, cells) for path, cells in rows.items() if cells]


def findings(tested: Iterable[Tried], lang: str) -> list[Problem]:
    """Every expectation that does not hold, at its place, with the ground in a language."""
    return [_finding(rulebook, trial, lang) for rulebook in tested for trial in rulebook.trials if not trial.holds]


# ── the table


def _test_finding(tested: Sequence[Tried], lang: str) -> str:
    """How many test cases there are, how many of them fail, and how much of a single rulebook they cover."""
    cases, failed = (sum(len(_cases(trial, some)) for trial in tested) for some in (False, True))
    covered = total(tested[0].covered, tested[0].rows).percent if len(tested) == 1 else None
    coverage = "" if covered is None else percent_text(covered, lang)
    key = "test.failed" if failed else "test" if cases else "test.none"
    return headline(key, lang, count=cases, failed=failed, coverage=coverage)


def _cases(trial: Tried, failed: bool) -> set[tuple[str, str]]:
    """The test cases of a rulebook, or those that fail."""
    return {(t.policy.id, t.example.id) for t in trial.trials if not (failed and t.holds)}


def _sum_text(trial: Tried, lang: str) -> str:
    """`rules/x: 12 testfall, 1 ger fel resultat; testtäckning 85 % (10 av 11 regler, 24 av 29 villkorsvärden)`."""
    failed = len(_cases(trial, True))
    sentence = count_text(len(_cases(trial, False)), lang, "case")
    wrong = pick(lang, f", {failed} ger fel resultat", f", {failed} {'fails' if failed == 1 else 'fail'}")
    return f"{trial.path}: {sentence}{wrong if failed else ''}; {_coverage_text(trial, lang)}"


def _coverage_text(trial: Tried, lang: str) -> str:
    coverage = total(trial.covered, trial.rows)
    counts = [
        (coverage.rules, coverage.of_rules, "rule"),
        (coverage.sides, coverage.of_sides, "condition_value"),
        *([(coverage.rows, coverage.of_rows, "table_row")] if coverage.of_rows else []),
    ]
    parts = ", ".join(f"{n} {pick(lang, 'av', 'of')} {count_text(of, lang, unit)}" for n, of, unit in counts)
    return f"{pick(lang, 'testtäckning', 'test coverage')} {percent_text(coverage.percent, lang)} ({parts})"


def low_text(percent: int, wanted: int, lang: str) -> str:
    """That the coverage is lower than wanted."""
    return pick(
        lang,
        f"testtäckningen är {percent_text(percent, lang)}, under {percent_text(wanted, lang)} (--fail-under)",
        f"the test coverage is {percent_text(percent, lang)}, below {percent_text(wanted, lang)} (--fail-under)",
    )


def _left_blocks(trial: Tried, lang: str) -> list[Block]:
    """What no example reaches: a table for each file, by line."""
    rows: dict[str, list[tuple[Cell, ...]]] = {}
    for place, *row in (*_rows_left(trial, lang), *(entry for c in trial.covered for entry in _left(c, lang))):
        rows.setdefault(place.file, []).append((str(place.line), *row))
    subject = pick(lang, "Regel eller tabell", "Rule or table") if trial.rows else pick(lang, "Regel", "Rule")
    heads = (
        *headings(lang, "line"), subject, *headings(lang, "condition"),
        pick(lang, "Prövas inte av något testfall", "Not covered by any test case"),
    )  # fmt: skip
    return [Block(file, heads, tuple(file_rows)) for file, file_rows in rows.items()]


def _rows_left(trial: Tried, lang: str) -> Iterator[tuple[Place, str, str | None, str]]:
    """The rows of tables that hold in no example, each with its place."""
    for table_row in trial.rows:
        if not table_row.reached and table_row.row.place:
            text = pick(lang, "raden gäller aldrig", "the row never holds")
            yield table_row.row.place, table_row.derived.id, canonical(table_row.row.when), text


def _left(covered: Covered, lang: str) -> Iterator[tuple[Place, str, str | None, str]]:
    """What no example reaches of a rule, each with its place: the rule itself, and the sides of its tests."""
    if not covered.active and covered.rule.place:
        yield covered.rule.place, covered.rule.id, None, pick(lang, "regeln gäller aldrig", "the rule never applies")
    for test in covered.tests:
        if test.left:
            sides = ", ".join(pick(lang, *SIDE_WORDS[side]) for side in test.left)
            yield test.place, covered.rule.id, test.text, sides


# ── the findings


def _finding(rulebook: Tried, trial: ExampleTrial, lang: str) -> Problem:
    words = {"example": trial.example.id, "subject": trial.expected.subject, "wanted": trial.expected.text}
    if isinstance(trial.found, Problem):
        return problem("G510", trial.expected.place, found="@conflict", why=trial.found.message(lang), **words)
    why = _why(rulebook, trial, lang)
    why = why if len(why) <= _SHORT else f"{why[:_SHORT].rsplit(' ', 1)[0]} …"
    return problem("G510", trial.expected.place, found=trial.said, why=why, **words)


def _why(rulebook: Tried, trial: ExampleTrial, lang: str) -> str:
    """The deciding ground in short: the expected rule and the one that decided; else what is undecided; else all."""
    explainer = Explainer(rulebook.book, trial.example.parameters, lang)
    decision = trial.found
    if isinstance(decision, Problem):
        return ""
    if not isinstance(decision, Decision):
        return _short(explainer.read(decision))
    key_rules = [r for r in decision.rules if r.rule.id in (trial.expected.rule, decision.rule)]
    key_rules.sort(key=lambda r: r.rule.id != trial.expected.rule)
    undecided = [r for r in decision.rules if r.active is None and decision.rule is None]
    texts = [_rule_text(explainer, r, decision) for r in key_rules or undecided or decision.rules]
    return "; ".join(texts[:_MOST]) + ("; …" if len(texts) > _MOST else "")


_MOST: Final = 3
"""So many rules are told of."""
_SHORT: Final = 240
"""So many characters of a ground; the rest is in the file."""


def _rule_text(explainer: Explainer, ground: RuleTrace, decision: Decision) -> str:
    """`regel r (ger ja) gäller inte: klassning är utsatt område (klassificering: inte på polisens lista)`."""
    statement = explainer.rule(ground, decision)
    end = len(statement.parts) - len(ground.defeated_by)
    conditions, exceptions = statement.parts[:end], statement.parts[end:]
    failed = [part for part in conditions if part.holds is not True]
    parts = conditions if ground.active else [*failed, *exceptions]
    head = statement.text.partition(":")[0]
    return ": ".join(text for text in (head, ", ".join(map(_short, parts))) if text)


def _short(statement: Statement) -> str:
    """A statement, and in brackets the values it was read from; of several together, each."""
    if statement.text.endswith(":"):
        return f"{statement.text} {', '.join(map(_short, statement.parts))}"
    values = [s.text for _, s in lines(statement)[1:] if not s.parts]
    return f"{statement.text} ({', '.join(dict.fromkeys(values))})" if values else statement.text


# ── for programs


def _data(trial: Tried) -> dict[str, Any]:
    """A tested rulebook as plain data."""
    coverage = total(trial.covered, trial.rows)
    return {
        "path": trial.path,
        "policies": [p.id for p in trial.policies],
        "examples": [_trial_data(t) for t in trial.trials],
        "coverage": {
            "percent": coverage.percent,
            "rules": {"reached": coverage.rules, "of": coverage.of_rules},
            "sides": {"reached": coverage.sides, "of": coverage.of_sides},
            "rows": {"reached": coverage.rows, "of": coverage.of_rows},
            "by_rule": [_covered_data(c) for c in trial.covered],
            "by_row": [_row_data(r) for r in trial.rows],
        },
    }


def _trial_data(trial: ExampleTrial) -> dict[str, Any]:
    place = trial.expected.place
    return {
        "policy": trial.policy.id or None, "example": trial.example.id, "subject": trial.expected.subject,
        "expected": trial.expected.text, "found": trial.said or None, "holds": trial.holds,
        "conflict": isinstance(trial.found, Problem),
        "file": place.file, "line": place.line, "column": place.column,
    }  # fmt: skip


def _row_data(covered: CoveredRow) -> dict[str, Any]:
    place = covered.row.place
    return {
        "table": covered.derived.id, "row": covered.row.line, "reached": covered.reached,
        "file": place.file if place else None, "line": place.line if place else None,
    }  # fmt: skip


def _covered_data(covered: Covered) -> dict[str, Any]:
    place = covered.rule.place
    return {
        "policy": covered.policy.id, "insats": covered.insats.id, "rule": covered.rule.id, "active": covered.active,
        "file": place.file if place else None, "line": place.line if place else None,
        "tests": [
            {
                "text": test.text, "file": test.place.file, "line": test.place.line,
                "reached": {_SIDE_KEYS[side]: times for side, times in test.reached.items()},
            }
            for test in covered.tests
        ],
    }  # fmt: skip


def junit(tested: Iterable[Tried], lang: str) -> bytes:
    """JUnit XML: a suite per file with examples or rules, a case per expectation, coverage as properties."""
    root = ElementTree.Element("testsuites", name="grund")
    for trial in tested:
        for policy in {p.id: p for p in (*(t.policy for t in trial.trials), *trial.policies)}.values():
            root.append(_suite(trial, policy, lang))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode").encode() + b"\n"


def _suite(rulebook: Tried, policy: Policy, lang: str) -> ElementTree.Element:
    """The examples of one policy, or of the vocabulary."""
    trials = [t for t in rulebook.trials if t.policy.id == policy.id]
    covered = [c for c in rulebook.covered if c.policy.id == policy.id]
    name = policy.id or "vocabulary"
    file = shown(policy.file) if policy.file else next(t.expected.place.file for t in trials)
    rows = rulebook.rows if not policy.id else ()
    counted = {"tests": len(trials), "failures": sum(not t.holds for t in trials), "errors": 0, "skipped": 0}
    suite = ElementTree.Element(
        "testsuite", {k: _xml(str(v)) for k, v in {"name": name, "file": file, **counted}.items()}
    )
    if covered or rows:
        _properties(suite, total(covered, rows), bool(rows))
    for trial in trials:
        sentence = _xml(f"{trial.example.id}: {trial.expected.subject}")
        case = ElementTree.SubElement(suite, "testcase", classname=_xml(name), name=sentence)
        if not trial.holds:
            wrong = _finding(rulebook, trial, lang)
            failure = ElementTree.SubElement(case, "failure", type=wrong.code, message=_xml(wrong.message(lang)))
            failure.text = _xml(wrong.show(lang))
    reached_not = [*(_rows_left(rulebook, lang) if rows else ()), *(entry for c in covered for entry in _left(c, lang))]
    left = [f"{place.file}:{place.line} " + " ".join(t for t in row if t) for place, *row in reached_not]
    if left:
        ElementTree.SubElement(suite, "system-out").text = _xml("\n".join(left))
    return suite


def _properties(suite: ElementTree.Element, coverage: Sum, in_rows: bool) -> None:
    """What the examples reached, as properties of their suite."""
    sums = {"rules": f"{coverage.rules}/{coverage.of_rules}", "sides": f"{coverage.sides}/{coverage.of_sides}"}
    sums |= {"rows": f"{coverage.rows}/{coverage.of_rows}"} if in_rows else {}
    sums["percent"] = f"{coverage.percent}"
    properties = ElementTree.SubElement(suite, "properties")
    for key, value in sums.items():
        ElementTree.SubElement(properties, "property", name=f"coverage.{key}", value=value)


_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """The text without what XML cannot hold (a file's name may have anything in it)."""
    return _NOT_XML.sub("\ufffd", text)
