"""Names: how names of places are compared and sorted: å, ä and ö last, in that order."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ORDER: Final = str.maketrans({"å": "zz1", "ä": "zz2", "ö": "zz3", "é": "e", "ü": "y"})


def sort_key(text: str) -> str:
    """Swedish order of names: å, ä, ö last; case does not matter."""
    return text.casefold().translate(_ORDER)


def fold_name(text: str, marks: bool = True) -> str:
    """A name as compared when it is looked up: case, hyphens, slashes and spaces do not matter.

    Without `marks`, neither do the marks over å, ä and ö.
    """
    folded = re.sub(r"[\s/–-]+", " ", text.casefold()).strip()
    if marks:
        return folded
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
