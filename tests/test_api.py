"""The page about the Python API: its examples run, and no public name is left out."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Final

import grund

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "api.md"


def test_every_example_says_what_it_says() -> None:
    """As a reader would run them, from the top down."""
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 20
    assert found.failed == 0


def test_every_public_name_is_on_the_page() -> None:
    """A name that is not described is not public."""
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in grund.__all__ if name not in text] == []
