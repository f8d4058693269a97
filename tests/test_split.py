"""Split: shares in whole units, against brute force over every way to share."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import grund
from grund.engines import interpreter
from grund.engines.run import frame_of, run
from grund.loading.scenario import load_scenario
from grund.model.apportion import REMAINDERS, Apportionment, Sharer, largest_remainder, pro_rata
from grund.model.decisions import Trace
from grund.model.expressions import Reference
from grund.model.scenario import Scenario
from grund.views.wording.explanation import explainer

WEIGHTS = st.one_of(st.integers(0, 9), st.decimals(0, 3, places=2), st.fractions(0, 3, max_denominator=7))


@st.composite
def sharings(draw: st.DrawFn) -> tuple[int, list[Sharer]]:
    """An amount that covers the leasts, and up to four who share it."""
    found = []
    for key in draw(st.permutations("abcd"))[: draw(st.integers(1, 4))]:
        least = draw(st.integers(0, 3))
        most = draw(st.one_of(st.none(), st.integers(least, 6)))
        found.append(Sharer(key, draw(WEIGHTS), least, most))
    return draw(st.integers(sum(s.least for s in found), 16)), found


def ideal(total: int, sharers: list[Sharer]) -> dict[str, Fraction]:
    """The exact shares, by trying every way to be at the least, between, or at the most."""
    found: list[tuple[Fraction, dict[str, Fraction]]] = []
    for ways in product((0, 1, 2), repeat=len(sharers)):
        share: dict[str, Fraction] = {}
        free = [s for s, way in zip(sharers, ways, strict=True) if way == 1]
        for s, way in zip(sharers, ways, strict=True):
            if way == 0:
                share[s.key] = Fraction(s.least)
            if way == 2 and s.most is not None:
                share[s.key] = Fraction(s.most)
        left, weight = total - sum(share.values()), sum(Fraction(s.weight) for s in free)
        if weight == 0 or left < 0:
            continue
        rate = left / weight
        share |= {s.key: rate * Fraction(s.weight) for s in free}
        if len(share) == len(sharers) and all(share[s.key] == clamp(rate, s) for s in sharers):
            found.append((rate, share))
    return max(found, key=lambda f: f[0])[1] if found else {}


def clamp(rate: Fraction, s: Sharer) -> Fraction:
    """A share between its bounds."""
    share = max(rate * Fraction(s.weight), Fraction(s.least))
    return share if s.most is None else min(share, Fraction(s.most))


@given(sharings())
def test_nothing_is_lost_and_bounds_hold(sharing: tuple[int, list[Sharer]]) -> None:
    """Parts and rest add up; the order of the sharers never matters."""
    total, sharers = sharing
    for remainder in REMAINDERS:
        split = pro_rata(total, sharers, remainder=remainder)
        assert sum(split.parts.values()) + split.rest == total
        assert all(s.least <= split.parts[s.key] for s in sharers)
        assert all(s.most is None or split.parts[s.key] <= s.most for s in sharers)
        assert pro_rata(total, reversed(sharers), remainder=remainder) == split
        assert list(split.parts) == sorted(split.parts)


@given(sharings())
def test_closest_to_the_exact_shares(sharing: tuple[int, list[Sharer]]) -> None:
    """Of every whole way to share the amount, ours is nearest the exact shares, and first by key among equals."""
    total, sharers = sharing
    exact = ideal(total, sharers)
    assume(exact)
    split = pro_rata(total, sharers)
    assert split.rest == 0
    keys = sorted(exact)
    bounds = {s.key: (s.least, total if s.most is None else s.most) for s in sharers}
    ways = product(*(range(bounds[k][0], bounds[k][1] + 1) for k in keys[:-1]))
    found = []
    for way in ways:
        whole = (*way, total - sum(way))
        if bounds[keys[-1]][0] <= whole[-1] <= bounds[keys[-1]][1]:
            far = sum((w - exact[k]) ** 2 for w, k in zip(whole, keys, strict=True))
            found.append((far, [-w for w in whole]))
    assert [split.parts[k] for k in keys] == [-w for w in min(found)[1]]


@given(sharings(), st.integers(1, 5))
def test_units_are_not_divided(sharing: tuple[int, list[Sharer]], unit: int) -> None:
    """In units of n, n times everything is split as in units of one."""
    total, sharers = sharing
    large = [
        Sharer(s.key, s.weight, s.least * unit, None if s.most is None else s.most * unit + unit - 1) for s in sharers
    ]
    small = pro_rata(total, sharers)
    found = pro_rata(total * unit + unit - 1, large, unit)
    assert found.parts == {key: part * unit for key, part in small.parts.items()}
    assert found.rest == small.rest * unit + unit - 1


@given(st.integers(-100, 100), st.dictionaries(st.text("abc", min_size=1), st.integers(1, 9), min_size=1))
def test_largest_remainder(total: int, weights: dict[str, int]) -> None:
    """Each part is the exact share rounded up or down, and a negative amount mirrors the positive one."""
    parts = largest_remainder(total, weights)
    assert sum(parts.values()) == total
    whole = sum(weights.values())
    assert all(abs(Fraction(total * w, whole) - parts[k]) < 1 for k, w in weights.items())
    assert largest_remainder(-total, weights) == {k: -p for k, p in parts.items()}
    if total >= 0:
        assert parts == pro_rata(total, [Sharer(k, w) for k, w in weights.items()]).parts


def test_ties_go_to_the_first_key() -> None:
    """A declared rule: code-point order of the key."""
    assert largest_remainder(100, {"c": 1, "a": 1, "b": 1}) == {"a": 34, "b": 33, "c": 33}
    assert pro_rata(100, [Sharer(k, 1) for k in "abc"], remainder="last").parts == {"a": 33, "b": 33, "c": 34}
    assert pro_rata(100, [Sharer(k, 1) for k in "abc"], remainder="none").rest == 1


def test_a_bound_holds_beside_others_without_one() -> None:
    """A share of 1.8 that may be 1 is not in line for the unit left; one impossible pair of bounds is enough."""
    parts = pro_rata(4, [Sharer("a", Fraction(6, 5), most=1), Sharer("b", 1), Sharer("c", 1)]).parts
    assert parts == {"a": 1, "b": 2, "c": 1}
    with pytest.raises(ValueError, match="a least is above its most"):
        pro_rata(9, [Sharer("a", 1, 2, 1), Sharer("b", 1)])


def test_where_there_is_nothing_to_share_or_nobody_to_share_it() -> None:
    """No weight gets nothing; nothing is split among any; what nobody may have is the rest."""
    assert largest_remainder(0, {}) == {}
    assert largest_remainder(0, {"a": 0, "b": 0}) == {"a": 0, "b": 0}
    assert largest_remainder(0, {"a": 0, "b": 0, "c": 0}) == {"a": 0, "b": 0, "c": 0}
    assert largest_remainder(1, {"a": 1, "b": 0}) == {"a": 1, "b": 0}
    assert largest_remainder(1, {"a": 1, "b": 0, "c": 0}) == {"a": 1, "b": 0, "c": 0}
    assert largest_remainder(7, {"a": 0, "b": 1}) == {"a": 0, "b": 7}
    assert largest_remainder(7, {"a": 0, "b": 2, "c": 3}) == {"a": 0, "b": 3, "c": 4}
    assert pro_rata(0, [Sharer("a", 1)]) == Apportionment({"a": 0}, 0)
    assert pro_rata(5, []) == Apportionment({}, 5)
    assert pro_rata(5, [Sharer("a", 0), Sharer("b", 1, most=3)]) == Apportionment({"a": 0, "b": 3}, 2)
    refused: list[Callable[[], object]] = [
        lambda: largest_remainder(1, {}),
        lambda: largest_remainder(1, {"a": -1, "b": 2}),
        lambda: largest_remainder(1, {"a": -1, "b": 2, "c": 1}),
        lambda: pro_rata(5, [Sharer("a", 1)], unit=0),
        lambda: pro_rata(5, [Sharer("a", -1), Sharer("b", 2)]),
    ]
    for split in refused:
        with pytest.raises(ValueError, match=r"weight|unit"):
            split()


@pytest.mark.parametrize(
    ("total", "sharers"),
    [
        (1, [Sharer("a", -1)]),
        (-1, [Sharer("a", 1)]),
        (1, [Sharer("a", 1), Sharer("a", 1)]),
        (1, [Sharer("a", 1, 2)]),
        (9, [Sharer("a", 1, 2, 1)]),
    ],
)
def test_what_cannot_be_split_is_refused(total: int, sharers: list[Sharer]) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError):
        pro_rata(total, sharers)
    with pytest.raises(ValueError):
        largest_remainder(1, {"a": Decimal(0)})


# ── a published method: the pot of stratumbidrag

ROOT = Path(__file__).resolve().parents[1]


def grants(scenario: Scenario, **pott: int) -> dict[str, Trace]:
    """What every kommun gets, from another pot where one is given."""
    policy = scenario.policy("fast-pott")
    if pott:
        held = policy.parameters["pott"]
        values = tuple(replace(value, value=Decimal(pott["pott"])) for value in held.values)
        policy = replace(policy, parameters=dict(policy.parameters) | {"pott": replace(held, values=values)})
    frame = interpreter.frame(scenario.book.vocabulary, policy, scenario.today)
    kind = scenario.book.vocabulary.derived["bidrag"].type
    areas = scenario.today.by_level["kommun"]
    return {area.id: interpreter.read(frame, Reference("bidrag", kind), area) for area in areas}


def shared(scenario: Scenario) -> dict[str, tuple[Decimal, Decimal]]:
    """The key and the guarantee of those who share, read one by one."""
    frame = frame_of(scenario, scenario.policy("fast-pott"), ())
    types = scenario.book.vocabulary.type_at("kommun")
    found = {}
    for area in scenario.today.by_level["kommun"]:
        inside, key, floor = (
            interpreter.read(frame, Reference(name, types[name]), area).value
            for name in ("berattigad", "nyckel", "garanti")
        )
        if inside:
            assert isinstance(key, Decimal) and isinstance(floor, Decimal)
            found[area.id] = (key, floor)
    return found


def test_the_pot_is_shared_out_to_the_last_krona() -> None:
    """The sum is the pot, whatever it is; nobody gets less than the guarantee, or nobody knows."""
    scenario = load_scenario("stratumbidrag")
    sharers = shared(scenario)
    least = sum(floor for _, floor in sharers.values())
    draw = random.Random(8)
    for pot in (int(least), *(draw.randint(int(least), 40_000_000) for _ in range(5))):
        found = grants(scenario, pott=pot)
        values = {area: ground.value for area, ground in found.items()}
        assert sum(value for value in values.values() if isinstance(value, Decimal)) == pot
        assert all(values[area] >= floor for area, (_, floor) in sharers.items())  # type: ignore[operator]
        wanted = pro_rata(pot, [Sharer(a, key, int(floor)) for a, (key, floor) in sharers.items()]).parts
        assert {area: values[area] for area in sharers} == wanted
        assert {value for area, value in values.items() if area not in sharers} == {Decimal(0)}
    none = grants(scenario, pott=int(least) - 1)
    assert {none[area].value for area in sharers} == {None}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("sv", "del av 20\xa0000\xa0000, på 8\xa0områden"),
        ("en", "part of 20,000,000, among 8\xa0areas"),
    ],
)
def test_a_part_explains_itself(lang: str, words: str) -> None:
    """The amount, how many share it, and the bound that holds."""
    scenario = load_scenario("stratumbidrag")
    explain = explainer(scenario.book, scenario.policy("fast-pott"), lang)
    said = [_told(explain.ground(ground)) for ground in grants(scenario).values() if ground.value]
    assert len(said) == 8 and all(words in text for text in said)
    tight = grants(scenario, pott=int(sum(floor for _, floor in shared(scenario).values())))
    told = [_told(explain.ground(ground)) for ground in tight.values() if ground.value]
    assert all(("golvet gäller" if lang == "sv" else "the floor holds") in text for text in told)


def _told(statement: grund.Statement) -> str:
    return "\n".join([statement.text, *(_told(part) for part in statement.parts)])


@pytest.mark.parametrize("matcher", ["plain", "rete"])
def test_a_session_follows_the_parts(matcher: str, tmp_path: Path) -> None:
    """One fact of one kommun moves every part; a rule that reads them is decided anew."""
    for name in ("rules", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name)
    policy = tmp_path / "rules" / "stratumbidrag" / "policies" / "fast-pott.yaml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("when: bland_stora,", 'when: "bidrag > 2000000",'), encoding="utf-8")
    scenario = load_scenario(str(tmp_path / "scenarios" / "stratumbidrag.yaml"))
    draw = random.Random(8)
    areas = sorted(area.id for area in scenario.today.areas.values())
    with grund.Session(scenario, matcher=matcher) as session:  # type: ignore[arg-type]
        for step in range(10):
            held = {"missing": "secret"} if step % 5 == 4 else {"value": str(draw.randint(1, 9_000))}
            row = {"area": draw.choice(areas), "attribute": draw.choice(("folkmangd", "inkomst", "skattekraft"))}
            row |= {"valid_from": "2026-01-01", "recorded": f"2026-03-{step + 1:02d}", "illustration": "true"}
            session.update([row | held | {"note": "påhittat"}])
            anew = [(d.area.id, d.verdict, d.missing) for r in run(session.at(), session.policies) for d in r.decisions]
            mine = [(d.area.id, d.verdict, d.missing) for r in session.decisions() for d in r.decisions]
            assert mine == anew
