"""Dependencies: every name that expressions read, themselves or through derived attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .expressions import Expr, Name, ids_in, names
from .policies import Vocabulary


def tolkningar_read(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """The open questions that some expressions depend on, through derived attributes."""
    return ids_in("tolkning", reached(vocabulary, exprs))


def parameters_read(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """The parameters that some expressions depend on, through derived attributes."""
    return ids_in("param", reached(vocabulary, exprs))


def reached(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """Every name that some expressions read, themselves or through derived attributes."""
    derived = vocabulary.derived
    return walked(exprs, lambda name: derived[name].how.exprs if name in derived else ())


def factual(vocabulary: Vocabulary) -> frozenset[str]:
    """The attributes that stand on facts and the day alone: on no policy, and no open question."""
    derived = vocabulary.derived
    read = {name: reached(vocabulary, how.how.exprs) | {name} for name, how in derived.items()}
    own = {name for name in derived if derived[name].how.counts_rules}
    turned = {name for name, ids in read.items() if ids & own or any(Name.parse(one).space for one in ids)}
    return frozenset((*vocabulary.attributes, *derived)) - turned


def walked(exprs: Iterable[Expr], below: Callable[[str], Iterable[Expr]]) -> frozenset[str]:
    """Every name that some expressions read, and the expressions that each name is found to be made of."""
    ids: set[str] = set()
    queue = list(exprs)
    while queue:
        for name in names(queue.pop()) - ids:
            ids.add(name)
            queue.extend(below(name))
    return frozenset(ids)
