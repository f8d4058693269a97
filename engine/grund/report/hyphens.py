"""Hyphens: where a long Swedish word may be broken.

A place is one of the Swedish patterns of LibreOffice, which pyphen holds; a word that these do not break is broken
before a consonant that a vowel follows.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from pyphen import Pyphen

SOFT: Final = "\u00ad"
"""A hyphen that shows only where a line ends."""
LONG: Final = 16
"""Letters of a word in a table from which it may be broken."""
_VOWELS: Final = "aeiouyåäöéAEIOUYÅÄÖ"


@cache
def _swedish() -> Pyphen:
    return Pyphen(lang="sv", left=3, right=3)


@cache
def places(word: str) -> tuple[int, ...]:
    """Where a word may be broken, as numbers of letters before the break: after the s that joins words, not before."""
    cuts = _swedish().positions(word)
    return tuple(cut for cut in cuts if cut + 1 not in cuts)


def break_of(word: str, most: int) -> int:
    """Where to break a word whose first part may have `most` - 1 letters: as near its middle as can be."""
    listed = [i for i in places(word) if i < most]
    near = range(max(2, len(word) - most), min(most - 1, len(word) - 2) + 1)
    plain = [i for i in near if word[i] not in _VOWELS and word[i + 1 : i + 2] and word[i + 1 : i + 2] in _VOWELS]
    return min(listed or plain or list(near) or [most - 1], key=lambda i: (abs(i - len(word) / 2), -i))


def softened(text: str) -> str:
    """A text whose long words may be broken where a line ends."""
    return _LONG_WORDS.sub(lambda word: _soft(word[0]), text) if len(text) >= LONG else text


_LONG_WORDS: Final = re.compile(rf"[a-zåäöéA-ZÅÄÖÉ]{{{LONG},}}")


@cache
def _soft(word: str) -> str:
    cuts = (0, *places(word), len(word))
    return SOFT.join(word[a:b] for a, b in pairwise(cuts))
