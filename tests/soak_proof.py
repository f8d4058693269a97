"""Soak: the proof reading against enumeration, on random small policies.

    python tests/soak_proof.py --runs 10000 --seed 2026

Every attribute has a small finite domain, so every possible area can be tried in the plain reading (see enumerated).
Each verdict has to equal what trying them all says: can the insats be decided yes, no, unknown; can a rule be active;
can two rules conflict; does a rule matter; are two policies equal, is one never less; does the decision depend on an
attribute; does more ever mean less; what `check --prove` finds; the conditions under which two policies differ,
complete and minimal; and the smallest change of facts that turns a decision.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import soaking  # noqa: E402
import strategies  # noqa: E402
from case_files import Built, Case, build  # noqa: E402
from enumerated import (  # noqa: E402
    DAY,
    MEMBERS,
    Values,
    every_area,
    findings,
    frame_at,
    least_change,
    tried,
    world,
)  # fmt: skip
from grund.analysis.counterfactual import MOST, turns  # noqa: E402
from grund.analysis.proofs.defects import findings as prove  # noqa: E402
from grund.analysis.proofs.defects.rules import without  # noqa: E402
from grund.analysis.proofs.difference_regions import cover, literals  # noqa: E402
from grund.analysis.proofs.region_parts import plainly  # noqa: E402
from grund.engines import interpreter  # noqa: E402
from grund.engines.symbolic.prover import Prover  # noqa: E402
from grund.engines.symbolic.questions import (  # noqa: E402
    Assumptions,
    Grows,
    Is,
    PolicySide,
    Question,
    differs,
    every,
    holds,
    needed,
    no,
    says,
    some,
)
from grund.language.unsatisfiable import never  # noqa: E402
from grund.model.expressions import Reference  # noqa: E402
from grund.model.policies import Policy, Vocabulary  # noqa: E402
from grund.problems.problem import GrundError  # noqa: E402
from soaking import Outcome  # noqa: E402

MOST_AREAS: Final = 400
"""A policy with more possible areas is drawn again."""
_WORDS: Final = strategies.Words(MEMBERS, True, ("b", "c"), ("n", "m"), ("k",))


def _vocabulary() -> dict[str, Any]:
    return {
        "levels": {"del": {}},
        "types": {"klass": {"enum": list(_WORDS.members), "ordered": "true"}},
        "attributes": {
            "b": {"type": "bool"}, "c": {"type": "bool"}, "k": {"type": "klass"},
            "n": {"type": "number", "min": "0", "max": "3"},
            "m": {"type": "number", "decimals": "1", "min": "0", "max": "0.5"},
        },
    }  # fmt: skip


_KINDS: Final = ("bool", "number", "klass")


@st.composite
def _chosen(draw: st.DrawFn) -> dict[str, Any]:
    """One of a class, a mean, a value in steps and a table: what is made of several values of the area."""
    rounding = {"round": draw(st.sampled_from(("half_up", "down")))}
    number = {"type": "number", "decimals": "1", "min": "-1000", "max": "1000"}
    kind = draw(st.sampled_from(("cut", "mean", "step", "klass", "bool", "number")))
    if kind == "cut":
        closed = draw(st.sampled_from(("lower", "upper")))
        at = sorted(
            draw(st.sets(st.sampled_from(("-1", "0", "0.3", "1", "2", "2.5")), min_size=2, max_size=2)), key=float
        )
        return {"x": {"type": "klass", "cut": draw(st.sampled_from(("n", "m", "n - m"))), "at": at, "closed": closed}}
    if kind == "mean":
        least = draw(st.sampled_from(({}, {"min_observations": "1"}, {"min_observations": "2"})))
        return {"x": number | {"mean": {"n": "1", "m": draw(st.sampled_from(("0.5", "3")))}} | least | rounding}
    if kind == "step":
        of = draw(st.sampled_from(("n", "m - n", "n / 2", "m / n")))
        return {"x": number | {"formula": of, "step": draw(st.sampled_from(("0.5", "2", "0.2")))} | rounding}
    outputs = {"klass": MEMBERS, "bool": ("true", "false"), "number": ("0", "1", "2.5", "-1")}[kind]
    hits = ("first", "unique", "any", "priority", *(("sum", "min", "max") if kind == "number" else ()))
    hit = draw(st.sampled_from(hits))
    when = st.builds(strategies.written, strategies.conditions(_WORDS, 1))
    rows = draw(st.lists(st.fixed_dictionaries({"when": when, "then": st.sampled_from(outputs)}), max_size=3))
    table: dict[str, Any] = {"hit": hit, "gap": draw(st.sampled_from(("unknown", *outputs))), "rows": rows}
    table |= {"overlap": "unknown"} if hit in ("unique", "any") else {}
    return {"x": (number if kind == "number" else {"type": kind}) | {"table": table}}


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """A case: one insats with random rules over the small words, with a derived test and a quotient."""
    words = _WORDS
    derived: dict[str, Any] = {}
    if draw(st.booleans()):
        derived["t"] = {"type": "bool", "test": strategies.written(draw(strategies.conditions(words, 2)))}
    if draw(st.booleans()):
        top, by = (strategies.written(draw(strategies.numbers(words, d)), 7) for d in (2, 1))
        how = draw(st.sampled_from(("half_up", "down")))
        derived["q"] = {
            "type": "number",
            "decimals": "1",
            "min": "-1000",
            "max": "1000",
            "formula": f"{top} / {by}",
            "round": how,
        }
    if draw(st.integers(0, 2)) == 0:
        derived |= draw(_chosen())
    kinds = {kind: [name for name, given in derived.items() if given["type"] == kind] for kind in _KINDS}
    words = replace(
        words,
        bools=(*words.bools, *kinds["bool"]),
        numbers=(*words.numbers, *kinds["number"]),
        members_of=(*words.members_of, *kinds["klass"]),
    )
    otherwise = draw(st.sampled_from(("no", "yes")))
    rules = draw(strategies.rules(words, otherwise, {}))
    return {
        "name": "found", "note": "found by tests/soak_proof.py", "vocabulary": _vocabulary(), "derived": derived,
        "otherwise": otherwise, "rules": rules,
    }  # fmt: skip


def questions(
    policy: Policy, read: frozenset[str], words: Vocabulary
) -> Iterator[tuple[str, tuple[PolicySide, ...], Question]]:
    """Every kind of question about a policy, with the sides it is asked of."""
    ruling = policy.rulings["i"]
    one = (PolicySide(policy),)
    for verdict in ("yes", "no", "unknown"):
        yield f"is {verdict}", one, says(ruling, verdict)
    for rule in ruling.rules:
        yield "active", one, Is(Reference(rule.name))
        fewer = without(policy, ruling, rule)
        pair = (PolicySide(policy), PolicySide(fewer))
        yield "matters", pair, differs(Is(ruling.decision), Is(fewer.rulings["i"].decision, side=1))
        less = every(no(says(ruling, "yes")), says(fewer.rulings["i"], "yes", side=1))
        more = every(says(ruling, "yes"), no(says(fewer.rulings["i"], "yes", side=1)))
        yield "less", pair, less
        yield "unequal", pair, some(less, more)
        for other in ruling.rules:
            if rule.then == "yes" and other.then == "no":
                yield "conflict", one, every(Is(Reference(rule.name)), Is(Reference(other.name)))
    for name in sorted(read & {"b", "n", "k"}):
        two = (PolicySide(policy, frozenset({name})),) * 2
        yield "depends", two, differs(Is(ruling.decision), Is(ruling.decision, side=1))
        more = Grows(name, words.attributes[name].type)
        yield "more means less", two, every(more, says(ruling, "yes"), no(says(ruling, "yes", side=1)))


def check(raw: dict[str, Any], counts: Counter[str]) -> None:
    """One policy: every question, the findings, a region, a change of facts; both ways."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("soak", raw | {"world": {"areas": {"x": "del"}}}), Path(folder))
    words, policy = built.book.vocabulary, built.book.policies["p"]
    read = needed(words, policy, [r.active for r in policy.rulings["i"].rules])
    areas = list(every_area(read))
    if len(areas) > MOST_AREAS:
        counts["too large"] += 1
        return
    counts["policies"] += 1
    check_questions(built, areas, counts)
    check_findings(built, areas, counts)
    check_region(built, areas, counts)
    check_change(built, random.Random(str(raw)).choice(areas), counts)


def check_questions(built: Built, areas: Sequence[Values], counts: Counter[str]) -> None:
    """Every question gets the solver's answer that trying every area gives."""
    words, policy = built.book.vocabulary, built.book.policies["p"]
    read = needed(words, policy, [r.active for r in policy.rulings["i"].rules])
    everywhere = world(areas)
    frames_of: dict[int, tuple[Policy, interpreter.EvalContext]] = {}
    provers: dict[tuple[tuple[int, frozenset[str]], ...], Prover] = {}
    for kind, sides, question in questions(policy, read, words):
        for p in {id(side.policy): side.policy for side in sides}.values():
            frames_of.setdefault(id(p), (p, interpreter.frame(words, p, everywhere)))
        frames = [frames_of[id(side.policy)][1] for side in sides]
        key = tuple((id(side.policy), side.own) for side in sides)
        if key not in provers:
            provers[key] = Prover(words, "del", sides, Assumptions(DAY), timeout=60_000)
        answer = provers[key].ask(question)
        wanted = tried(frames, sides, question, areas)
        counts["questions"] += 1
        counts[f"{kind}: {answer.status}"] += 1
        assert answer.status == ("case" if wanted else "none"), (kind, built.case.raw)


def check_findings(built: Built, areas: Sequence[Values], counts: Counter[str]) -> None:
    """What `check --prove` says of the rules, where they do not read the day (any day is then one of a few)."""
    policy = built.book.policies["p"]
    if "day" in str(built.case.raw["rules"]) + str(built.case.raw["derived"]):
        return
    wanted = findings(built.book.vocabulary, policy, areas)
    for rule in policy.rulings["i"].rules:
        if never(rule.when, built.book.vocabulary.attributes):
            counts["seen to be dead without a proof"] += 1
            assert {f"G702 {rule.id}", f"G703 {rule.id}"} & wanted, (rule.id, built.case.raw)
    found = set()
    for finding in prove(built.book, [policy], timeout=60_000):
        problem = finding.problem
        if problem.code in ("G701", "G702", "G703", "G704", "G705", "G706"):
            said = " ".join(rule.id for rule in finding.rules) if problem.code == "G701" else problem.words["rule"]
            found.add(f"{problem.code.replace('G705', 'G704')} {said}")
    # of rules that hold in the very same areas one is reported, so that removing what is reported changes nothing
    missing = {said for said in wanted - found if not said.startswith("G704") or "G704" not in str(found)}
    counts["findings"] += len(found)
    assert not (found - wanted) and not missing, (found, wanted, built.case.raw)


def check_region(built: Built, areas: Sequence[Values], counts: Counter[str]) -> None:
    """The conditions hold exactly where taking away a rule changes something, and no part of one can go."""
    words, policy = built.book.vocabulary, built.book.policies["p"]
    ruling = policy.rulings["i"]
    fewer = without(policy, ruling, ruling.rules[-1])
    question = differs(Is(ruling.decision), Is(fewer.rulings["i"].decision, side=1))
    known = [a for a in areas if None not in a.values()]
    sides = (PolicySide(policy), PolicySide(fewer))
    prover = Prover(words, "del", sides, Assumptions(DAY, complete=True), 60_000)
    conditions = [e for r in ruling.rules for e in (r.when, r.unless) if e]
    cubes, settled = cover(prover, question, literals(prover, (conditions, conditions)))
    assert settled, built.case.raw
    here = world(known)
    frames = [interpreter.frame(words, side.policy, here) for side in sides]
    for area in here.areas.values():
        inside = any(holds(frames, every(*cube), area) if cube else True for cube in cubes)
        assert holds(frames, question, area) == inside, built.case.raw
    for cube in cubes:
        for part in cube:
            said = plainly(part)  # what is unknown of known facts (a division by nothing) has no plain form
            assert (said is None) == (part.truth is None), built.case.raw
            if said is not None:
                assert all(holds(frames, Is(said), a) == holds(frames, part, a) for a in here.areas.values())
            rest = every(*(held for held in cube if held is not part), no(question))
            assert any(holds(frames, rest, area) for area in here.areas.values()), built.case.raw
    counts["regions"] += 1
    counts["conditions of regions"] += len(cubes)


def check_change(built: Built, now: Values, counts: Counter[str]) -> None:
    """The cheapest turn changes as few facts as any change of facts that turns the decision does."""
    base = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(DAY))
    frame = frame_at(base, now)
    try:
        found = turns(frame, "i", frame.world.areas["x"])
    except GrundError:  # rules in conflict decide nothing, so there is nothing to turn
        counts["changes: rules in conflict"] += 1
        return
    verdict = found.decision.verdict
    least = least_change(base, sorted(now), now, verdict)
    least = None if least is not None and least > MOST else least
    assert (found.facts[0].cost if found.facts else None) == least, (now, built.case.raw)
    for turn in found.facts:
        changed = now | {lv.name: value for lv, value in zip(turn.levers, turn.values, strict=True)}
        again = interpreter.decide(frame_at(base, changed), "i", frame.world.areas["x"]).verdict
        assert again == turn.verdict != verdict, (now, built.case.raw)
    counts[f"changes: {'none' if least is None else 'found'}"] += 1


class Enough(BaseException):
    """Ends a random test that has seen what it was to see: Hypothesis would draw the rest for nothing."""


def soak(number: int, start: int) -> Counter[str]:
    """The counts after a number of policies, from a seed; raises at the first difference, with the policy."""
    counts: Counter[str] = Counter()

    @seed(start)
    @settings(
        max_examples=number * 9 // 4 + 20,  # some are too large
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(policies())
    def ask(raw: dict[str, Any]) -> None:
        check(raw, counts)
        if counts["policies"] == number:
            raise Enough

    with contextlib.suppress(Enough):
        ask()
    return counts


def batch(policies: int, start: int) -> Outcome:
    """Some policies; the first that differs raises."""
    counts = soak(policies, start)
    return Outcome(counts.pop("policies"), counts=counts)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 8, 10_000))
