"""Levers: the thresholds of two policies that can be moved, and the values between which nothing changes.

The steps are the very values at which some area may be decided otherwise, found exactly and never sampled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from ..analysis.compare.comparison import Comparison
from ..analysis.sensitivity.piecewise import Profiler
from ..engines import interpreter, vectorized
from ..engines.run import frame_of
from ..language.intervals import scaled, unscaled
from ..loading.vocabulary import widest
from ..model.derivations import Over
from ..model.expressions import FIRST, domain, ids_in
from ..model.numbers import SPACE, pick
from ..model.policies import Derived, Parameter, ParameterValue, Policy, Vocabulary
from ..model.scenario import Reading, Scenario
from ..model.sources import Citation, Label
from ..problems.problem import GrundError
from ..views.wording.values import percent_text, value_text
from .threshold import Redecide, ThresholdLever, policies_of, rulings_counted


@dataclass(frozen=True, slots=True)
class Levers:
    """The thresholds that can be moved, and those whose steps could not be found, with the reason."""

    held: tuple[ThresholdLever, ...]
    unsolved: tuple[Label, ...]


def levers(comparison: Comparison) -> Levers:
    """The thresholds that the insatser that count depend on, at the level that is compared."""
    threshold_levers, unsolved = shares(comparison), list[Label]()
    for name in sorted(ids_in("param", names_read(comparison))):
        try:
            lever = _parameter(comparison, name)
        except GrundError as error:
            first = error.problems[0]
            unsolved.append(Label(f"{name}: {first.message('sv')}.", f"{name}: {first.message('en')}."))
        else:
            threshold_levers += [lever] if lever else []
            unsolved += [] if lever else [_no_number(comparison, name)]
    return Levers(tuple(threshold_levers), tuple(unsolved))


def names_read(comparison: Comparison) -> frozenset[str]:
    """Every name that the rules of the insatser that count read."""
    rules = [rule.active for p in policies_of(comparison) for r in rulings_counted(comparison, p) for rule in r.rules]
    return interpreter.reached(comparison.scenario.book.vocabulary, rules)


def shares(comparison: Comparison) -> list[ThresholdLever]:
    """A lever for each derived attribute that counts overlaps by their share."""
    words = comparison.scenario.book.vocabulary
    read = names_read(comparison)
    candidates = [d for d in words.derived.values() if d.id in read and isinstance(d.how, Over) and d.how.bound]
    return [lever for d in candidates if (lever := _share(comparison, d)) is not None]


def _share(comparison: Comparison, derived: Derived) -> ThresholdLever | None:
    how = derived.how
    assert isinstance(how, Over) and how.bound is not None
    op, limit = how.bound
    if not isinstance(limit, Decimal):
        return None
    areas_by_share: dict[Decimal, set[str]] = {}
    level = comparison.scenario.level
    for area in comparison.scenario.today.by_level.get(level, ()):
        for _, link in comparison.scenario.today.related(how.relation, how.hierarchy, area.id, how.to):
            share = link.shares.get(how.share)
            if share is not None:
                areas_by_share.setdefault(share, set()).add(area.id)
    cuts = sorted(areas_by_share)
    if not cuts:
        return None
    # more_than: a share s stops counting at the limit s itself; at_least: just above it, so the cell ends with it.
    ends = [Decimal(0), *cuts] if op == "more_than" else [*cuts, max(Decimal(1), cuts[-1])]
    now = sum(limit >= cut if op == "more_than" else limit > cut for cut in cuts)
    moved = (frozenset[str](), *(frozenset(areas_by_share[cut]) for cut in cuts))
    share_name = words_of(comparison, how.share)
    above, above_en = ("över", "above") if op == "more_than" else ("minst", "at least")
    label = Label(
        f"{derived.label.get('sv')}: {share_name.get('sv')} ska vara {above} tröskelvärdet",
        f"{derived.label.get('en')}: {share_name.get('en')} must be {above_en} the threshold",
    )
    words = comparison.scenario.book.vocabulary

    def changed(policy: Policy, i: int) -> tuple[Vocabulary, Policy]:
        other = replace(derived, how=replace(how, bound=(op, ends[i])))
        return replace(words, derived={**words.derived, derived.id: other}), policy

    return ThresholdLever(derived.id, label, now, moved, _framing(changed), partial(_between, cuts, op))


def words_of(comparison: Comparison, share: str) -> Label:
    """The words of a share."""
    return comparison.scenario.book.vocabulary.shares.get(share, Label(share))


def _framing(changed: Callable[[Policy, int], tuple[Vocabulary, Policy]]) -> Redecide:
    """Frames in which the threshold has another value, each made once."""
    made: dict[tuple[str, int, Reading, date], interpreter.EvalContext] = {}

    def frame(policy: Policy, i: int, reading: Reading, scenario: Scenario) -> interpreter.EvalContext:
        key = (policy.id, i, reading, scenario.day)
        if key not in made:
            words, other = changed(policy, i)
            made[key] = interpreter.frame(words, other, scenario.today, scenario.chosen(reading))
        return made[key]

    return frame


def _between(cuts: list[Decimal], op: str, i: int, j: int, lang: str) -> str:
    """The stretches i to j of shares in words; which end belongs to them depends on how the limit is tested."""
    low = _percent(cuts[i - 1], lang) if i else ""
    high = _percent(cuts[j], lang) if j < len(cuts) else ""
    inside = op == "more_than"
    if not low and not high:
        return pick(lang, "alla värden", "all values")
    if not low:
        return pick(lang, *((f"under {high}", f"below {high}") if inside else _up_to(high)))
    if not high:
        return pick(lang, *(_from(low) if inside else (f"över {low}", f"above {low}")))
    return f"{low} – {high}"


def _up_to(value: str) -> tuple[str, str]:
    return f"{value} eller mindre", f"{value} or less"


def _from(value: str) -> tuple[str, str]:
    return f"{value} eller mer", f"{value} or more"


def _percent(share: Decimal, lang: str) -> str:
    """A share as per cent, with all the decimals that it has."""
    return percent_text((share * 100).normalize() + 0, lang)


# ── parameters


def _parameter(comparison: Comparison, name: str) -> ThresholdLever | None:
    """A lever for a number or date that the policies read as `param.name`; raises `GrundError` if not solved."""
    scenario = comparison.scenario
    policies = [p for p in policies_of(comparison) if name in p.parameters]
    parameter = policies[0].parameters[name]
    if parameter.type.kind not in ("number", "date"):
        return None
    areas_by_start: dict[int, set[str]] = {}
    for policy in policies:
        for side in comparison.sides:
            for area, starts in _starts(comparison, policy, policy.parameters[name], side.reading):
                for start in starts:
                    areas_by_start.setdefault(start, set()).add(area)
    cuts = sorted(areas_by_start)
    values = {p.parameters[name].on(scenario.day) for p in policies}
    value = next(iter(values)) if len(values) == 1 else None
    scaled_value = (
        None if value is None or not isinstance(value.value, Decimal | date) else scaled(value.value, parameter.type)
    )
    now = None if scaled_value is None else sum(cut <= scaled_value for cut in cuts)
    moved = (frozenset[str](), *(frozenset(areas_by_start[cut]) for cut in cuts))
    citation = Citation(assumption=True)

    def changed(policy: Policy, i: int) -> tuple[Vocabulary, Policy]:
        words = scenario.book.vocabulary
        if name not in policy.parameters:
            return words, policy
        before = policy.parameters[name]
        point = cuts[i - 1] if i else cuts[0] - 1
        other = ParameterValue(FIRST, unscaled(point, before.type), citation)
        return words, replace(policy, parameters={**policy.parameters, name: replace(before, values=(other,))})

    wording = partial(_stretch, cuts, parameter)
    return ThresholdLever(f"param.{name}", parameter.label, now, moved, _framing(changed), wording)


def _no_number(comparison: Comparison, name: str) -> Label:
    """That a parameter has no values to move between."""
    parameter = next(p.parameters[name] for p in policies_of(comparison) if name in p.parameters)
    sv, en = parameter.label.get("sv"), parameter.label.get("en")
    return Label(
        f"{sv}: är varken ett tal eller ett datum och kan inte flyttas.",
        f"{en}: is neither a number nor a date and cannot be moved.",
    )


def _starts(
    comparison: Comparison, policy: Policy, parameter: Parameter, reading: Reading
) -> Iterator[tuple[str, list[int]]]:
    """Each area with the values at which anything that the rules of the insatser that count read becomes another."""
    scenario, name = comparison.scenario, f"param.{parameter.id}"
    frame = frame_of(scenario, policy, reading)
    profiler = Profiler(frame, parameter, *domain(widest(parameter)))
    for ruling in rulings_counted(comparison, policy):
        if name in interpreter.reached(scenario.book.vocabulary, (r.active for r in ruling.rules)):
            table = vectorized.table(frame, ruling.insats.id, {name})
            exprs = [table.cells.expression(axis) for axis in table.cells.axes]
            for area in scenario.today.by_level.get(scenario.level, ()):
                stretches = profiler.stretches([profiler.profile(expr, area) for expr in exprs])
                yield area.id, [start for start, *_ in stretches][1:]


def _stretch(cuts: list[int], parameter: Parameter, i: int, j: int, lang: str) -> str:
    """The stretches i to j of a parameter's values in words, both ends included."""
    unit = parameter.unit.get(lang)

    def value(point: int) -> str:
        return value_text(unscaled(point, parameter.type), lang) + (f"{SPACE}{unit}" if unit else "")

    low, high = value(cuts[i - 1]) if i else "", value(cuts[j] - 1) if j < len(cuts) else ""
    if not low and not high:
        return pick(lang, "alla värden", "all values")
    if low and high:
        return low if low == high else f"{low} – {high}"
    if parameter.type.kind == "date":
        return pick(lang, *((f"från {low}", f"from {low}") if low else (f"till {high}", f"until {high}")))
    return pick(lang, *(_from(low) if low else _up_to(high)))
