"""SQL statements: a scenario's policies as SQL statements, and a scenario answered in a database.

Statements, or the answers that `scenario.run` gives, decided in the database. Every open tolkning is answered in each
of its readings, as in a run: each is a row of parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ..engines import interpreter, sql
from ..engines.run import frame_of
from ..loading.arguments import several
from ..model.decisions import Decision, RuleTrace, Trace
from ..model.expressions import Expr, Type, ids_in, names
from ..model.facts import Area
from ..model.names import both, meant
from ..model.policies import Policy, Ruling
from ..model.scenario import Answers, Reading, Scenario
from ..model.sources import Citation
from ..problems.problem import GrundError, nearest, problem


def question(
    scenario: Scenario,
    policy: Policy,
    rulings: Sequence[Ruling],
    given: Mapping[str, frozenset[str]] | None = None,
    open_to: Mapping[str, frozenset[str]] | None = None,
) -> sql.SqlQuestion:
    """What is asked of a policy: some of its rulings, in every reading of the tolkningar they depend on.

    `given`: see `sql.Question`; then there are no relations. `open_to`: by insats, the only tolkningar that it
    depends on.
    """
    readings = scenario.readings(rulings) if rulings else ((),)
    labels: dict[str, list[str | None]] = {}
    for ruling in rulings:
        name = ruling.insats.id
        names = {n for n, _ in scenario.readings([ruling])[0]}
        names = names if open_to is None else names & open_to[name]
        sentences = [label(tuple(pair for pair in reading if pair[0] in names)) for reading in readings]
        labels[name] = [None if text in sentences[:i] else text for i, text in enumerate(sentences)]
    frames = [frame_of(scenario, policy, reading) for reading in readings]
    return sql.SqlQuestion(
        frames,
        [r.insats.id for r in rulings],
        labels,
        given or {},
        given is None,
        readings=[label(r) for r in readings],
    )


def here(scenario: Scenario, policy: Policy) -> list[Ruling]:
    """The rulings of a policy that are decided at the scenario's level."""
    return [r for r in policy.rulings.values() if r.insats.level == scenario.level]


def on_rows(scenario: Scenario, policy: Policy, given: frozenset[str]) -> sql.SqlQuestion:
    """What is asked of rows of the scenario's level that have some columns, and of nothing else."""
    rulings = here(scenario, policy)
    open_to = {r.insats.id: _open(scenario, r, given) for r in rulings}
    return question(scenario, policy, rulings, {scenario.level: given}, open_to)


def _open(scenario: Scenario, ruling: Ruling, given: frozenset[str]) -> frozenset[str]:
    """The tolkningar that a ruling depends on: a given column leaves none open behind it."""
    ids: set[str] = set()
    queue: list[Expr] = [rule.active for rule in ruling.rules]
    while queue:
        for name in names(queue.pop()) - ids:
            ids.add(name)
            derived = scenario.book.vocabulary.derived.get(name)
            if derived is not None and name not in given and derived.how.at_area:
                queue += derived.how.exprs
    return ids_in("tolkning", ids)


def label(reading: Reading) -> str:
    """What the rows of a reading are called."""
    return "; ".join(f"{name}={choice}" for name, choice in reading)


def rulings_of(policy: Policy, insatser: Iterable[str] | str | None = None) -> list[Ruling]:
    """The rulings of some insatser, or of all; raises `GrundError` for one that the policy does not have."""
    names = {r.insats.id: both(r.insats.label) for r in policy.rulings.values()}
    wanted = [meant(name, names) or name for name in (policy.rulings if insatser is None else several(insatser))]
    unknown = [
        problem("G503", None, nearest(name, policy.rulings), id=name, policy=policy.id, known=", ".join(policy.rulings))
        for name in wanted
        if name not in policy.rulings
    ]
    if unknown:
        raise GrundError(unknown)
    return [policy.rulings[name] for name in wanted]


def statement(
    scenario: Scenario,
    policy: str,
    dialect: str,
    insatser: Iterable[str] | None = None,
    kind: sql.scripts.Kind = "",
    name: str = "",
    wide: bool = False,
    check: bool = False,
) -> str:
    """The statement that decides a policy's insatser in a warehouse, with what it reads in a comment above it.

    `kind` and `name`: it makes a view or a table of that name, or is merged into one. `wide`: a row per area, with
    columns for each insats. `check`: in its place the statement that gives a row for every value of the tables that
    would stop it. Raises `GrundError` for what the dialect cannot say.
    """
    chosen_policy = scenario.policy(policy)
    compiled = compiled_policy(scenario, chosen_policy, dialect, insatser, wide)
    if check:
        return head(scenario, chosen_policy, compiled, _FAULTS) + compiled.faults() + ";\n"
    gives = _WIDE if wide else ANSWERS
    return head(scenario, chosen_policy, compiled, gives) + sql.scripts.script(compiled, kind, name) + ";\n"


def compiled_policy(
    scenario: Scenario, policy: Policy, dialect: str, insatser: Iterable[str] | None = None, wide: bool = False
) -> sql.Compiled:
    """A policy's insatser as a statement; raises `GrundError`."""
    scenario.refuse_repairs()
    rulings = rulings_of(policy, insatser)
    if not rulings:
        raise GrundError([problem("G503", None, id="", policy=policy.id, known="")])
    levels = sorted({ruling.insats.level for ruling in rulings})
    if wide and len(levels) > 1:
        raise GrundError([problem("G864", None, policy=policy.id, levels=", ".join(levels))])
    return sql.compile(question(scenario, policy, rulings), dialect, "wide" if wide else "rows")


ANSWERS: Final = "gives: area, insats, tolkning, decision (yes, no, unknown), rule, missing (names with ; between)"
_WIDE: Final = (
    "gives: area, tolkning, and for each insats INSATS_decision (yes, no, unknown), INSATS_rule, INSATS_missing"
)
_FAULTS: Final = "gives: table, id, column, value: a row for every value that would stop the decisions; none: no fault"


def head(scenario: Scenario, policy: Policy, compiled: sql.Compiled, gives: str) -> str:
    """Which policy, which day, and the tables that are to be there, as a comment."""
    tried = " (text only: no test runs it in this database)" if compiled.dialect.text_only else ""
    lines = [
        f"{policy.id}: {policy.label.get('sv')}{_cited(policy.citation)}",
        f"scenario {scenario.id}, as of {scenario.day}, dialect {compiled.dialect.name}{tried}",
        gives,
        *(["uncertain facts of the scenario are not tried: what the rows say decides"] if scenario.uncertain else []),
        "reads, a row per area, with what holds on the day; null is unknown:",
    ]
    lines += _read(compiled.today, "", "")
    if compiled.past.tables:
        lines.append("and of earlier days, a row per area for as long as it held (valid_to null: still):")
        lines += _read(compiled.past, sql.HISTORY, ", valid_from date, valid_to date")
    return "".join(f"-- {' '.join(line.split()) if line[:1] != ' ' else line}\n" for line in lines)


def _read(sources: sql.Sources, ending: str, more: str) -> list[str]:
    """Each table that is read, with its columns."""
    lines = []
    for level, columns in sorted(sources.tables.items()):
        text = "".join(f", {name} {_type(kind)}" for name, kind in sorted(columns.items()))
        lines.append(f'  "{level}{ending}": id text{text}{more}')
    for pairs, shares in sources.pairs.items():
        text = "".join(f", {share} decimal" for share in sorted(shares))
        lines.append(f'  "{pairs.name}{ending}": area text, other text{text}{more}')
    return lines


def _cited(citation: Citation) -> str:
    stands = ", ".join((*citation.documents, *citation.flags))
    return f" ({stands})" if stands else ""


def _type(kind: Type) -> str:
    words = {"bool": "boolean", "enum": f"text in ({', '.join(kind.members)})", "date": "date"}
    return words.get(kind.kind) or f"decimal with {kind.decimals} decimals in [{kind.low:f}, {kind.high:f}]"


def answers(scenario: Scenario, policies: Iterable[str], engine: sql.Engine) -> tuple[Answers, ...]:
    """What `scenario.run` gives, decided by a database; raises `sql.StatementFailed` where that stops.

    A decision has its deciding rule and missing facts; its other grounds are the interpreter's to give, who is asked
    for those of an unknown one: whether a fact could settle it is seen from them.
    """
    all_answers: list[Answers] = []
    for policy in map(scenario.policy, policies):
        rulings = list(policy.rulings.values())
        sql_question = question(scenario, policy, rulings)
        answers_by_ruling = sql.decide(engine, sql_question.checked()) if rulings else {}
        for ruling in rulings:
            for reading in scenario.readings([ruling]):
                answers_by_area = answers_by_ruling.get((ruling.insats.id, label(reading)), {})
                areas = scenario.today.by_level.get(ruling.insats.level, ())
                frame = frame_of(scenario, policy, reading)
                decisions = tuple(_decision(scenario, frame, ruling, area, answers_by_area[area.id]) for area in areas)
                all_answers.append(Answers(policy, ruling, reading, decisions))
    return tuple(all_answers)


def _decision(
    scenario: Scenario, frame: interpreter.EvalContext, ruling: Ruling, area: Area, answer: sql.Answer
) -> Decision:
    verdict, rule, missing = answer
    if verdict == "unknown":
        deciding = interpreter.decide(frame, ruling.insats.id, area).rules
    else:
        deciding = tuple(RuleTrace(r, Trace(r.active, True), ()) for r in ruling.rules if r.id == rule)
    return Decision(ruling, area, scenario.day, scenario.known, verdict, rule, missing, deciding)
