"""App: `grund COMMAND`.

Enters: words. Leaves: data on stdout, talk on stderr, an exit code: 0 ok, 1 findings, 2 usage (a word of the command is
wrong: an option, a date, a year, or a name that nothing has), 3 data (a file is missing or wrong); 130 where it is
interrupted, 141 where nobody reads stdout, 143 where it is told to end while it writes.
Promise: an error never shows a traceback, and nothing is half written.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from cyclopts import App

from ..batch.atomic_files import reason
from .commands import GROUPS
from .streams import STOPPED, UNREAD, drop


def _version() -> str:
    from importlib.metadata import version

    return version("grund")


app = App(
    name="grund",
    help="Varje beslut står på sin grund. / Every decision stands on its grounds.",
    version=_version,
    help_on_error=False,
)
for _group in GROUPS:
    for _row in _group.commands:
        app.command(
            f"{__package__}.{_row.path}",
            name=_row.name,
            group=f"{_group.sv} / {_group.en}",
            help=f"{_row.sv} / {_row.en}",
        )


_USAGE = {
    "UnknownCommandError": "okänt kommando",
    "MissingArgumentError": "ett argument saknas",
    "UnknownOptionError": "okänt val",
    "CoercionError": "ogiltigt värde",
    "UnusedCliTokensError": "för många argument",
    "RepeatArgumentError": "samma val två gånger",
    "RequiresEqualsError": "skriv --val=värde",
}
"""The usage errors of the command line's library, in Swedish; its own sentence follows in brackets."""


_TYPED: Final = frozenset(
    [
        "G216",
        "G312",
        "G401",
        "G470",
        "G501",
        "G502",
        "G503",
        "G507",
        "G508",
        "G509",
        "G513",
        "G514",
        "G533",
        "G536",
        "G537",
        "G541",
        "G543",
        "G548",
        "G554",
        "G561",
        "G564",
        "G490",
        "G571",
        "G572",
        "G573",
        "G575",
        "G577",
        "G578",
        "G584",
        "G585",
        "G592",
    ]
)
"""The codes that, where no file has the word, say that a word of the command is wrong: exit code 2."""


_GARBAGE: Final = 200_000
"""New objects between two searches for circular garbage: a command builds trees, which have none, and ends."""


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point; exits with the documented code."""
    gc.set_threshold(_GARBAGE)
    words = list(sys.argv[1:] if argv is None else argv)
    lang = _wanted_language(words)
    sys.exit(_guarded(words, lang))


def _wanted_language(words: Sequence[str]) -> str:
    """The language of errors, read before the command line is understood."""
    for i, word in enumerate(words):
        if word == "--lang=en" or (word == "--lang" and words[i + 1 : i + 2] == ["en"]):
            return "en"
    return "sv"


def _guarded(words: list[str], lang: str) -> int:
    from ..problems.problem import GrundError, Place, problem, told
    from .options import COMMAND, LANG

    LANG.set("en" if lang == "en" else "sv")
    COMMAND.set(tuple(words))
    try:
        result = app(words, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except GrundError as error:
        _say("".join(f"{text}\n\n" for text in told(error.problems, lang)))
        return 2 if all(p.place is None and p.code in _TYPED for p in error.problems) else 3
    except BrokenPipeError:
        drop(1)
        return UNREAD
    except SystemExit as error:
        drop(1)
        ended = error.code if isinstance(error.code, int) else 0
        return ended if ended > 128 else UNREAD  # the help's printer leaves this way where nobody reads it any more
    except KeyboardInterrupt:
        return STOPPED
    except OSError as error:
        drop(1)
        where = "stdout"
        _say(problem("G505", Place(where), file=where, why=reason(error)).show(lang) + "\n")
        return 3
    except Exception as error:
        return _unforeseen(error, lang)


def _say(text: str) -> None:
    """Talk on stderr; where it cannot be written, the exit code says what it says."""
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except OSError:
        drop(2)


def _unforeseen(error: Exception, lang: str) -> int:
    """A usage error of the command line (2), or a fault of our own (3), never with a traceback."""
    from cyclopts import CycloptsError

    from ..problems.problem import problem

    if isinstance(error, CycloptsError):
        said = str(error).strip()
        known = _USAGE.get(type(error).__name__)
        why = f"{known} ({said})" if known and lang != "en" else said
        _say(problem("G509", None, why=why).show(lang) + "\n")
        return 2
    if os.environ.get("GRUND_DEBUG"):
        raise error
    why = f"{type(error).__name__}: {error}"
    _say(problem("G901", None, why=why).show(lang) + "\n")
    return 3
