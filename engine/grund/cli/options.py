"""Options: what commands share on the command line, from words to a scenario and from a view to bytes.

A word means the same in every command.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from cyclopts import Parameter

from .. import analysis, loading, model, views
from ..batch.atomic_files import check_target, deliver
from ..problems.file_names import one_file, root
from ..problems.label import Lang
from ..problems.problem import GrundError, Place, problem
from ..views.formats.names import SUFFIXES, Format, Wanted
from .request import COMMAND, LANG, TAKEN

Unit = Literal["kr", "tkr", "mnkr"]

_Format = TypeVar("_Format", bound=str)
"""Of the formats of a command, one."""

_FLAG: Final = "--no-repair"
_NoRepair = Annotated[bool, Parameter(_FLAG, negative="")]
OutputOption = Annotated[str | None, Parameter(["--output", "-o"])]
LangOption = Annotated[Lang, Parameter(env_var="GRUND_LANG")]


@Parameter(name="*")
@dataclass(frozen=True)
class When:
    """A day, what was known, readings of open questions, and whether missing values are left missing."""

    day: str | None = None
    known: str | None = None
    tolkning: list[str] | None = None
    no_repair: _NoRepair = False


@Parameter(name="*")
@dataclass(frozen=True)
class Which(When):
    """The same, for some policies."""

    policy: list[str] | None = None


@Parameter(name="*")
@dataclass(frozen=True)
class Ask(When):
    """The same, of a scenario."""

    scenario: str | None = None


@Parameter(name="*")
@dataclass(frozen=True)
class AskWhich(Which):
    """The same, of a scenario and for some policies."""

    scenario: str | None = None


@Parameter(name="*")
@dataclass(frozen=True)
class Through:
    """A period, what was known, readings, policies and insatser."""

    start: Annotated[str | None, Parameter("--from")] = None
    last: Annotated[str | None, Parameter("--to")] = None
    known: str | None = None
    as_known: bool = False
    tolkning: list[str] | None = None
    policy: list[str] | None = None
    insats: list[str] | None = None
    no_repair: _NoRepair = False

    @property
    def which(self) -> Which:
        """The same, without the period."""
        return Which(None, self.known, self.tolkning, self.no_repair, self.policy)


@Parameter(name="*")
@dataclass(frozen=True)
class UncertainOptions:
    """Uncertain facts of a file, on top of the scenario's own, and how they are drawn."""

    uncertain: str | None = None
    draws: int | None = None
    seed: int | None = None

    def of(self, scenario: model.scenario.Scenario) -> model.scenario.Scenario:
        """The scenario with them; raises `GrundError`, G898 where draws are wanted and nothing is uncertain."""
        made = scenario if self.uncertain is None else loading.uncertain.uncertain_file(scenario, self.uncertain)
        if self.draws is None and self.seed is None:
            return made
        if not made.uncertain:
            raise GrundError([problem("G898", None, option="--draws, --seed", why="@no_uncertain")])
        facts = made.uncertain
        draws = facts.draws if self.draws is None else number_of("--draws", self.draws, 1)
        seed = facts.seed if self.seed is None else number_of("--seed", self.seed)
        return replace(made, uncertain=replace(facts, draws=draws, seed=seed)).seeing(made.today)

    def refuse(self, option: str) -> None:
        """Raise `GrundError` where uncertain facts are given beside an option that has no use for them."""
        if self.words():
            raise GrundError([problem("G898", None, option=option, why="@uncertain_not_asked")])

    def words(self) -> list[str]:
        """The options, as a command that repeats them has them."""
        given = {"--uncertain": self.uncertain, "--draws": self.draws, "--seed": self.seed}
        return [text for option, value in given.items() if value is not None for text in (option, str(value))]


@Parameter(name="*")
@dataclass(frozen=True)
class Out:
    """How the answer is given: format, file, language, and whether text on the screen is whole."""

    format: Format | None = None
    output: OutputOption = None
    lang: LangOption = "sv"
    force: bool = False
    full: Annotated[bool, Parameter("--all")] = False


WHICH, ASK, ASK_WHICH, OUT, THROUGH, SURE = Which(), Ask(), AskWhich(), Out(), Through(), UncertainOptions()


def load(
    when: When, scenario: str | None, policies: Sequence[str] | None = None, bare: bool = False
) -> model.scenario.Scenario:
    """The scenario with what the command line changes in it; `bare`: without its world."""
    files = tuple(dict.fromkeys(Path(p) for p in policies or () if _is_file(p)))
    if scenario is None:
        say_whose()
    loaded_scenario = loading.scenario.load_scenario(
        scenario, loading.arguments.day_of(when.day), loading.arguments.day_of(when.known), chosen(when), files, bare,
        repair=not when.no_repair,
    )  # fmt: skip
    if bare:  # the areas of a file or a table, which have no past and no neighbours here
        loaded_scenario.refuse_repairs()
    if not (bare or (loaded_scenario.facts.areas and loaded_scenario.facts.facts)):
        _say_unread(loaded_scenario)
    return loaded_scenario


def number_of(option: str, number: int, least: int = 0) -> int:
    """How many an option says; raises `GrundError` G857 for a number below the least."""
    if number < least:
        wanted = ", ".join(str(least + step) for step in range(3))
        raise GrundError([problem("G857", None, option=option, value=number, wanted=f"{wanted} …")])
    return number


def chosen(when: When) -> dict[str, tuple[str, ...]]:
    """The readings that the command line asks for, by question."""
    named = [text.partition("=") for text in when.tolkning or ()]
    return {name: tuple(c for c in choice.split(",") if c) for name, _, choice in named}


def say_whose() -> None:
    """On stderr, where no project is found and none is named: that what came with grund answers."""
    if loading.paths.borrowed():
        print(problem("G461", None, id=loading.paths.default_scenario()).show(LANG.get()), file=sys.stderr)


def _say_unread(scenario: model.scenario.Scenario) -> None:
    """On stderr, where a world holds nothing: the files in its folder that nothing read."""
    for fault in analysis.lint.left_out(scenario.facts.files):
        print(fault.show(LANG.get()), file=sys.stderr)


def policies_of(scenario: model.scenario.Scenario, when: Which) -> list[str]:
    """The policies asked for, or those that the scenario's file names."""
    return [policy_id(scenario, p) for p in when.policy] if when.policy else list(scenario.named)


def policy_id(scenario: model.scenario.Scenario, policy: str) -> str:
    """The id of a policy named by id or by the file it stands in."""
    if not _is_file(policy):
        return scenario.policy(policy).id
    return next(p.id for p in scenario.policies.values() if one_file(p.file, policy))


def _is_file(policy: str) -> bool:
    return policy.endswith((".yaml", ".yml"))


def command_of(scenario: str, when: Which, uncertain: UncertainOptions = SURE) -> list[str]:
    """The command that repeats a run."""
    words = ["grund", "run", scenario]
    for option, values in (("--policy", when.policy), ("--tolkning", when.tolkning)):
        for value in values or ():
            words += [option, value]
    for option, day in (("--day", when.day), ("--known", when.known)):
        words += [option, day] if day else []
    return [*words, *uncertain.words(), *([_FLAG] if when.no_repair else [])]


def asked_by(command: Sequence[str], record: str) -> tuple[str, Which, UncertainOptions]:
    """The scenario and options of a command that `command_of` wrote into a record; raises `GrundError` G509 there."""
    once = ("--day", "--known", "--uncertain", "--draws", "--seed")
    given: dict[str, list[str]] = {"--policy": [], "--tolkning": [], **{name: [] for name in once}}
    no_repair = command[-1:] == [_FLAG]
    words = command[3 : len(command) - no_repair]
    options, values = words[::2], words[1::2]
    known = command[:2] == ["grund", "run"] and len(options) == len(values) and {*options} <= {*given}
    if len(command) < 3 or not known:
        raise GrundError([problem("G509", Place(record), why=" ".join(command) or "–")])
    for option, value in zip(options, values, strict=True):
        given[option].append(value)
    day, until, file, draws, seed = (given[name][-1] if given[name] else None for name in once)
    numbers = [None if number is None else int(number) for number in (draws, seed)]
    which = Which(day, until, given["--tolkning"] or None, no_repair, given["--policy"] or None)
    return command[2], which, UncertainOptions(file, *numbers)


def chosen_paths(given: tuple[str, ...], all: bool) -> tuple[str, ...]:
    """The paths given; none: this project. With `all` what came with grund too."""
    if all:
        return (*(given or map(str, filter(None, [loading.paths.project()]))), str(root()))
    if not given:
        say_whose()
    return given


def write(
    result: views.result.Result,
    scenario: model.scenario.Scenario | None,
    out: Out,
    inputs: Sequence[str | None] = (),
) -> int:
    """The result in the wanted format, to stdout or, whole or not at all, to a file (`inputs`: see `delivery.beside`).

    Text on the screen is short, unless `--all` asks for the whole.
    """
    answer = result.of(scenario, COMMAND.get(), out.lang)
    taken = TAKEN.get()
    if taken is not None:
        taken.append(answer)
        return 0
    formats = views.formats
    if wanted(out) == "short":
        answer = replace(answer, blocks=formats.short_answer.shortened(answer))
    return deliver(formats.writers.WRITERS[kind_of(out)](answer), out.output, out.force, inputs)


def kind_of(out: Out) -> Format:
    """The format that is asked for, by name or by the file's suffix; raises `GrundError`."""
    return out.format or format_of(out.output, SUFFIXES)


def wanted(out: Out) -> Wanted | None:
    """What a view is asked for; None, which is all of it, where the answer is not written."""
    if TAKEN.get() is not None:
        return None
    kind = kind_of(out)
    return "short" if kind == "table" and out.output is None and not out.full else kind


def ready(out: Out, inputs: Sequence[str | None] = ()) -> None:
    """That the answer can be delivered, asked before anything is done that lasts; raises `GrundError`."""
    if out.output is not None:
        format_of(out.output, SUFFIXES)
        check_target(out.output, out.force, inputs)


def format_of(output: str | None, suffixes: Mapping[str, _Format]) -> _Format:
    """The format a file's name asks for; raises `GrundError` where no writer here knows it."""
    suffix = Path(output).suffix if output else ".txt"
    if suffix not in suffixes:
        known = ", ".join(s for s in suffixes if s)
        raise GrundError([problem("G506", Place(str(output)), suffix=suffix, known=known)])
    return suffixes[suffix]
