"""Conflicts of rules that a run meets: all of them are said at once, each pair once, with its areas."""

from __future__ import annotations

from pathlib import Path

import pytest

import command_line
import every_command
import renew

POLICY = "rules/exempelstad/policies/{}.yaml"
RULE = "- {id: ID, when: WHEN, then: no, source: pahitt}\n      "


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A new project with a rule for no in each of its policies."""
    home = renew.project(tmp_path)
    for policy, before, name, when in (
        ("trygghet", "- id: mycket-svag", "stort", "invanare > 100"),
        ("trygghet-barn", "- id: manga-barn", "nej", "andel_barn >= 0.1"),
    ):
        file = home / POLICY.format(policy)
        text = file.read_text(encoding="utf-8")
        rule = RULE.replace("ID", name).replace("WHEN", f'"{when}"')
        assert text.count(f"      {before}\n        ") == 1
        file.write_text(text.replace(f"{before}\n        ", f"{rule}{before}\n        "), encoding="utf-8")
    return home


@pytest.mark.parametrize("command", ["run", "check"])
def test_every_pair_is_said_once_with_its_areas(project: Path, command: str) -> None:
    """Over policies, insatser and areas; the number of problems is the number of pairs."""
    code, out, err = command_line.run([command, "--lang", "en"], project)
    text = err.decode("utf-8")
    assert code == (3 if command == "run" else 1)
    pairs = ["“barnens-vag” and “stort”", "“manga-barn” and “nej”", "“stort” and “svag-trygghet”"]
    assert text.count("G317") == 4 and all(text.count(pair) == 1 for pair in pairs)
    assert "for Exempelbacken (exempelbacken)" in text and "also: Fantasihamn (fantasihamn)" in text
    assert command == "run" or "4\xa0errors" in out.decode("utf-8")


@pytest.mark.parametrize("command", ["run", "compare"])
def test_every_pair_over_a_file_is_said_once(project: Path, command: str) -> None:
    """Over policies and rows, and over the pieces that a file is read in: as of a scenario."""
    rows = "".join(f"x{i},300,30,god\n" for i in range(70_000))
    text = f"id,invanare,barn,trygghet\na,1200,150,svag\nb,900,240,svag\n{rows}c,300,90,mycket_svag\n"
    (project / "a.csv").write_text(text, encoding="utf-8")
    words = {"run": ["run", "-o", "b.csv"], "compare": ["compare", "trygghet", "trygghet-barn"]}[command]
    code, out, err = command_line.run([*words, "--input", "a.csv", "--lang", "en"], project)
    said = err.decode("utf-8")
    assert (code, out) == (3, b"") and not (project / "b.csv").exists()
    pairs = ["“barnens-vag” and “stort”", "“manga-barn” and “nej”", "“stort” and “svag-trygghet”"]
    pairs += ["“mycket-svag” and “stort”"]
    assert said.count("G317") == 4 and all(said.count(pair) == 1 for pair in pairs), said


def test_a_choice_where_no_question_is_open(tmp_path: Path) -> None:
    """The cure is to leave it out, and the command then works."""
    home = renew.project(tmp_path)
    code, _, err = command_line.run(["run", "--tolkning", "x=y", "--lang", "en"], home)
    assert code == 2 and "the command without --tolkning" in err.decode("utf-8")
    assert command_line.run(["run", "--lang", "en"], home)[0] == 0


STRIFE = """\
policy: strid
label: Strid
illustration: true
note: n
insatser:
  belysning:
    otherwise: no
    rules:
      - {id: ja-b, when: "invanare >= 300", then: yes, illustration: true}
      - {id: nej-b, when: "barn >= 200", then: no, illustration: true}
  lekplats:
    otherwise: no
    rules:
      - {id: ja-l, when: "barn >= 90", then: yes, illustration: true}
      - {id: nej-l, when: "invanare < 1000", then: no, illustration: true}
"""


def test_of_rules_that_say_the_same_the_first_is_named(tmp_path: Path) -> None:
    """By id, whatever their order."""
    home = renew.project(tmp_path)
    rules = "".join(
        f'      - {{id: {name}, when: "barn >= 0", then: {then}, illustration: true}}\n'
        for name, then in (("c", "yes"), ("b", "yes"), ("d", "no"))
    )
    text = f"{STRIFE.partition('  belysning:')[0]}  lekplats:\n    otherwise: no\n    rules:\n"
    (home / "rules" / "exempelstad" / "policies" / "strid.yaml").write_text(text + rules, encoding="utf-8")
    talk = command_line.run(["run", "--policy", "strid"], home).talk
    assert "”b” och ”d”" in talk and "”c”" not in talk


@pytest.fixture(scope="module")
def at_odds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that every command answers in, with two policies whose rules conflict in two insatser each."""
    home = every_command.project(tmp_path_factory.mktemp("odds") / "p")
    policies = home / "rules" / "exempelstad" / "policies"
    (policies / "strid.yaml").write_text(STRIFE, encoding="utf-8")
    (policies / "tvist.yaml").write_text(STRIFE.replace("strid", "tvist").replace("-l", "-t"), encoding="utf-8")
    return home


@pytest.mark.parametrize(
    "words",
    [
        "run --policy strid",
        "run --input omraden.csv -o u.csv --policy strid",
        "compare strid trygghet",
        "compare trygghet strid barnen",
        "compare trygghet strid --input omraden.csv",
        "explain Fantasihamn --policy strid",
        "diff trygghet strid",
        "region trygghet strid",
        "near --policy strid",
        "timeline --policy strid",
        "report trygghet strid -o r.html",
        "report strid --area Sagolunda -o r.html",
        "body namnd-teknik --policy strid",
        "gaps --policy strid",
        "handlingsplan strid",
        "graph --policy strid",
        "budget --policy strid",
        "allocate --policy strid",
        "live open ny.db exempelstad --policy strid --matcher plain",
        "live open ny.db exempelstad --policy strid",
    ],
)
def test_every_conflict_is_said_in_every_command(words: str, at_odds: Path) -> None:
    """In each insats, and with each of the areas."""
    code, out, err = command_line.run(words.split(), at_odds)
    text = err.decode("utf-8")
    assert (code, out) == (3, b"") and "”ja-b” och ”nej-b”" in text and "”ja-l” och ”nej-l”" in text, text
    assert text.count("G317") == 2 and not list(at_odds.glob("ny.db*"))
    assert "--input" in words or "Fantasihamn" in text


@pytest.mark.parametrize("words", ["compare strid tvist", "budget --policy strid --policy tvist", "diff strid tvist"])
def test_conflicts_of_two_policies_are_said_at_once(words: str, at_odds: Path) -> None:
    text = command_line.run(words.split(), at_odds)[2].decode("utf-8")
    assert all(pair in text for pair in ("”ja-b” och ”nej-b”", "”ja-l” och ”nej-l”", "”ja-t” och ”nej-t”")), text
