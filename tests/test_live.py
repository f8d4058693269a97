"""Sessions: an update is whole or not at all, in two times, and says exactly which decisions changed and why."""

from __future__ import annotations

import json
import os
import signal
import string
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import faults_live
import grund
import live_sessions
import strategies
from case_files import cases
from faults_live import by_name
from grund.engines.run import run
from grund.live import worker_client
from grund.live.journal import Journal
from grund.model.facts import Fact, ListInForce
from grund.model.scenario import Scenario
from grund.model.sources import Citation
from grund.problems import catalogue
from grund.problems.problem import GrundError
from live_sequences import Counts
from strategies import Sample
from together import hold

INVENTED: Final = {"illustration": "true", "note": "påhittat"}
GONE: Final = {"area": "po-hasselby-gard", "attribute": "klass_polis", "value": "ingen", **INVENTED}
BASE: Final = "po-hasselby-gard/klass_polis/2025-12-02"
KEPT: Final = {
    ("stadsdelslyft",): {"insats-boende", "insats-handlingsplan", "insats-klottersanering", "insats-kultur"}
    | {"insats-skola", "insats-stadning", "lyft-socialtjanst"},
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The default scenario, loaded once."""
    return grund.load(tolkning={"lyft_utbredning": ("utsatta",)})


@pytest.fixture
def session(scenario: Scenario) -> Iterator[grund.Session]:
    """A session of it that forgets, and that `plain` answers alone."""
    with grund.Session(scenario, matcher="plain") as held:
        yield held


def said(session: grund.Session) -> dict[tuple[str, ...], Any]:
    """Every decision of a session, by policy, reading, insats and area."""
    return by_name(session.decisions())


def anew(session: grund.Session) -> dict[tuple[str, ...], Any]:
    """The same, from a world made anew."""
    return by_name(run(session.at(), session.policies))


def codes(make: Callable[[], Any]) -> list[str]:
    """The codes of the problems that stop something."""
    with pytest.raises(GrundError) as caught:
        make()
    assert all(p.show("sv") != p.show("en") for p in caught.value.problems)
    return [p.code for p in caught.value.problems]


# ── an update


@pytest.mark.slow
def test_one_fact_arrives(session: grund.Session) -> None:
    """The decisions that changed, with before, after, the grounds that moved, and who must be told."""
    before = said(session)
    update = session.update([GONE])
    changed = {(c.policies, c.insats.id) for c in update.changed}
    pairs = [(f"nulage-med-{p}", p) for p in ("stadsdelslyft", "stadsdelslyft-ersatter")]
    assert changed == {(pair, i) for pair in pairs for i in KEPT["stadsdelslyft",]}
    for change in update.changed:
        assert change.before is not None and change.after is not None
        assert (change.before.verdict, change.after.verdict) == ("yes", "no")
        grounds = {(s.name, s.area.id): s for s in change.grounds}
        of_the_committee = {("namnd_med_utsatta", "sd-hasselby-gard"), ("antal_utsatta", "sdo-hasselby-vallingby")}
        read = {("klassning", "sd-hasselby-gard"), ("klass_polis", "po-hasselby-gard")}
        assert read <= grounds.keys() <= read | of_the_committee
        moved = grounds["klass_polis", "po-hasselby-gard"]
        assert moved.before is not None and moved.after is not None
        assert (moved.before.value, moved.after.value) == ("utsatt", "ingen")
    school = next(c for c in update.changed if c.insats.id == "insats-skola")
    assert [a.body.id for a in session.told(school)] == ["namnd-utbildning"]
    assert said(session) == anew(session)
    differs = {key for key, value in said(session).items() if before[key] != value}
    assert differs == {
        (p, str(c.reading), c.insats.id, c.area.id) for c in update.changed for p in c.policies
    }  # fmt: skip


def test_back_again(session: grund.Session) -> None:
    """Withdrawn, everything is as it was; the update names the same decisions the other way round."""
    before = said(session)
    there = session.update([GONE])
    back = session.update(withdraws=[f"{BASE.rpartition('/')[0]}/2026-02-17"])
    assert said(session) == before
    assert [(c.policies, c.insats.id) for c in back.changed] == [(c.policies, c.insats.id) for c in there.changed]
    assert [c.after for c in back.changed] == [c.before for c in there.changed]


def test_a_fact_of_the_world_is_withdrawn(session: grund.Session) -> None:
    """Without it the list in force says that the area is not on it."""
    update = session.update(withdraws=[BASE])
    assert {c.insats.id for c in update.changed} == KEPT["stadsdelslyft",]
    assert said(session) == anew(session)


def test_nouns_and_columns_say_the_same(scenario: Scenario) -> None:
    """A `Fact` and a mapping of its columns are the same update; citations keep their place and quote."""
    cited = Citation(("tu-2026",), "s. 2", "ord", "V", "en not")
    day = date(2026, 2, 17)
    fact = Fact("po-hasselby-gard", "klass_polis", "ingen", day, None, day, cited)
    columns = {
        "area": "po-hasselby-gard", "attribute": "klass_polis", "value": "ingen", "source": "tu-2026", "mark": "V",
        "note": "en not", "place": "s. 2", "quote": "ord",
    }  # fmt: skip
    found = []
    for said_ in (fact, columns):
        with grund.Session(scenario, matcher="plain") as session:
            found.append(session.update([said_]))  # type: ignore[list-item]
    assert found[0] == found[1]
    moved = next(ground for ground in found[0].changed[0].grounds if ground.name == "klass_polis").after
    assert moved is not None and moved.basis == fact


def test_numbers_are_exact(session: grund.Session) -> None:
    """A Decimal and its text are one; a binary float is nobody's figure."""
    cell = {"area": "sd-tensta", "attribute": "areal_ha", **INVENTED}
    session.update([cell | {"value": Decimal("12.5")}])
    assert codes(lambda: session.update([cell | {"value": 12.5, "valid_from": "2026-03-01"}])) == ["G303"]
    assert codes(lambda: session.update([cell | {"value": "12.55", "valid_from": "2026-03-01"}])) == ["G404"]


@pytest.mark.slow
def test_a_new_list(session: grund.Session) -> None:
    """A new issue is in force from its day: whoever it does not name is no longer on the list."""
    issue = ListInForce(
        "lista-2026", "polisens_lista", date(2026, 2, 1), date(2026, 2, 17), Citation(illustration=True)
    )
    update = session.update([issue, GONE | {"value": "utsatt"}])
    assert said(session) == anew(session)
    assert {c.area.id for c in update.changed if c.insats.id == "insats-skola"} == {
        "sd-bredang", "sd-hagsatra", "sd-husby", "sd-ragsved", "sd-rinkeby", "sd-tensta", "sd-varberg",
    }  # fmt: skip
    assert codes(lambda: session.update([issue])) == ["G304"]
    assert codes(lambda: session.update([replace(issue, id="lista-2026-b")])) == ["G314"]
    session.update(withdraws=["lista-2026"])
    assert said(session) == anew(session)
    assert codes(lambda: session.update(withdraws=[issue])) == ["G602"]


# ── nothing or all of it

WRONG: Final = {
    "area": ({**GONE, "area": "po-hasselby-gaard"}, "G401"),
    "attribute": ({**GONE, "attribute": "klass_polisen"}, "G201"),
    "value": ({**GONE, "value": "utsat"}, "G402"),
    "level": ({**GONE, "area": "sd-tensta"}, "G406"),
    "no area": ({"attribute": "klass_polis", "value": "ingen", **INVENTED}, "G301"),
    "source": ({k: v for k, v in GONE.items() if k not in INVENTED}, "G307"),
    "unknown source": ({**GONE, "source": "tu-2062"}, "G308"),
    "column": ({**GONE, "atribute": "klass_polis"}, "G113"),
    "day": ({**GONE, "valid_from": "2026-02-30"}, "G216"),
    "period": ({**GONE, "valid_to": "2026-02-17"}, "G315"),
    "tie": ({**GONE, "value": "ingen", "valid_from": "2025-12-02", "recorded": "2025-12-02"}, "G405"),
    "twice": ({**GONE, "value": "utsatt", "valid_from": "2025-12-02", "recorded": "2025-12-02"}, "G604"),
    "surrogate": ({**GONE, "note": "\ud800"}, "G104"),
    "hidden": ({**GONE, "note": "a\u202eb"}, "G104"),
    "series": ({"series": "polisens_listor", "id": "x", **INVENTED}, "G312"),
    "nameless list": ({"series": "polisens_lista", **INVENTED}, "G301"),
}


@pytest.mark.slow
def test_a_wrong_row_is_refused(session: grund.Session) -> None:
    """With the code it has in a file; nothing has changed, and what is right is taken afterwards."""
    before, seq = said(session), session.seq

    def refused(row: dict[str, Any], code: str) -> None:
        assert codes(lambda: session.update([GONE, row])) == [code]
        assert (said(session), session.seq) == (before, seq)

    hold(refused, ((name, {"row": row, "code": code}) for name, (row, code) in WRONG.items()))
    session.update([GONE])
    assert session.seq == seq + 1


def test_every_problem_at_once(session: grund.Session) -> None:
    """All that is wrong with an update is said together, with the nearest word."""
    rows = [WRONG[name][0] for name in ("area", "attribute", "value")]
    with pytest.raises(GrundError) as caught:
        session.update(rows, ["po-hasselby-gard/klass_poli", "lista-2099", BASE, BASE])
    assert sorted(p.code for p in caught.value.problems) == ["G201", "G401", "G402", "G601", "G601", "G602"]
    shown = str(caught.value)
    assert "menade du ”utsatt”?" in shown
    assert "menade du ”klass_polis”?" in shown


def test_what_cannot_be_withdrawn(session: grund.Session) -> None:
    """Unknown, ambiguous, gone already; and an update of nothing."""
    assert codes(lambda: session.update(withdraws=["po-bredang/klass_polis"])) == ["G603"]
    assert codes(lambda: session.update(withdraws=["po-bredang/klass_polis/2016-01-01"])) == ["G601"]
    session.update(withdraws=[BASE])
    assert codes(lambda: session.update(withdraws=[BASE])) == ["G602"]
    assert codes(session.update) == ["G605"]


def test_a_conflict_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rules that come into conflict by an update: it is refused, and the session stands as it stood."""
    monkeypatch.chdir(tmp_path)
    with own_city(tmp_path, 'when: "trygghet = mycket_svag and invanare > 1000", then: no') as session:
        before = said(session)
        row = {"area": "exempelbacken", "attribute": "trygghet", "value": "mycket_svag", **INVENTED}
        assert codes(lambda: session.update([row])) == ["G317"]
        assert said(session) == before == anew(session)
        session.update([row | {"value": "god"}])
        assert said(session) == anew(session)


def own_city(folder: Path, rule: str) -> grund.Session:
    """A session of a city of one's own, with one rule more."""
    import renew

    home = renew.project(folder)
    policy = home / "rules" / "exempelstad" / "policies" / "trygghet.yaml"
    text = policy.read_text(encoding="utf-8")
    head = "      - id: svag-trygghet\n        when"
    assert head in text
    policy.write_text(text.replace(head, f"      - {{id: till, {rule}, source: pahitt}}\n{head}"), encoding="utf-8")
    return grund.Session(home / "scenarios" / "exempelstad.yaml", matcher="plain")


# ── two times


@pytest.mark.slow
def test_as_it_was_known(session: grund.Session) -> None:
    """A withdrawal is recorded too: what was known before it is still answered, on any day."""
    before = said(session)
    session.on(date(2026, 3, 1))
    session.update([GONE])
    session.on(date(2026, 4, 1))
    session.update(withdraws=["po-hasselby-gard/klass_polis/2026-03-01"])
    session.update(withdraws=[BASE])

    def school(**when: date) -> str:
        held = session.at(**when)
        answers = run(held, ["stadsdelslyft"])
        found = next(a for a in answers if a.ruling.insats.id == "insats-skola")
        return next(d.verdict for d in found.decisions if d.area.id == "sd-hasselby-gard")

    march, april = date(2026, 3, 15), date(2026, 4, 1)
    assert school(day=march, known=date(2026, 2, 28)) == "yes"
    assert school(day=march, known=march) == "no"
    assert school(day=march, known=april) == "no"
    assert school(day=date(2026, 2, 20), known=march) == "yes"
    assert school(day=date(2026, 2, 20), known=april) == "no"
    assert by_name(run(session.at(date(2026, 2, 17), date(2026, 2, 17)), session.policies)) == before
    assert said(session) == anew(session)


def test_a_snapshot_stays(session: grund.Session) -> None:
    """What was asked for before an update does not change by it."""
    held = session.at()
    session.update([GONE])
    assert by_name(run(held, session.policies)) != said(session)


@pytest.mark.slow
def test_days_go_forward(session: grund.Session) -> None:
    """A new day changes what its dates say; an earlier one is for `at`."""
    assert codes(lambda: session.on(date(2026, 1, 1))) == ["G607"]
    assert session.on(session.day).changed == ()
    session.update([GONE | {"valid_from": "2026-06-01"}])
    assert said(session) == anew(session)
    update = session.on(date(2026, 6, 1))
    assert {c.insats.id for c in update.changed} == KEPT["stadsdelslyft",]
    assert said(session) == anew(session)
    assert session.day == date(2026, 6, 1)


# ── why, why not, history


@pytest.mark.slow
def test_facts_of_a_later_day(session: grund.Session) -> None:
    """An update may go on to a day of its own: one step with what is said on it; never to an earlier day."""
    update = session.update([GONE], [BASE], key="k", day=date(2026, 5, 1))
    assert session.day == date(2026, 5, 1) and update.seq == 1
    assert said(session) == anew(session)
    (event,) = session.history()
    assert (event.day, len(event.added), len(event.withdrawn)) == (date(2026, 5, 1), 1, 1)
    assert event.added[0].recorded == date(2026, 5, 1)
    assert session.update([GONE], [BASE], key="k", day=date(2026, 5, 1)) == update
    assert codes(lambda: session.update([GONE], [BASE], key="k")) == ["G606"]
    assert codes(lambda: session.update([GONE], day=date(2026, 4, 1))) == ["G607"]


@pytest.mark.slow
@strategies.examples(12, 20)
@given(sample=strategies.samples(), seed=st.integers(0, 2**32))
def test_random_sessions(sample: Sample, seed: int) -> None:
    """Facts, lists, withdrawals and days: a session is what a plain list of them says (long form: soak_live.py)."""
    live_sessions.play(sample.raw, seed, 15, Counts())


PLAYED: Final = [case for case in cases() if case.get("expect") or case.get("values")]


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted({case.id.partition("/")[0] for case in PLAYED}))
def test_every_case_as_a_session(file: str) -> None:
    """Whatever the language has a case of, a session follows when its facts, lists and days change."""
    counts = Counts()
    for seed, case in enumerate(case for case in PLAYED if case.id.startswith(f"{file}/")):
        live_sessions.play_as_it_is(case.raw, seed, 6, counts)
    assert counts.updates


def test_why_and_why_not(session: grund.Session) -> None:
    """The grounds follow the facts; why not says what kept the other rules from deciding."""
    yes = session.why("Hässelby gård", "insats-skola", "stadsdelslyft-ersatter")
    assert "regel ersatt-skola-utsatt" in yes[0].text
    assert session.why_not("Hässelby gård", "insats-skola", "stadsdelslyft-ersatter")[0].parts == ()
    session.update([GONE])
    no = session.why_not("sd-hasselby-gard", "insats-skola", "stadsdelslyft-ersatter")[0]
    assert [part.text.split(":")[0] for part in no.parts] == ["regel ersatt-skola-utsatt (ger ja) gäller inte"]
    assert [part.holds for part in no.parts[0].parts if part.holds != ""] == [False]
    assert len(session.why("Hässelby gård", "insats-skola")) > 1
    assert codes(lambda: session.why("Hässelby gård", "insats-skol")) == ["G503"]
    assert codes(lambda: session.why("Hässelby-Vällingby", "insats-skola")) == ["G508"]
    assert codes(lambda: session.why("Hässelby gård", "insats-skola", "stadslyft")) == ["G312"]
    assert codes(lambda: session.why("Hasselbyn", "insats-skola")) == ["G401"]


def test_history(session: grund.Session) -> None:
    """The steps that changed an area, as they were answered then."""
    first = session.update([GONE])
    session.update([{"area": "sd-tensta", "attribute": "areal_ha", "value": "1", **INVENTED}])
    session.on(date(2026, 5, 1))
    last = session.update(withdraws=["po-hasselby-gard/klass_polis/2026-02-17"])
    events = session.history("Hässelby gård")
    assert [e.seq for e in events] == [first.seq, last.seq]
    assert events[0].changed == first.changed
    assert events[1].changed == last.changed
    assert [len(e.changed) for e in session.history("Hässelby gård", "insats-skola")] == [2, 2]
    assert session.history("Tensta") == ()


# ── the journal


@pytest.mark.slow
def test_it_goes_on_where_it_ended(scenario: Scenario, tmp_path: Path) -> None:
    """Opened again, with the scenario or without, it stands where it stood."""
    path = tmp_path / "live.db"
    with grund.Session(scenario, path, matcher="plain") as session:
        first = session.update([GONE], key="a-1")
        session.on(date(2026, 6, 1))
        session.update([{"area": "po-bredang", "attribute": "klass_polis", "value": "sarskilt_utsatt", **INVENTED}])
        before, day, seq = said(session), session.day, session.seq
        with grund.Session.read(path) as reader:
            assert said(reader) == before
            assert codes(lambda: reader.update([GONE])) == ["G614"]
            session.update(withdraws=["po-bredang/klass_polis/2026-06-01"])
            assert reader.refresh() == 1
            assert reader.refresh() == 0
            assert said(reader) == said(session)
    for began in (scenario, None):
        with grund.Session(began, path, matcher="plain") as session:
            assert (session.day, session.seq) == (day, seq + 1)
            assert said(session) == anew(session)
            assert session.update([GONE], key="a-1") == first
            assert session.seq == seq + 1
            assert [e.seq for e in session.history("Hässelby gård")] == [1]


def test_a_key_is_one_request(session: grund.Session) -> None:
    """A repetition is acknowledged once and answered alike; another request under the same key is refused."""
    first = session.update([GONE], key="ärende 17")
    assert session.update([GONE], key="ärende 17") == first
    assert session.seq == first.seq
    assert codes(lambda: session.update([GONE | {"value": "utsatt"}], key="ärende 17")) == ["G606"]
    assert codes(lambda: session.update([GONE])) == ["G604"]
    for key in ("x" * 201, "a\nb", "   "):
        assert codes(lambda key=key: session.update([GONE], key=key)) == ["G608"]  # type: ignore[misc]
    session.on(date(2026, 9, 1))
    assert session.update([GONE], key="ärende 17") == first


def test_another_journal(scenario: Scenario, tmp_path: Path) -> None:
    """A journal of another scenario, or of no session, is not gone on with."""
    path = tmp_path / "live.db"
    grund.Session(scenario, path, matcher="plain").close()
    assert codes(lambda: grund.Session("polisens-listor", path, matcher="plain")) == ["G613"]
    other = tmp_path / "other.db"
    journal = Journal(other)
    journal.append({"kind": "something else"})
    journal.close()
    assert codes(lambda: grund.Session(scenario, other, matcher="plain")) == ["G612"]


@pytest.mark.slow
def test_a_refused_disk(scenario: Scenario, tmp_path: Path) -> None:
    """A disk that is full: nothing is acknowledged, and the session stands as it stood."""
    path = tmp_path / "live.db"
    with grund.Session(scenario, path, matcher="plain") as session:
        base = session._log._journal._base  # type: ignore[union-attr]
        base.execute(f"PRAGMA max_page_count = {base.execute('PRAGMA page_count').fetchone()[0]}")
        before, seq = said(session), session.seq
        assert codes(lambda: session.update([GONE | {"note": "x" * 9000}])) == ["G505"]
        assert (said(session), session.seq) == (before, seq)
        base.execute("PRAGMA max_page_count = 100000")
        assert session.update([GONE]).seq == seq + 1
        assert said(session) == anew(session)
    with grund.Session(scenario, path, matcher="plain") as session:
        assert said(session) == anew(session)


def test_other_rules_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the files have changed since, the journal says from which entry on."""
    monkeypatch.chdir(tmp_path)
    with own_city(tmp_path, 'when: "false", then: no, exception_to: [svag-trygghet]') as held:
        scenario = held.scenario
    path = tmp_path / "live.db"
    with grund.Session(scenario, path, matcher="plain") as session:
        session.update([{"area": "pahittsvik", "attribute": "barn", "value": "200", **INVENTED}])
    file = Path(scenario.file).parents[1] / "rules" / "exempelstad" / "policies" / "trygghet-barn.yaml"
    before = file.read_text(encoding="utf-8")
    assert "andel_barn >= 0.25" in before
    file.write_text(before.replace("andel_barn >= 0.25", "andel_barn >= 0.30"), encoding="utf-8")
    scenario = grund.load(scenario.file)
    with grund.Session(scenario, path, matcher="plain") as session:
        assert session.seq == 2
        assert said(session) == anew(session)
    with grund.Session(scenario, path, matcher="plain") as session:
        assert session.seq == 2


# ── many at once


@pytest.mark.slow
def test_readers_never_see_half_an_update(scenario: Scenario, tmp_path: Path) -> None:
    """Two facts that always change together are always seen together, by threads and by other processes."""
    path = tmp_path / "live.db"
    areas = ("po-hasselby-gard", "po-bredang")
    stop, seen = threading.Event(), set()

    def reading(session: grund.Session) -> None:
        while not stop.is_set():
            found = next(a for a in session.decisions(["stadsdelslyft"]) if a.ruling.insats.id == "insats-skola")
            verdicts = {d.area.id: d.verdict for d in found.decisions}
            seen.add((verdicts["sd-hasselby-gard"], verdicts["sd-bredang"]))

    with grund.Session(scenario, path, ["stadsdelslyft"], matcher="plain") as session:
        reader = grund.Session.read(path)

        def following() -> None:
            while not stop.is_set():
                reader.refresh()

        threads = [threading.Thread(target=work, args=args) for work, args in (
            (reading, (session,)), (reading, (reader,)), (following, ()))]  # fmt: skip
        for thread in threads:
            thread.start()
        for i in range(30):
            value = "ingen" if i % 2 == 0 else "utsatt"
            rows = [GONE | {"area": area, "value": value} for area in areas]
            session.update(rows, [f"{a}/klass_polis/2026-02-17" for a in areas] if i else [])
            time.sleep(0.005)
        stop.set()
        for thread in threads:
            thread.join()
        reader.close()
    assert seen == {("yes", "yes"), ("no", "no")}


def test_two_writers_at_one_session(scenario: Scenario) -> None:
    """Threads that update one session take turns; every update has a number of its own."""
    with grund.Session(scenario, matcher="plain") as session:
        numbers: list[int] = []

        def work(area: str) -> None:
            for i in range(10):
                days = {"valid_from": f"2026-02-{i + 1:02}", "valid_to": f"2026-02-{i + 2:02}"}
                row = {"area": area, "attribute": "areal_ha", "value": i, **days, **INVENTED}
                numbers.append(session.update([row]).seq)

        threads = [threading.Thread(target=work, args=(area,)) for area in ("sd-tensta", "sd-husby", "sd-kista")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(numbers) == list(range(1, 31))
        assert said(session) == anew(session)


def test_an_interrupted_update(session: grund.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends neither done nor refused leaves a session that answers no more, rather than half."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(session._log, "append", interrupt)
    with pytest.raises(KeyboardInterrupt):
        session.update([GONE])
    assert codes(lambda: session.update([GONE])) == ["G614"]
    assert codes(session.decisions) == ["G614"]
    session.close()
    assert codes(session.at) == ["G614"]


# ── the worker


def rete() -> bool:
    """Whether the rete reading can serve here."""
    from grund.engines import rete as reading

    return reading.unavailable() is None


needs_rete = pytest.mark.skipif(not rete(), reason="durable-rules does not import here")


@pytest.fixture
def fenced(scenario: Scenario) -> Iterator[grund.Session]:
    """A session with a worker."""
    with grund.Session(scenario, policies=["nulage", "stadsdelslyft-ersatter"], matcher="rete") as held:
        yield held


@pytest.mark.slow
@needs_rete
def test_two_readings(fenced: grund.Session) -> None:
    """Facts, lists and days through both readings; every answer is found by both."""
    assert len(fenced.update([GONE]).changed) == 7
    fenced.update([GONE | {"area": "po-bredang", "value": "", "missing": "secret"}])
    assert said(fenced) == anew(fenced)
    issue = {"id": "lista-2026", "series": "polisens_lista", "valid_from": "2026-02-17", **INVENTED}
    assert fenced.update([issue]).changed
    fenced.on(date(2026, 8, 1))
    fenced.update([GONE | {"value": "sarskilt_utsatt"}])
    assert said(fenced) == anew(fenced)


@pytest.mark.slow
@needs_rete
def test_a_new_day_in_both_readings(fenced: grund.Session) -> None:
    """What begins on a later day is found by both readings when the session goes on to it."""
    fenced.update([GONE | {"area": "po-bredang"}])
    assert fenced.update([GONE | {"valid_from": "2026-03-01"}]).changed == ()
    assert {c.area.id for c in fenced.on(date(2026, 3, 1)).changed} == {"sd-hasselby-gard"}
    back = fenced.update([GONE | {"value": "utsatt", "valid_from": "2026-04-01"}], day=date(2026, 4, 1))
    assert {(c.area.id, c.after.verdict) for c in back.changed if c.after} == {("sd-hasselby-gard", "yes")}
    assert said(fenced) == anew(fenced)


@pytest.mark.slow
@needs_rete
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_dies_or_hangs(fenced: grund.Session, sign: signal.Signals) -> None:
    """A new one takes its place, knows everything, and the answer is right."""
    fenced.update([GONE])
    old = fenced.worker
    assert old is not None
    fenced._second._fence._patience = 0.3  # type: ignore[union-attr]
    os.kill(old, sign)
    update = fenced.update([GONE | {"area": "po-bredang"}])
    assert {c.area.id for c in update.changed} == {"sd-bredang"}
    assert fenced.worker not in (None, old)
    assert said(fenced) == anew(fenced)


@pytest.mark.slow
@needs_rete
def test_readings_that_disagree(fenced: grund.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong answer of the matcher is told to nobody: the update is refused, loudly."""
    fenced.update([GONE])
    held = fenced._second._fence
    assert held is not None
    honest = held.answer
    before, seq = said(fenced), fenced.seq
    for lie in (lambda found: {}, lambda found: dict.fromkeys(found, ("unknown", None))):
        monkeypatch.setattr(held, "answer", lambda *asked, lie=lie: lie(honest(*asked)))
        assert set(codes(lambda: fenced.update([GONE | {"area": "po-bredang"}]))) == {"G903"}
        assert (said(fenced), fenced.seq) == (before, seq)
    for key, code in (((0, "insats-sig", "sdo-jarva"), "G903"), ((9, "insats-sig", "sdo-jarva"), "G904")):
        extra = {key: ("no", "otherwise")}
        monkeypatch.setattr(held, "answer", lambda *asked, extra=extra: honest(*asked) | extra)
        assert codes(lambda: fenced.update([GONE | {"area": "po-bredang"}])) == [code]
    monkeypatch.setattr(held, "answer", honest)
    assert len(fenced.update([GONE | {"area": "po-bredang"}]).changed) == 7


BAD_WORKERS: Final = {
    "dies": "import sys; sys.exit(3)",
    "talks": "import sys, time; print('Traceback (most recent call last)' * 9, flush=True); time.sleep(9)",
    "lies": "import struct, sys; sys.stdout.buffer.write(struct.pack('>I', 9) + b'not JSON!')",
    "hangs": "import time; time.sleep(60)",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BAD_WORKERS)
def test_no_worker_lives(scenario: Scenario, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clear problem after some tries, nothing recorded, and the session stands."""
    monkeypatch.setattr(worker_client, "COMMAND", (sys.executable, "-c", BAD_WORKERS[kind]))
    with grund.Session(scenario, policies=["stadsdelslyft-ersatter"], matcher="rete") as session:
        session._second._fence._patience = 0.02  # type: ignore[union-attr]
        before = said(session)
        assert codes(lambda: session.update([GONE])) == ["G904"]
        assert (said(session), session.seq) == (before, 0)


def test_without_a_matcher(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session has no second process; where the matcher is asked for and cannot serve, that is a problem."""
    with grund.Session(scenario, policies=["stadsdelslyft-ersatter"]) as session:
        assert len(session.update([GONE]).changed) == 7
        assert session.worker is None
        assert said(session) == anew(session)
    reply = json.dumps({"problems": [{"code": "G650", "words": words_of("G650"), "near": "", "place": None}]})
    says = "import struct, sys; m = sys.argv[1].encode(); sys.stdout.buffer.write(struct.pack('>I', len(m)) + m)"
    cannot = f"{says}; sys.stdout.flush(); sys.stdin.buffer.read()"
    monkeypatch.setattr(worker_client, "COMMAND", (sys.executable, "-c", cannot, reply))
    with grund.Session(scenario, policies=["stadsdelslyft-ersatter"], matcher="rete") as session:
        assert codes(lambda: session.update([GONE])) == ["G650"]


def words_of(code: str) -> dict[str, str]:
    """Words for a problem's sentence."""
    row = catalogue.codes()[code]
    names = {name for text in (row.sv, row.cure_sv) for _, name, _, _ in string.Formatter().parse(text) if name}
    return dict.fromkeys(names, "x")


@needs_rete
def test_the_worker_ends_with_its_session(tmp_path: Path) -> None:
    """A parent that is killed leaves no worker behind."""
    code = (
        "import grund, sys, time\n"
        "s = grund.Session(policies=['nulage'], matcher='rete')\n"
        "s.update([{'area': 'po-bredang', 'attribute': 'klass_polis', 'value': 'ingen', 'illustration': 'true'}])\n"
        "print(s.worker, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment())
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(200):
        if not alive(pid):
            return
        time.sleep(0.05)
    raise AssertionError("the worker is still there")


def environment() -> dict[str, str]:
    """The environment with the checkout's engine in it."""
    return {**os.environ, "PYTHONPATH": str(Path(grund.__file__).resolve().parents[1])}


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
@needs_rete
def test_kills_in_short() -> None:
    """The short form of `python tests/faults_live.py`."""
    counts = faults_live.worker(kills=8, seed=2026)
    assert counts["kills"] + counts["stops"] == 8
    assert (counts["lost"], counts["wrong"]) == (0, 0)


@pytest.mark.slow
def test_deaths_in_short(tmp_path: Path) -> None:
    """The whole process killed on one journal: everything acknowledged is there."""
    counts = faults_live.process(3, 2026, tmp_path)
    assert (counts["lost"], counts["wrong"], counts["repeated"]) == (0, 0, 0)
