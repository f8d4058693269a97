"""The pages about the Python API: their examples run, and no public name is left out."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Final

import pytest

import grund

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
PAGE: Final = DOCS / "api.md"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("api.md", 20), ("batch.md", 15), ("live.md", 8)])
def test_every_example_says_what_it_says(name: str, least: int) -> None:
    """As a reader would run them, from the top down."""
    found = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")
    assert found.attempted > least
    assert found.failed == 0


def test_every_public_name_is_on_the_page() -> None:
    """A name that is not described is not public."""
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in grund.__all__ if name not in text] == []
