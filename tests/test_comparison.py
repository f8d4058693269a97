"""What a comparison counts: decisions and amounts alone, from a baseline where one is declared (LANGUAGE §7)."""

from __future__ import annotations

from pathlib import Path

import pytest

import case_files
from case_files import Raw
from grund.problems import GrundError
from grund.scenario import Scenario, load_scenario

WORDS: Raw = {
    "levels": {"omrade": {}, "trakt": {}},
    "attributes": {"a": {"type": "bool"}, "b": {"type": "bool"}, "n": {"type": "number", "min": "0", "max": "1000"}},
}


def asked(folder: Path, policies: Raw, world: Raw, head: str = "", insatser: Raw | None = None) -> Scenario:
    """A scenario over a few areas of the level `omrade`; `head` is more of its file, such as a baseline."""
    raw = {"vocabulary": WORDS, "insatser": insatser or {"i": "omrade", "j": "omrade"}, "policies": policies,
           "world": world}  # fmt: skip
    files = case_files.files(raw)
    case_files.write({name.replace("rules/", "world/rules/", 1): text for name, text in files.items()}, folder)
    listed = ", ".join(policies)
    text = f"scenario: q\nlabel: q\nworld: world\nday: 2026-01-01\npolicies: [{listed}]\nlevel: omrade\nsource: s\n"
    (folder / "q.yaml").write_text(text + head, encoding="utf-8")
    return load_scenario(folder / "q.yaml")


def decided(**rules: str) -> Raw:
    """Insatser by name, each with one rule of that condition; the rule's id is the policy's to choose."""
    return {name: {"otherwise": "no", "rules": [{"id": f"r-{name}", "when": when}]} for name, when in rules.items()}


BOTH: Raw = {"areas": {"x": "omrade", "y": "omrade"}, "facts": {"x": {"a": "true"}, "y": {"b": "true"}}}


# ── the baseline


def test_the_baseline_is_any_policy_of_the_rulebook(tmp_path: Path) -> None:
    """Listed among the policies or not."""
    policies = {"p": {"insatser": decided(i="a")}, "q": {"insatser": decided(i="b")}}
    assert asked(tmp_path, policies, BOTH, "baseline: q\n").baseline == "q"
    (tmp_path / "q.yaml").write_text(
        (tmp_path / "q.yaml").read_text("utf-8").replace("policies: [p, q]", "policies: [p]"), "utf-8"
    )
    assert load_scenario(tmp_path / "q.yaml").baseline == "q"


def test_an_unknown_baseline_is_a_problem_with_its_place(tmp_path: Path) -> None:
    """With the nearest policy as its cure."""
    with pytest.raises(GrundError) as error:
        asked(tmp_path, {"ordinarie": {"insatser": decided(i="a")}}, BOTH, "baseline: ordinari\n")
    (problem,) = error.value.problems
    assert (problem.code, problem.near) == ("G312", "ordinarie")
    assert problem.place is not None and problem.place.text == "baseline: ordinari"


def test_a_circular_baseline_is_a_problem_with_its_place(tmp_path: Path) -> None:
    """A baseline that builds on itself through others."""
    with pytest.raises(GrundError) as error:
        asked(tmp_path, {"p": {"extends": "q"}, "q": {"extends": "p"}}, BOTH, "baseline: p\n")
    assert [(p.code, p.place.text) for p in error.value.problems if p.place] == [("G311", "extends: q")]
