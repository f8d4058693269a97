"""App: `grund COMMAND`.

Data on stdout, talk on stderr, an exit code: 0 ok, 1 findings, 2 usage (a word of the command is wrong: an option, a
date, a year, or a name that nothing has), 3 data (a file is missing or wrong); 130 where it is interrupted, 141 where
nobody reads stdout, 143 where it is told to end while it writes. An error never shows a traceback, and nothing is half
written.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from .. import cli
from ..batch.atomic_files import reason
from ..problems.label import Lang
from ..problems.problem import TYPED_CLAIM, TYPED_CONDITION, GrundError, Place, Problem, problem, told
from ..version import __version__
from . import help_map
from .commands import COMMANDS
from .request import COMMAND, LANG
from .streams import STOPPED, UNREAD, drop

_TYPED: Final = frozenset(
    [
        "G201", "G202", "G216", "G301", "G312", "G315", "G401", "G402", "G403", "G404", "G408", "G459", "G460",
        "G465", "G468", "G470", "G490", "G501", "G502", "G503", "G506", "G507", "G508", "G509", "G512", "G513",
        "G514", "G521", "G523", "G533", "G536", "G537", "G538", "G541", "G543", "G548", "G554", "G561", "G564",
        "G571", "G572", "G573", "G575", "G576", "G577", "G578", "G580", "G581", "G584", "G585", "G592", "G605",
        "G606", "G607", "G608", "G810", "G811", "G843", "G844", "G852", "G857", "G882", "G883",
        "G839", "G862", "G863", "G864", "G890", "G891", "G892", "G893", "G106", "G812", "G814", "G818", "G819", "G820",
    ]
)  # fmt: skip
"""The codes that, where no file has the word, say that a word of the command is wrong: exit code 2."""


GARBAGE: Final = 500_000
"""New objects between two searches for circular garbage: a command builds trees, which have none, and ends."""


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point; exits with the documented code."""
    gc.set_threshold(GARBAGE)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # how files are read hangs on nothing else installed
    words = list(sys.argv[1:] if argv is None else argv)
    lang = _wanted_language(words)
    code = _guarded(words, lang)
    gc.freeze()  # nothing is searched once more for what the end of the process frees anyway
    sys.exit(code)


def _wanted_language(words: Sequence[str]) -> Lang:
    """The language of help and errors, read before the command line is understood: `--lang`, else GRUND_LANG."""
    wanted: Lang = "en" if os.environ.get("GRUND_LANG") == "en" else "sv"
    for before, word in zip(["", *words], words, strict=False):
        value = word if before == "--lang" else word.partition("--lang=")[2]
        wanted = "en" if value == "en" else "sv" if value == "sv" else wanted
    return wanted


def _guarded(words: list[str], lang: Lang) -> int:
    if not os.environ.get("GRUND_LANG"):
        os.environ.pop("GRUND_LANG", None)  # empty is not set
    LANG.set(lang)
    COMMAND.set(tuple(words))
    try:
        names = help_map.path_of(words)
        if names is not None:
            return _helped(names, lang)
        if words[0] == "--version":
            print(__version__, flush=True)
            return 0
        if words[0].startswith("--completion"):
            return _completed(words, lang)
        if words[0] not in COMMANDS and not words[0].startswith("-"):
            return _misused(cli.usage.unknown_command(words[0], lang), lang)
        result = cli.parser.app(words, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except GrundError as error:
        _say("".join(f"{text}\n\n" for text in told(error.problems, lang)))
        return 2 if all(map(_is_typed, error.problems)) else 3
    except BrokenPipeError:
        drop(1)
        return UNREAD
    except SystemExit as error:
        drop(1)
        ended = error.code if isinstance(error.code, int) else 0
        return ended if ended > 128 else UNREAD
    except KeyboardInterrupt:
        return STOPPED
    except OSError as error:
        drop(1)
        where = "stdout"
        _say(problem("G505", Place(where), file=where, why=reason(error)).show(lang) + "\n")
        return 3
    except MemoryError:
        drop(1)
        _say(problem("G906", None).show(lang) + "\n")
        return 3
    except Exception as error:
        return _unforeseen(error, lang)


def _is_typed(fault: Problem) -> bool:
    """Whether a word of the command is wrong: one that no file has, the ending of a file, or within a claim or a
    condition."""
    if fault.place is None or fault.code in ("G506", "G810", "G811"):
        return fault.code in _TYPED
    return fault.place.file == TYPED_CONDITION or fault.place.file.startswith(TYPED_CLAIM)


def _helped(path: Sequence[str], lang: str) -> int:
    """The page of a command, or the map, on stdout."""
    if not path:
        print(help_map.overview(lang), end="", flush=True)
        return 0
    if path[0] not in COMMANDS:
        return _misused(cli.usage.unknown_command(path[0], lang), lang)
    named = cli.parser.app
    for i, name in enumerate(path):
        if name not in named:
            command, names = " ".join(path[:i]), [n for n in named if not n.startswith("-")]
            return _misused(cli.usage.unknown_command(name, lang, f"{command} ", names), lang)
        named = named[name]
    print(cli.help_page.page(path, named, lang), end="", flush=True)
    return 0


def _completed(words: Sequence[str], lang: str) -> int:
    """The script by which a shell completes, on stdout: `--completion SHELL`, or `--completion=SHELL`."""
    name = words[0].partition("=")[2] or "".join(words[1:2])
    shell = next((shell for shell in cli.completion.SHELLS if shell == name), None)
    if shell is None:
        return _misused(cli.usage.wrong_choice("--completion", name, cli.completion.SHELLS, lang), lang)
    print(cli.completion.script(cli.parser.app, shell, lang), end="", flush=True)
    return 0


def _misused(why: str, lang: str) -> int:
    """A usage error, said on stderr."""
    _say(problem("G509", None, why=why).show(lang) + "\n")
    return 2


def _say(text: str) -> None:
    """Talk on stderr; where it cannot be written, the exit code says what it says."""
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except OSError:
        drop(2)


def _unforeseen(error: Exception, lang: str) -> int:
    """A usage error of the command line (2), or a fault of our own (3), never with a traceback."""
    refusal = cli.usage.refusal(error, lang)
    if refusal is not None:
        return _misused(refusal, lang)
    if os.environ.get("GRUND_DEBUG"):
        raise error
    why = f"{type(error).__name__}: {error}"
    _say(problem("G901", None, why=why).show(lang) + "\n")
    return 3
