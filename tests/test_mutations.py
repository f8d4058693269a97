"""Sixty broken files, made from good ones by one slip each: an error at its line with a cure, none a traceback."""

from __future__ import annotations

from collections import Counter

import pytest

import mutate


@pytest.mark.slow
def test_the_messages_are_as_committed() -> None:
    """Every message as it was read and found good; renewed with: python tests/mutate.py --renew."""
    assert mutate.GOLDEN.read_text(encoding="utf-8") == mutate.golden()


@pytest.mark.slow
def test_other_slips_are_found_too() -> None:
    """Another seed: found at the line of the slip, or where what was declared there is used; no fault."""
    verdicts = Counter(each.verdict for each in mutate.run(seed=7, count=100))
    assert set(verdicts) <= {"found", "right"}
    assert verdicts["right"] < 40
