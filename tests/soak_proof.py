"""Soak: the proof reading against enumeration, on random small policies.

    python tests/soak_proof.py --policies 10000 --seed 2026

Every attribute has a small finite domain, so every possible area can be tried in the plain reading. Each verdict of the
solver (can the insats be decided yes, no, unknown; can a rule be active; can two rules conflict; does a rule matter;
does the decision depend on an attribute; does more ever mean less) has to equal what trying them all says.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import strategies  # noqa: E402
from case_files import Case, build  # noqa: E402
from grund.expr import Reference, Value  # noqa: E402
from grund.policy import Policy, Vocabulary  # noqa: E402
from grund.possible import Given, Grows, Is, Joined, Question, Side, differs, every, holds, needed, no, says  # noqa: E402
from grund.proving.rules import without  # noqa: E402
from grund.readings import plain  # noqa: E402
from grund.readings.proof import Prover  # noqa: E402
from grund.sources import Citation  # noqa: E402
from grund.world import Area, Fact, World  # noqa: E402

DAY: Final = date(2026, 1, 1)
DOMAINS: Final[dict[str, tuple[Value | None, ...]]] = {
    "b": (True, False, None),
    "c": (True, False, None),
    "n": (*map(Decimal, range(4)), None),
    "m": (*(Decimal(i).scaleb(-1) for i in range(6)), None),
    "k": (*strategies.MEMBERS[:3], None),
}
"""Every value of each attribute, and none."""
_WORDS: Final = strategies.Words(strategies.MEMBERS[:3], True, ("b", "c"), ("n", "m"), ("k",))


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
    words = replace(
        words,
        bools=(*words.bools, *(["t"] if "t" in derived else [])),
        numbers=(*words.numbers, *(["q"] if "q" in derived else [])),
    )
    otherwise = draw(st.sampled_from(("no", "yes")))
    rules = draw(strategies.rules(words, otherwise, {}))
    return {
        "name": "found", "note": "found by tests/soak_proof.py", "vocabulary": _vocabulary(), "derived": derived,
        "otherwise": otherwise, "rules": rules,
    }  # fmt: skip


def every_area(read: frozenset[str]) -> Iterator[dict[str, Value | None]]:
    """Every possible area: every value, or none, of every attribute that is read."""
    names = sorted(read & DOMAINS.keys())
    for values in product(*(DOMAINS[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def questions(
    policy: Policy, read: frozenset[str], words: Vocabulary
) -> Iterator[tuple[str, tuple[Side, ...], Question]]:
    """Every kind of question about a policy, with the sides it is asked of."""
    ruling = policy.rulings["i"]
    one = (Side(policy),)
    for verdict in ("yes", "no", "unknown"):
        yield f"is {verdict}", one, says(ruling, verdict)
    for rule in ruling.rules:
        yield "active", one, Is(Reference(rule.name))
        fewer = without(policy, ruling, rule)
        pair = (Side(policy), Side(fewer))
        yield "matters", pair, differs(Is(ruling.decision), Is(fewer.rulings["i"].decision, side=1))
        for other in ruling.rules:
            if rule.then == "yes" and other.then == "no":
                yield "conflict", one, every(Is(Reference(rule.name)), Is(Reference(other.name)))
    for name in sorted(read & {"b", "n", "k"}):
        two = (Side(policy, frozenset({name})),) * 2
        yield "depends", two, differs(Is(ruling.decision), Is(ruling.decision, side=1))
        more = Grows(name, words.attributes[name].type)
        yield "more means less", two, every(more, says(ruling, "yes"), no(says(ruling, "yes", side=1)))


def world(areas: list[dict[str, Value | None]]) -> World:
    """A world that holds every possible area, each under its number."""
    named = {f"a{i}": Area(f"a{i}", "del", f"a{i}") for i in range(len(areas))}
    facts = {
        (f"a{i}", name): Fact(f"a{i}", name, value, DAY, None, DAY, Citation())
        for i, values in enumerate(areas)
        for name, value in values.items()
    }
    return World(DAY, None, named, (), facts, {})


def tried(frames: list[plain.Frame], sides: tuple[Side, ...], question: Question, areas: list[Any]) -> bool:
    """Whether some area answers the question, by trying them all; two areas, where sides have their own values."""
    held = list(frames[0].world.areas.values())
    own = set().union(*(side.own for side in sides))
    if not own:
        return any(holds(frames, question, area) for area in held)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for i, values in enumerate(areas):
        groups.setdefault(tuple(v for n, v in values.items() if n not in own), []).append(i)
    pairs = ((i, j) for group in groups.values() for i in group for j in group)
    return any(_both(frames, question, held[i], held[j]) for i, j in pairs)


def _both(frames: list[plain.Frame], question: Question, first: Area, second: Area) -> bool:
    """The question of two areas: each atom is asked of its own side's."""
    if isinstance(question, Joined):
        said = (_both(frames, question=part, first=first, second=second) for part in question.parts)
        return all(said) if question.op == "and" else any(said) if question.op == "or" else not next(said)
    if isinstance(question, Is):
        return holds(frames, question, second if question.side else first)
    low, high = (plain.read(frames[0], Reference(question.name), area).value for area in (first, second))
    if isinstance(low, str) and isinstance(high, str):
        return _WORDS.members.index(low) < _WORDS.members.index(high)
    return low is not None and high is not None and low < high  # type: ignore[operator]


def check(raw: dict[str, Any], counts: Counter[str]) -> None:
    """One policy: every question, both ways."""
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("soak", raw), Path(folder))
    words, policy = built.book.vocabulary, built.book.policies["p"]
    read = needed(words, policy, [r.active for r in policy.rulings["i"].rules])
    areas = list(every_area(read))
    if len(areas) > 400:
        counts["too large"] += 1
        return
    counts["policies"] += 1
    everywhere = world(areas)
    frames_of: dict[int, tuple[Policy, plain.Frame]] = {}
    provers: dict[tuple[tuple[int, frozenset[str]], ...], Prover] = {}
    for kind, sides, question in questions(policy, read, words):
        for p in {id(side.policy): side.policy for side in sides}.values():
            frames_of.setdefault(id(p), (p, plain.frame(words, p, everywhere)))
        frames = [frames_of[id(side.policy)][1] for side in sides]
        key = tuple((id(side.policy), side.own) for side in sides)
        if key not in provers:
            provers[key] = Prover(words, "del", sides, Given(DAY), timeout=60_000)
        answer = provers[key].ask(question)
        wanted = tried(frames, sides, question, areas)
        counts["questions"] += 1
        counts[f"{kind}: {answer.status}"] += 1
        assert answer.status == ("case" if wanted else "none"), (kind, raw)


def soak(number: int, start: int) -> Counter[str]:
    """The counts after a number of policies, from a seed; raises at the first difference, with the policy."""
    counts: Counter[str] = Counter()

    @seed(start)
    @settings(
        max_examples=number * 6 // 5 + 5,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(policies())
    def ask(raw: dict[str, Any]) -> None:
        if counts["policies"] < number:
            check(raw, counts)

    ask()
    return counts


def main() -> None:
    """The long form."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    words.add_argument("--policies", type=int, default=10_000)
    words.add_argument("--seed", type=int, default=2026)
    asked = words.parse_args()
    counts = soak(asked.policies, asked.seed)
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")
    print("differences: 0")


if __name__ == "__main__":
    main()
