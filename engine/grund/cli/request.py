"""Request: what is known of a command line before its command is: its words and its language."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from ..problems.label import Lang

if TYPE_CHECKING:
    from ..views.result import Result

LANG: Final[ContextVar[Lang]] = ContextVar("lang", default="sv")
"""The language of what is said on stderr where no option tells it."""
COMMAND: Final[ContextVar[tuple[str, ...]]] = ContextVar("COMMAND", default=())
"""The words of the command that is answered, for the line that says how to ask for the rest."""
TAKEN: Final[ContextVar[list[Result] | None]] = ContextVar("TAKEN", default=None)
"""Where what is answered is put instead of being written, if a program in Python asked."""
