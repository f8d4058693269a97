"""Ask: what a command answers, for programs in Python.

Nothing is written; whatever is wrong is a `GrundError` with the code that the command line gives it.
"""

from __future__ import annotations

from typing import Final

from .. import cli
from ..loading.arguments import typed_arguments
from ..problems.label import Lang
from ..problems.problem import GrundError, nearest, problem
from ..views.formats.answer_schema import commands
from ..views.result import Result
from .request import COMMAND, LANG, TAKEN

_WRITES: Final = ("-o", "--output", "--format", "--force", "--sign")
"""Options that say how an answer is written."""


@typed_arguments
def ask(*words: str, lang: Lang = "sv") -> Result:
    """What a command answers: `ask("compare", "nulage", "stadsdelslyft", "--day", "2026-01-01")`.

    Raises `GrundError`, also for a command that writes a file of its own and answers nothing.
    """
    name = " ".join(words[: 2 if words[:1] == ("live",) else 1])
    if name not in commands():
        known = ", ".join(commands())
        raise GrundError([problem("G312", None, nearest(name, commands()), what="@command", id=name, known=known)])
    written = [word for word in words if word.partition("=")[0] in _WRITES]
    if written:
        raise GrundError([problem("G509", None, why=", ".join(written))])
    answers: list[Result] = []
    tokens = ((TAKEN, TAKEN.set(answers)), (COMMAND, COMMAND.set(words)), (LANG, LANG.set(lang)))
    try:
        cli.parser.app([*words, "--lang", lang], exit_on_error=False, print_error=False, result_action="return_value")
    except GrundError:
        raise
    except Exception as error:
        why = cli.usage.refusal(error, lang)
        if why is None:
            raise
        raise GrundError([problem("G509", None, why=why)]) from error
    finally:
        for variable, token in tokens:
            variable.reset(token)  # type: ignore[arg-type]
    return answers[0]
