"""Run: results as blocks for people and rows for programs, and the view of `grund run`.

Every count stands beside its residents, every mark shows, both readings of an open question are always there, and no
side is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from ..analysis.compare.comparison import Group, residents
from ..analysis.compare.verdicts import count, tell_apart, whole_of
from ..engines import interpreter
from ..model.decisions import VERDICTS, Decision
from ..model.facts import Area
from ..model.names import sort_key
from ..model.numbers import SPACE, number_text, pick
from ..model.policies import Insats, Rule
from ..model.scenario import Answers, Reading, Scenario, reading_text
from .findings import run_finding
from .formats.columns import headings
from .formats.names import IN_ROWS, Wanted
from .formats.text import Block, Cell
from .heading import day_note, heading
from .repairs import turned_note
from .result import Result
from .uncertain import uncertain_blocks, with_outcomes
from .wording.explanation import Explainer
from .wording.sentences import Speaker
from .wording.values import marks_legend, marks_text, not_applicable_text, sentence, verdict_word


def reading_word(scenario: Scenario, reading: Reading, lang: str, full: bool = False) -> str:
    """A reading of the open questions in short words, or in the `full` text of each option; empty where nothing is
    open."""
    sentences = []
    for name, choice in reading:
        text = scenario.book.vocabulary.tolkningar[name].options[choice].get(lang)
        sentences.append(text if full else text.partition(":")[0])
    return ", ".join(sentences)


def reading_words(scenario: Scenario, readings: Sequence[Reading], lang: str) -> list[str]:
    """Readings beside one another in short words: what all of them have chosen alike tells none apart."""
    shared = set(readings[0]).intersection(*readings) if len(readings) > 1 else set()
    apart = (tuple(pair for pair in reading if pair not in shared) for reading in readings)
    return [reading_word(scenario, reading, lang) for reading in apart]


def question_notes(scenario: Scenario, readings: Iterable[Reading], lang: str, because: bool = True) -> tuple[str, ...]:
    """The open questions behind some readings, with their choices and marks, and why they are open."""
    names = dict.fromkeys(name for reading in readings for name, _ in reading)
    notes: list[str] = []
    for name in names:
        tolkning = scenario.book.vocabulary.tolkningar[name]
        options = "; ".join(option.get(lang) for option in tolkning.options.values())
        head = pick(lang, "Tolkning", "Interpretation")
        reason = f" {tolkning.citation.noted(lang)}" if because else ""
        notes.append(
            f"{head}: {tolkning.label.get(lang)} {options}. {marks_text(tolkning.citation.flags, lang)}{reason}"
        )
    return tuple(notes)


def residents_note(scenario: Scenario, areas: Iterable[Area], lang: str) -> str:
    """Which year the residents of each level are from, with their marks."""
    by_level: dict[str, list[Area]] = {}
    for area in areas:
        by_level.setdefault(area.level, []).append(area)
    sentences: list[str] = []
    for level, members in by_level.items():
        counted = residents(scenario, members)
        years = sorted({f.start.year for f in counted.facts})
        if years:
            span = "–".join(str(y) for y in dict.fromkeys((years[0], years[-1])))
            marks = marks_text(sorted({flag for f in counted.facts for flag in f.citation.flags}), lang)
            name = scenario.book.vocabulary.levels[level].label.get(lang)
            unknown = pick(lang, f", uppgift saknas för {counted.unknown}", f", no data for {counted.unknown}")
            sentences.append(f"{name} {span} {marks}{unknown if counted.unknown else ''}")
    none = pick(lang, "uppgift saknas", "no data")
    return f"{sentence(counted_word(scenario, lang))}: {'; '.join(sentences) or none}."


def counted_word(scenario: Scenario, lang: str, short: bool = False) -> str:
    """Who is counted, in words: residents, or what was asked for instead of them."""
    if not scenario.counting:
        return pick(lang, "inv.", "res.") if short else pick(lang, "invånare", "residents")
    attribute = scenario.book.vocabulary.attributes[scenario.residents]
    return (attribute.unit if short and attribute.unit.sv else attribute.label).get(lang)


def people_cell(scenario: Scenario, areas: Sequence[Area]) -> Cell:
    """The residents of some areas; None (shown as a dash) where nobody's number is known."""
    counted = residents(scenario, areas)
    return None if areas and counted.unknown == len(areas) else counted.people


def reach_cells(
    scenario: Scenario, a: Sequence[Area], b: Sequence[Area], of: Callable[[Group], Sequence[Area]]
) -> tuple[Cell, ...]:
    """How many areas A, B, both and each of them alone reach, all but both with residents."""
    counted = [(len(areas), people_cell(scenario, areas)) for areas in (a, b, of("only_a"), of("only_b"))]
    return (*counted[0], *counted[1], len(of("both")), *counted[2], *counted[3])


def reach_heads(scenario: Scenario, lang: str) -> tuple[str, ...]:
    """The heads of these, short, so that the names keep their room; `inv.` is residents."""
    people = counted_word(scenario, lang, short=True)
    only_a, only_b = pick(lang, "bara A", "A only"), pick(lang, "bara B", "B only")
    return ("A", people, "B", people, pick(lang, "båda", "both"), only_a, people, only_b, people)


def people_number(people: Decimal, unknown: int, areas: int, lang: str) -> str | None:
    """`2 400`; `≥ 2 400` where the number of some of the areas is unknown, and None where that of all is."""
    if areas and unknown == areas:
        return None
    return f"{f'≥{SPACE}' if unknown else ''}{number_text(people, lang)}"


def run_view(scenario: Scenario, answers: tuple[Answers, ...], lang: str, format: Wanted | None = None) -> Result:
    """Every insats of every policy: how many areas and residents, what is missing; rows where a `format` has them."""
    policies = {a.policy.id: a.policy for a in answers}
    levels = dict.fromkeys(a.ruling.insats.level for a in answers)
    finding = run_finding(scenario, answers, lang)
    notes = (finding, scenario.description.get(lang), *heading(scenario, lang, policies.values()))
    notes += turned_note(scenario, policies.values(), lang)
    blocks = [Block(pick(lang, "Beslut", "Decisions"), (), (), (*notes, *day_note(scenario, levels, lang)))]
    columns = (
        *headings(lang, "insats"), pick(lang, "Områdestyp", "Area type"),
        *headings(lang, "tolkning"),
        *(verdict_word(v, lang).capitalize() for v in VERDICTS),
        pick(lang, "Invånare (ja)", "Residents (yes)"), *headings(lang, "lacking"),
    )  # fmt: skip
    waiting: dict[str, int] = {}
    for policy in policies.values():
        policy_answers = [a for a in answers if a.policy.id == policy.id]
        rows = tuple(_run_rows(scenario, policy_answers, waiting, lang))
        blocks.append(Block(f"{policy.label.get(lang)} ({policy.id})", columns, rows))
    blocks[1:1] = uncertain = uncertain_blocks(scenario, answers, lang)
    blocks.append(_run_notes(scenario, answers, waiting, lang))
    header = (
        "policy", "tolkning", "insats", "level", "area", "name", "verdict", "rule", "missing", "not_applicable",
        "marks", "proviso",
    )  # fmt: skip
    in_rows = format is None or format in IN_ROWS
    csv_rows = tuple(_decision_row(a, d, lang) for a in answers if in_rows for d in a.decisions)
    columns, csv_rows = with_outcomes(scenario, answers, csv_rows)
    short: tuple[Block, ...] = ()
    if len(policies) > 1:
        short = (blocks[0], *uncertain, _run_summary(scenario, answers, lang), _run_notes(scenario, answers, {}, lang))
    rest = pick(lang, "varje insats i varje policy", "each intervention of each policy")
    return Result(tuple(blocks), (*header, *columns), csv_rows, None, short, rest)


def _run_summary(scenario: Scenario, answers: tuple[Answers, ...], lang: str) -> Block:
    """A policy a row: of how many interventions some area gets a yes, every area a no, or some cannot be decided."""
    rows: list[tuple[Cell, ...]] = []
    for policy in {a.policy.id: a.policy for a in answers}.values():
        verdicts: dict[str, set[str]] = {}
        for a in answers:
            if a.policy.id == policy.id:
                verdicts.setdefault(a.ruling.insats.id, set()).update(d.verdict for d in a.decisions)
        some = sum("yes" in given for given in verdicts.values())
        none = sum(given == {"no"} for given in verdicts.values())
        open_ = sum("unknown" in given or not given for given in verdicts.values())
        rows.append((policy.label.get(lang), policy.id, len(verdicts), some, none, open_))
    heads = (
        "Policy", "Id", pick(lang, "Insatser", "Interventions"), pick(lang, "Ja i något område", "Yes in some area"),
        pick(lang, "Ja i inget", "Yes in none"), pick(lang, "Kan inte avgöras i något", "Cannot be decided in some"),
    )  # fmt: skip
    notes = [pick(lang, "Insatserna i en policy: --policy ID.", "The interventions of one policy: --policy ID.")]
    say = {a.policy.id: Explainer(scenario.book, a.policy.parameters, lang).speaker.name for a in answers}
    missing = {say[a.policy.id](name) for a in answers for d in a.decisions for name in interpreter.waits_for(d)}
    if missing:
        notes.append(pick(lang, "Saknas: ", "Missing: ") + ", ".join(sorted(missing, key=sort_key)) + ".")
    return Block(pick(lang, "Beslut enligt reglerna", "Decisions under the rules"), heads, tuple(rows), tuple(notes))


def _run_rows(
    scenario: Scenario, answers: Sequence[Answers], waiting: dict[str, int], lang: str
) -> Iterator[tuple[Cell, ...]]:
    """A row for each insats, and for each interpretation in which a number of it is another."""
    for insats in dict.fromkeys(a.ruling.insats.id for a in answers):
        rows = {a.reading: _run_row(scenario, a, waiting, lang) for a in answers if a.ruling.insats.id == insats}
        numbers = {reading: row[3:] for reading, row in rows.items()}
        for reading in tell_apart(tuple(rows), numbers.__getitem__):
            row = whole_of(rows, reading)
            yield (*row[:2], reading_word(scenario, reading, lang), *row[3:])


def _run_row(scenario: Scenario, answers: Answers, waiting: dict[str, int], lang: str) -> tuple[Cell, ...]:
    """One insats; what is missing is a number that `waiting` explains below the tables."""
    insats = answers.ruling.insats
    level = scenario.book.vocabulary.levels[insats.level].label.get(lang)
    reading = reading_word(scenario, answers.reading, lang)
    assumed = any(r.citation.assumption for r in answers.ruling.rules)
    label = insats.label.get(lang) + (pick(lang, " [antagande]", " [assumption]") if assumed else "")
    label += provisional(lang) if _left_open([answers], lang) else ""
    if not answers.decisions:
        none = pick(lang, "underlaget innehåller inga områden av denna typ", "the data set has no areas of this type")
        return (label, level, reading, None, None, None, None, none)
    counted = count([d.verdict for d in answers.decisions])
    say = Explainer(scenario.book, answers.policy.parameters, lang).speaker.name
    missing = ", ".join(sorted({say(m) for d in answers.decisions for m in interpreter.waits_for(d)}, key=sort_key))
    number = f"({waiting.setdefault(missing, len(waiting) + 1)})" if missing else ""
    reached = people_cell(scenario, [d.area for d in answers.decisions if d.verdict == "yes"])
    return (label, level, reading, *(counted[v] for v in VERDICTS), reached, number)


def _run_notes(scenario: Scenario, answers: tuple[Answers, ...], waiting: dict[str, int], lang: str) -> Block:
    notes = [f"({n}) {pick(lang, 'saknas', 'missing')}: {names}" for names, n in waiting.items()]
    notes += _settled_by_nothing(scenario, answers, lang)
    notes += _left_open(answers, lang)
    notes += question_notes(scenario, [a.reading for a in answers], lang)
    areas = {d.area.id: d.area for a in answers for d in a.decisions if d.verdict == "yes"}
    notes.append(residents_note(scenario, areas.values(), lang))
    notes.append(marks_legend(lang))
    return Block(pick(lang, "Uppgifter som saknas", "Missing data"), (), (), tuple(notes))


def _settled_by_nothing(scenario: Scenario, answers: Iterable[Answers], lang: str) -> Iterator[str]:
    """The areas for which no fact can settle some decision, by the names that have no value there."""
    concerned: dict[tuple[str, ...], dict[str, None]] = {}
    for a in answers:
        say = Speaker(scenario.book.vocabulary, a.policy.parameters, lang).name
        for d in a.decisions:
            if none := interpreter.settled_by_nothing(d):
                concerned.setdefault(tuple(sorted(map(say, none), key=sort_key)), {})[d.area.name] = None
    for none_of, areas in concerned.items():
        names = sorted(areas, key=sort_key)
        shown = ", ".join(names[:_NAMED]) + (f" (+{len(names) - _NAMED})" if len(names) > _NAMED else "")
        yield sentence(f"{not_applicable_text(none_of, lang)} ({shown}).")


_NAMED: Final = 8
"""So many areas are named, and the others counted."""


def _left_open(answers: Iterable[Answers], lang: str) -> list[str]:
    """The provisos of the rules that decide, each with the insatser it concerns."""
    deciding = [(a.ruling.insats, d.deciding) for a in answers for d in a.decisions if d.proviso.sv]
    return provisos(((insats, rule) for insats, rule in deciding if rule), lang)


def decided_word(decision: Decision, lang: str) -> str:
    """A decision in a word, with a mark where the rule that decides leaves something open."""
    return verdict_word(decision.verdict, lang) + (provisional(lang) if decision.proviso.sv else "")


def provisional(lang: str) -> str:
    """The mark of what is decided with a proviso, to stand after a name or an answer."""
    return pick(lang, " [förbehåll]", " [proviso]")


def provisos(rules: Iterable[tuple[Insats, Rule]], lang: str) -> list[str]:
    """What some rules leave open, as notes: each proviso once, with the names of the insatser it concerns."""
    concerned: dict[str, dict[str, None]] = {}
    for insats, rule in rules:
        if rule.proviso.sv:
            concerned.setdefault(rule.proviso.get(lang), {})[insats.label.get(lang)] = None
    head = pick(lang, "Förbehåll", "Proviso")
    return [f"{head} ({', '.join(names)}): {wording}." for wording, names in concerned.items()]


def _decision_row(answers: Answers, d: Decision, lang: str) -> tuple[Cell, ...]:
    reading = reading_text(answers.reading)
    insats = answers.ruling.insats
    missing, none = (", ".join(sorted(names)) for names in (d.missing, interpreter.settled_by_nothing(d)))
    marks = " ".join(d.deciding.citation.flags if d.deciding else ())
    area = d.area
    return (
        answers.policy.id, reading, insats.id, insats.level, area.id, area.name, d.verdict, d.rule, missing, none,
        marks,
        d.proviso.get(lang),
    )  # fmt: skip
