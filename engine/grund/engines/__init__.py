"""Engines: five ways to decide, like houses in a row; the interpreter is the meaning, the others are held to it."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import decision_cells, interpreter, rete, run, sql, symbolic, vectorized
else:
    __getattr__ = lazily(__name__)
