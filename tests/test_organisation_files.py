"""Broken files of an organisation: each mistake with its place and its cure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grund.loading.folders import rulebook
from grund.problems.problem import GrundError, Problem

RULES = Path(__file__).parent.parent / "rules" / "stockholm"


@pytest.fixture
def broken(tmp_path: Path) -> Callable[..., list[Problem]]:
    """The problems of the city's rules with one text replaced in one file."""

    def load(file: str, old: str, new: str, **more: str) -> list[Problem]:
        folder = tmp_path / "stockholm"
        shutil.copytree(RULES, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) >= 1
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        for name, whole in more.items():
            (folder / name.replace("_", ".")).write_text(whole, encoding="utf-8")
        with pytest.raises(GrundError) as caught:
            rulebook(folder)
        return list(caught.value.problems)

    return load


DUTY_12 = "ansvar-012,insats-stadning,"
TRAFFIC = '"städning av allmän plats (gator, torg)",namnd-trafik,utfor,kommun-0180,part,,,,'


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "at", "near"),
    [
        ("goals.yaml", "    body: namnd-utbildning\n", "    body: namnd-utbildningen\n", "G312", "namnd-utbildningen",
         "namnd-utbildning"),
        ("goals.yaml", "    under: kf-haller-samman\n", "    under: kf-haller-saman\n", "G312", "kf-haller-saman",
         "kf-haller-samman"),
        ("goals.yaml", "    kind: inriktningsmal\n", "    kind: inriktning\n", "G312", "inriktning", "inriktningsmal"),
        ("goals.yaml", "    insats: insats-skola\n", "    insats: insats-skolan\n", "G312", "insats-skolan",
         "insats-skola"),
        ("goals.yaml", "policy: [stadsdelslyft,", "policy: [stadsdelslyftet,", "G312", "stadsdelslyftet",
         "stadsdelslyft"),
        ("goals.yaml", "    goal: lyft-skola\n", "    goal: lyft-skolan\n", "G312", "lyft-skolan", "lyft-skola"),
        ("goals.yaml", "    target: 0\n", "    target: noll\n", "G303", "noll", ""),
        ("goals.yaml", "    target: 0\n", "    target: .nan\n", "G303", ".nan", ""),
        ("goals.yaml", "    by: 2025-12-31\n", "    by: 2025-02-30\n", "G303", "2025-02-30", ""),
        ("goals.yaml", "    best: low\n", "    best: lower\n", "G303", "lower", ""),
        ("goals.yaml", '"klass_polis >= utsatt"', '"klas_polis >= utsatt"', "G201", "klas_polis", "klass_polis"),
        ("goals.yaml", "    body: kf\n", "    body: kf\n    under: lyft-klotter\n", "G319", "lyft-klotter", ""),
        ("goals.yaml", "    body: kf\n", "    body: kf\n    under: kf-haller-samman\n", "G319", "kf-haller-samman", ""),
        ("duties.csv", TRAFFIC, TRAFFIC.replace("-trafik", "-trafic"), "G312", "namnd-trafic", "namnd-trafik"),
        ("duties.csv", TRAFFIC, TRAFFIC.replace("utfor", "utför"), "G312", "utför", "utfor"),
        ("duties.csv", TRAFFIC, TRAFFIC[:-3] + "2007-1-1,,,", "G216", "2007-1-1", ""),
        ("duties.csv", TRAFFIC, TRAFFIC[:-3] + "2008-01-01,2007-01-01,,", "G315", "2007-01-01", ""),
        ("duties.csv", DUTY_12, "ansvar-012,insats-stadningen,", "G312", "insats-stadningen", "insats-stadning"),
        ("duties.csv", TRAFFIC, TRAFFIC.replace("part", "del"), "G312", "del", ""),
        ("bodies.csv", "ks,tu-2026,,tu-2026", "ks,tu-2025,,tu-2026", "G308", "tu-2025", "tu-2026"),
        ("insatser.yaml", "    level: kommun\n    source: ils\n", "    level: kommunen\n    source: ils\n", "G312",
         "kommunen", "kommun"),
        ("duties.csv", DUTY_12, "ansvar-011,insats-stadning,", "G304", "ansvar-011", ""),
        ("bodies.csv", "ks,Kommunstyrelsen,kommunstyrelse,kf,", "ks,Kommunstyrelsen,kommunstyrelse,kfm,", "G312", "kfm",
         "kf"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_with_its_place_and_cure(
    broken: Callable[..., list[Problem]], file: str, old: str, new: str, code: str, at: str, near: str
) -> None:
    found = broken(file, old, new)
    assert [p.code for p in found] == [code], [p.show() for p in found]
    (problem,) = found
    assert problem.place is not None and problem.place.file.endswith(file)
    shown = problem.place.text[problem.place.column - 1 :]
    assert shown.startswith((at, f"'{at}", f'"{at}', f"”{at}")), problem.show()
    assert problem.near == near
    for lang in ("sv", "en"):
        assert problem.message(lang) and problem.cure(lang)
        assert "{" not in problem.message(lang) + problem.cure(lang)


def test_a_circle_of_goals_is_named_in_full(broken: Callable[..., list[Problem]]) -> None:
    (problem,) = broken("goals.yaml", "    body: kf\n", "    body: kf\n    under: lyft-klotter\n")
    names = problem.words["circle"].split(" → ")
    assert names[0] == names[-1] and set(names) == {"kf-haller-samman", "inget-utsatt-omrade", "lyft-klotter"}


@pytest.mark.parametrize("value", ["NaN", "inf", "många"])
def test_an_outcome_is_a_number(broken: Callable[..., list[Problem]], value: str) -> None:
    rows = f"indicator,day,value,source,mark\nantal-utsatta,2025-12-02,{value},tu-2026,V\n"
    found = broken("goals.yaml", "{sv: områden,", "{sv: områden ,", outcomes_csv=rows)
    assert [(p.code, p.place.line if p.place else 0) for p in found] == [("G402", 2)]


def test_every_mistake_is_shown_at_once(broken: Callable[..., list[Problem]]) -> None:
    rows = "indicator,day,value,source,mark\nfinns-inte,2025-12-02,1,tu-2026,V\n"
    found = broken("goals.yaml", "    under: kf-haller-samman\n", "    under: nej\n", outcomes_csv=rows)
    assert sorted(p.place.file.rsplit("/", 1)[-1] for p in found if p.place) == ["goals.yaml", "outcomes.csv"]
