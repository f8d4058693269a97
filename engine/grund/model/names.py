"""Names: how names of places are compared and sorted: å, ä and ö last, in that order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from ..problems.problem import GrundError, problem, wrong_kind
from .sources import Label

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


def meant(text: str, known: Mapping[str, Iterable[str]]) -> str | None:
    """The id that a text means: it is one, or the name of one; None where it is neither.

    `known`: by id, the names it has. Capitals, hyphens and marks over letters do not matter. Raises `GrundError`: G468
    where several have the name, G791 for what is no text.
    """
    if not isinstance(text, str):
        raise wrong_kind("id", "str", text)
    if text in known or not text.strip():
        return text if text in known else None
    for marks in (True, False):
        wanted = fold_name(text, marks)
        ids = [id_ for id_, names in known.items() if any(fold_name(name, marks) == wanted for name in names)]
        if len(ids) > 1:
            raise GrundError([problem("G468", None, text=text, ids=", ".join(sorted(ids)))])
        if ids:
            return ids[0]
    return None


def both(label: Label) -> tuple[str, str]:
    """The names that a label gives, in both languages."""
    return label.sv, label.en
