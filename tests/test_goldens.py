"""What is committed and generated is what the commands give now; `python tests/renew.py` renews it.

A difference here is either a mistake or a decision: read the diff of the renewed files as one reads code.
"""

from __future__ import annotations

import doctest
from functools import cache
from pathlib import Path
from typing import Final

import orjson
import pytest

import answers
import command_line
import grund
import renew

SCENARIOS: Final = sorted((renew.ROOT / "scenarios").glob("*.yaml"))
COMMAND: Final = "renew with: python tests/renew.py"


@cache
def fresh() -> dict[Path, bytes]:
    """The expected results as they would be now."""
    return renew.goldens()


def test_every_scenario_has_its_result_beside_it() -> None:
    """Each shipped scenario, and no result without its scenario."""
    kept = {p.name for p in (renew.ROOT / "scenarios").glob("*.expected.json")}
    assert kept == {f"{p.stem}.expected.json" for p in SCENARIOS}, COMMAND


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda p: p.stem)
def test_results_are_as_committed(scenario: Path) -> None:
    """Byte for byte."""
    path = scenario.with_suffix(".expected.json")
    same = path.read_bytes() == fresh()[path]
    assert same, f"{path.name} differs; {COMMAND}; then read git diff {path.relative_to(renew.ROOT)}"
    answers.validate("run", orjson.loads(path.read_bytes()))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda p: p.stem)
def test_results_verify(scenario: Path) -> None:
    """A committed result is a run record like any other: verified, nothing differs."""
    code, out, err = command_line.run(["verify", str(scenario.with_suffix(".expected.json"))])
    assert (code, err) == (0, b""), out.decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("document", renew.DOCUMENTS, ids=lambda p: str(p.relative_to(renew.ROOT)))
def test_quoted_outputs_are_real(document: Path) -> None:
    """Every output that a document quotes is what the command says today."""
    text = document.read_text(encoding="utf-8")
    marked = text.count("<!-- output")
    assert len(renew.commands(text)) == marked, "an output comment without a ```text block after it"
    assert renew.quoted(text) == text, COMMAND


@pytest.mark.slow
def test_a_block_is_found_and_cut() -> None:
    """The reader of quoted blocks itself: comment, fence, lines, and what stands around them."""
    before = "a\n<!-- output: grund check | lines 1-1 -->\n```text\nold\nold\n```\nb\n"
    after = renew.quoted(before)
    assert after.startswith("a\n<!-- output: grund check | lines 1-1 -->\n```text\n")
    assert after.endswith("\n```\nb\n")
    assert after.count("\n") == before.count("\n") - 1
    assert "old" not in after
    assert renew.quoted(after) == after
    assert renew.quoted("no block\n```text\nx\n```\n") == "no block\n```text\nx\n```\n"


def test_the_package_s_own_example() -> None:
    """The example in the docstring of `grund` runs and says what it says."""
    found = doctest.testmod(grund)
    assert found.attempted > 0
    assert found.failed == 0


def test_the_public_names_are_there() -> None:
    """Every name of `__all__` can be had, and a wrong one is an AttributeError that names it."""
    assert all(getattr(grund, name) is not None for name in grund.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        grund.nothing_of_the_kind  # noqa: B018 - the access is the test
