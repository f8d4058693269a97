"""Conflicts of rules that a run meets: all of them are said at once, each pair once, with its areas."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    code, out, err = renew.said([command, "--lang", "en"], project)
    text = err.decode("utf-8")
    assert code == (3 if command == "run" else 1)
    pairs = ["'barnens-vag' and 'stort'", "'manga-barn' and 'nej'", "'stort' and 'svag-trygghet'"]
    assert text.count("G317") == 4 and all(text.count(pair) == 1 for pair in pairs)
    assert "for Exempelbacken (exempelbacken)" in text and "also: Fantasihamn (fantasihamn)" in text
    assert command == "run" or "4\xa0problems" in out.decode("utf-8")


def test_a_choice_where_no_question_is_open(tmp_path: Path) -> None:
    """The cure is to leave it out, and the command then works."""
    home = renew.project(tmp_path)
    code, _, err = renew.said(["run", "--tolkning", "x=y", "--lang", "en"], home)
    assert code == 2 and "the command without --tolkning" in err.decode("utf-8")
    assert renew.said(["run", "--lang", "en"], home)[0] == 0
