"""Conditions written as in other languages: the cure is followed, and then they are read."""

from __future__ import annotations

import pytest

from grund.language.parser import parse
from grund.language.tokens import ParseError

FOLLOWED = {
    "a && b": "a and b",
    "a || b": "a or b",
    "n => 5": "n >= 5",
    "n =< 5": "n <= 5",
    "n <> 5": "n != 5",
    "n == 5": "n = 5",
    "n ≥ 5": "n >= 5",
    "n ≤ 5": "n <= 5",
    "n ≠ 5": "n != 5",
    "n > −5": "n > -5",
    "n > 20%": "n > 0.2",
    "n > 12.5 %": "n > 0.125",
    "n > 1e2": "n > 100",
    "n > 2.5e-1": "n > 0.25",
    "n > .5": "n > 0.5",
    "n > param.indexgräns": "n > param.indexgrans",
    "åldersgräns > 1": "aldersgrans > 1",
    "k = “utsatt”": 'k = "utsatt"',
}


@pytest.mark.parametrize(("text", "mended"), FOLLOWED.items())
def test_the_cure_works(text: str, mended: str) -> None:
    """The proposed word, put where the caret stands, gives what can be read."""
    with pytest.raises(ParseError) as error:
        parse(text)
    start, end = error.value.span
    followed = f"{text[:start]}{error.value.issue.near}{text[end:]}"
    assert followed == mended
    parse(followed)


@pytest.mark.parametrize("text", ["a ; b", "n > 5 § 3", "n # 2"])
def test_what_means_nothing_is_removed(text: str) -> None:
    """Nothing is proposed in its place."""
    with pytest.raises(ParseError) as error:
        parse(text)
    assert (error.value.issue.code, error.value.issue.near) == ("G207", "")
