"""Cures that work when they are followed: a newcomer's mistake in the project of `grund init`, and what was advised."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

import command_line
import renew

POLICY: Final = "rules/exempelstad/policies/trygghet.yaml"
WORDS: Final = "rules/exempelstad/vocabulary.yaml"
FACTS: Final = "scenarios/exempelstad/facts/omraden.csv"
SHEET: Final = "scenarios/exempelstad/facts/ark.csv"


class Mistake(NamedTuple):
    """What a file has, what is written in its place, the code, a part of the cure, and what the cure makes of it."""

    file: str
    right: str
    wrong: str
    code: str
    cure: str
    followed: str


_FORMULA: Final = '    formula: "barn / invanare"'
MISTAKES: Final = {
    "place beside source": Mistake(
        POLICY,
        "source: pahitt\n",
        "source: pahitt\nplace: s. 2\n",
        "G466",
        "skriv source: {document: pahitt, place: 's. 2'}",
        "source: {document: pahitt, place: 's. 2'}\n",
    ),
    "a field of another method": Mistake(
        WORDS, _FORMULA, f"{_FORMULA}\n    min_observations: 1", "G322", "ta bort min_observations", _FORMULA
    ),
    "no exception": Mistake(
        POLICY,
        "exception_to: [for-litet]",
        "exception_to: []",
        "G317",
        "skriv i regeln ”mycket-svag” exception_to: [for-litet]",
        "exception_to: [for-litet]",
    ),
    "no exception, the other way": Mistake(
        POLICY,
        "exception_to: [svag-trygghet]",
        "exception_to: []",
        "G317",
        "skriv i regeln ”svag-trygghet” exception_to: [for-litet], eller i ”for-litet” exception_to: [svag-trygghet]",
        "exception_to: [svag-trygghet]",
    ),
    "y": Mistake(POLICY, "then: yes", 'then: "y"', "G303", "menade du ”yes”?", "then: yes"),
    "Ja": Mistake(POLICY, "then: yes", "then: Ja", "G303", "menade du ”yes”?", "then: yes"),
    "a truth in Swedish": Mistake(
        POLICY, "illustration: true", "illustration: ja", "G303", "menade du ”true”?", "illustration: true"
    ),
    "no end": Mistake(
        POLICY,
        "then: yes",
        "then: yes\n        from: 2026-01-01\n        to: 9999-12-31",
        "G303",
        "det som inte slutar har inget slutdatum",
        "then: yes\n        from: 2026-01-01",
    ),
    "one day": Mistake(
        POLICY,
        "then: yes",
        "then: yes\n        from: 2026-01-01\n        to: 2026-01-01",
        "G315",
        "skriv som slut dagen efter den sista",
        "then: yes\n        from: 2026-01-01\n        to: 2026-01-02",
    ),
    "a limit too long": Mistake(
        POLICY, "max: 100000", f"max: {'9' * 23}", "G303", "högst 18 siffror", "max: 999999999999"
    ),
    "a fact without end": Mistake(
        SHEET,
        "",
        "area;attribute;value;valid_from;valid_to;source;mark\nsagolunda;trygghet;god;2026-01-01;9999-12-31;pahitt;G\n",
        "G216",
        "det som inte slutar har inget slutdatum",
        "area;attribute;value;valid_from;valid_to;source;mark\nsagolunda;trygghet;god;2026-01-01;;pahitt;G\n",
    ),
    "a thousand": Mistake(FACTS, ";1200;", ";12.345;", "G450", "skriv 12345 om det är tusental", ";12345;"),
    "decimals": Mistake(FACTS, ";150;", ";1.234;", "G450", "eller 1 om det är decimaler", ";1;"),
    "a number too long": Mistake(FACTS, ";1200;", f";{'1' * 25};", "G403", "rätta värdet", ";1200;"),
    "factors with decimals": Mistake(
        WORDS,
        _FORMULA,
        '    formula: "0.333333333333 * barn * barn / 100000"',
        "G210",
        "en division ytterst (0.125 * x är x / 8)",
        '    formula: "barn * barn / 100000"\n    clamp: true',
    ),
    "a wide sheet": Mistake(
        SHEET,
        "",
        "Område;Trygghet;Invånare\nSagolunda;god;2000\n",
        "G467",
        "gör raderna långa: area;attribute;value;valid_from;source;mark",
        "area;attribute;value;valid_from;source;mark\nsagolunda;trygghet;god;2026-01-01;pahitt;G\n",
    ),
    "empty columns": Mistake(
        SHEET,
        "",
        "area;attribute;value;valid_from;source;mark;;\nsagolunda;trygghet;god;2026-01-01;pahitt;G;;\n",
        "G471",
        "ta bort dem",
        "area;attribute;value;valid_from;source;mark\nsagolunda;trygghet;god;2026-01-01;pahitt;G\n",
    ),
    "empty rows": Mistake(
        SHEET,
        "",
        "area;attribute;value;valid_from;source;mark\nsagolunda;trygghet;god;2026-01-01;pahitt;G\n;;;;;\n;;;;;\n",
        "G454",
        "ta bort raden",
        "area;attribute;value;valid_from;source;mark\nsagolunda;trygghet;god;2026-01-01;pahitt;G\n",
    ),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as a newcomer has it."""
    return renew.project(tmp_path_factory.mktemp("cures"))


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copytree(template, tmp_path / "p"))


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_cure_works_when_it_is_followed(mistake: Mistake, project: Path) -> None:
    """The mistake raises its code, with a cure; what the cure says mends it."""
    file = project / mistake.file
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    assert mistake.right in text
    file.write_text(text.replace(mistake.right, mistake.wrong, 1), encoding="utf-8")
    code, _, err = command_line.run(["check"], project)
    assert code == 1 and mistake.code in err.decode() and mistake.cure in err.decode(), err.decode()
    file.write_text(text.replace(mistake.right, mistake.followed, 1), encoding="utf-8")
    code, _, err = command_line.run(["check"], project)
    assert code == 0, err.decode()


def test_a_wide_sheet_is_decided_as_it_is(project: Path) -> None:
    """The other way that G467 names: out of facts/, with the names of the attributes, and run."""
    (project / "ark.csv").write_text("id;trygghet;invanare;barn\nSagolunda;svag;2000;600\n", encoding="utf-8")
    assert command_line.run(["run", "--input", "ark.csv", "-o", "beslut.csv"], project)[0] == 0
    assert '"Sagolunda";"trygghet";"belysning";"";"yes"' in (project / "beslut.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "right", "kinds"),
    [
        ("explain belysning Ingenstans", "explain Ingenstans belysning", "”belysning” är en insats, men här"),
        ("explain andel_barn Ingenstans", "explain Ingenstans andel_barn", "”andel_barn” är ett attribut, men"),
        ("who Ingenstans belysning", "who belysning Ingenstans", "”Ingenstans” är ett område, men här"),
        ("explain trygghet Ingenstans", "explain Ingenstans trygghet", "”trygghet” är ett attribut, men här"),
    ],
)
def test_swapped_words_are_told(wrong: str, right: str, kinds: str, project: Path) -> None:
    """Which is which, and the order; in the right order the command answers."""
    code, _, err = command_line.run(wrong.split(), project)
    assert code == 2 and "G465" in err.decode() and kinds in err.decode() and "byt plats" in err.decode()
    assert command_line.run(right.split(), project)[0] == 0


@pytest.mark.parametrize(
    ("by_id", "by_name"),
    [
        (["explain", "latsasdalen", "belysning"], ["explain", "Låtsasdalen", "bättre belysning"]),
        (["explain", "latsasdalen", "andel_barn"], ["explain", "latsasdalen", "Andel barn"]),
        (["who", "belysning", "latsasdalen"], ["who", "Better lighting", "Latsasdalen"]),
        (["body", "namnd-teknik"], ["body", "exempelstads tekniska nämnd"]),
        (["compare", "trygghet", "trygghet-barn"], ["compare", "Trygghet först", "Trygghet och barn"]),
        (["compare", "trygghet", "trygghet-barn"], ["compare", "trygghet forst", "Safety and children"]),
        (["diff", "trygghet", "trygghet-barn"], ["diff", "Trygghet först", "Trygghet och barn"]),
        (["region", "trygghet", "trygghet-barn"], ["region", "Trygghet först", "Trygghet och barn"]),
        (["sweep", "trygghet", "minst_invanare"], ["sweep", "Trygghet först", "Minsta antal invånare"]),
        (["handlingsplan", "trygghet"], ["handlingsplan", "Trygghet först"]),
        (["sql", "trygghet", "--insats", "belysning"], ["sql", "Trygghet först", "--insats", "bättre belysning"]),
        (["near", "--policy", "trygghet"], ["near", "--policy", "Trygghet först"]),
        (["near", "--insats", "belysning"], ["near", "--insats", "Bättre belysning"]),
        (["timeline", "--insats", "belysning"], ["timeline", "--insats", "Bättre belysning"]),
        (["timeline", "exempelstad", "sagolunda"], ["timeline", "Exempelstad 2026", "Sagolunda"]),
        (["near", "exempelstad"], ["near", "exempelstad 2026"]),
        (["gaps", "--scenario", "exempelstad"], ["gaps", "--scenario", "Exempelstad 2026"]),
    ],
    ids=lambda words: " ".join(words),
)
def test_a_name_will_do_for_an_id(by_id: list[str], by_name: list[str], project: Path) -> None:
    """Capitals and marks over letters do not matter; the answer is the same."""
    form = [] if by_id[0] == "sql" else ["--format", "json"]
    code, out, err = command_line.run([*by_id, *form], project)
    assert code in (0, 1), err.decode()
    assert command_line.run([*by_name, *form], project)[:2] == (code, out)


def test_a_name_of_several_gets_their_ids(project: Path) -> None:
    """And none of them is taken."""
    text = (project / "rules/exempelstad/policies/trygghet-barn.yaml").read_text(encoding="utf-8")
    (project / "rules/exempelstad/policies/trygghet-barn.yaml").write_text(
        text.replace("sv: Trygghet och barn", "sv: Trygghet först"), encoding="utf-8"
    )
    code, _, err = command_line.run(["handlingsplan", "trygghet först"], project)
    assert code == 2 and "G468" in err.decode() and "trygghet, trygghet-barn" in err.decode()


def texts(data: Any) -> Iterator[str]:
    """Every text in some JSON."""
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from texts(each)
    elif isinstance(data, str):
        yield data


@pytest.mark.parametrize(
    "command",
    [
        "near",
        "explain Sagolunda",
        "explain Sagolunda lekplats",
        "explain Sagolunda skola",
        "explain Sagolunda lekplats --what-would-change",
        "timeline",
        "timeline exempelstad Sagolunda",
        "live update j more.csv",
        "live history j",
        "live why j Sagolunda lekplats",
        "check --prove",
        "run",
    ],
)
def test_json_says_true_and_not_a_word_for_it(command: str, project: Path) -> None:
    """Of a rule that reads a truth, in every command that shows its value."""
    words, policy = project / WORDS, project / "rules/exempelstad/policies/trygghet-barn.yaml"
    text = words.read_text(encoding="utf-8")
    school = "  skola: {level: omrade, type: bool, label: {sv: har skola, en: has a school}}\n"
    words.write_text(text.replace("\nderived:\n", f"{school}\nderived:\n"), encoding="utf-8")
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace('when: "andel_barn >= 0.2"', 'when: "skola"'), encoding="utf-8")
    head = "area;attribute;value;valid_from;source;mark\n"
    (project / SHEET).write_text(f"{head}sagolunda;skola;true;2026-01-01;pahitt;G\n", encoding="utf-8")
    if command.startswith("live"):
        assert command_line.run(["live", "open", "j", "exempelstad"], project)[0] == 0
        (project / "more.csv").write_text(f"{head}fantasihamn;skola;true;2026-06-01;pahitt;G\n", encoding="utf-8")
        if "update" not in command:
            assert command_line.run(["live", "update", "j", "more.csv"], project)[0] == 0
    code, out, err = command_line.run([*command.split(), "--format", "json"], project)
    assert code in (0, 1) and out, err.decode()
    assert not {"True", "False", "None", "true", "false"} & {*texts(json.loads(out))}


def test_a_default_that_names_nothing_is_told_briefly(project: Path) -> None:
    """Its first line, and no more of it than a name can have."""
    (project / "scenarios/DEFAULT").write_text("x" * 100_000, encoding="utf-8")
    code, _, err = command_line.run(["run"], project)
    assert code == 2 and "G501" in err.decode() and len(err) < 2_000
    (project / "scenarios/DEFAULT").write_text("exempelstad\n\nett namn till\n", encoding="utf-8")
    assert command_line.run(["run"], project)[0] == 0
