"""Dependencies: every name that expressions read, themselves or through derived attributes."""

from __future__ import annotations

from collections.abc import Iterable

from .expressions import Expr, ids_in, names
from .policies import Vocabulary


def tolkningar_read(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """The open questions that some expressions depend on, through derived attributes."""
    return ids_in("tolkning", reached(vocabulary, exprs))


def parameters_read(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """The parameters that some expressions depend on, through derived attributes."""
    return ids_in("param", reached(vocabulary, exprs))


def reached(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """Every name that some expressions read, themselves or through derived attributes."""
    ids: set[str] = set()
    queue = list(exprs)
    while queue:
        for name in names(queue.pop()) - ids:
            ids.add(name)
            if name in vocabulary.derived:
                queue.extend(vocabulary.derived[name].how.exprs)
    return frozenset(ids)
