"""Usage: what is wrong with the words of a command, in a sentence of the language asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, get_args

from cyclopts import CycloptsError
from cyclopts.argument import Argument

from ..model.numbers import pick
from ..problems.problem import nearest
from .commands import COMMANDS, texts

_NUMBERS: Final = {int: ("ett heltal", "a whole number"), float: ("ett tal", "a number")}


def unknown_command(word: str, lang: str, command: str = "", known: Iterable[str] = COMMANDS) -> str:
    """That there is no such command, with the nearest one, else all that there are."""
    names = list(known)
    near = nearest(word, names)
    text = pick(lang, f"kommandot {word} finns inte", f"there is no command {word}")
    if near:
        return text + pick(lang, f"; menade du {command}{near}?", f"; did you mean {command}{near}?")
    return text + pick(lang, f"; välj {', '.join(names)}", f"; choose from {', '.join(names)}")


def refusal(error: Exception, lang: str) -> str | None:
    """What is wrong with the words, where the command line's library refused them; None: the error is another's."""
    return _sentence(error, lang) if isinstance(error, CycloptsError) else None


def _sentence(error: CycloptsError, lang: str) -> str:
    """What the command line's library did not understand, without its own words."""
    kind = type(error).__name__
    unused = error.unused_tokens or []
    if kind == "UnknownCommandError" and error.app is not None:
        names = [name for name in error.app if not name.startswith("-")]
        return unknown_command(unused[0], lang, f"{' '.join(error.command_chain or ())} ".lstrip(), names)
    if kind == "UnusedCliTokensError":
        words = " ".join(unused)
        return pick(lang, f"för många argument: {words}", f"too many arguments: {words}")
    if kind == "UnknownOptionError":
        return _unknown_option(error, lang)
    token = getattr(error, "token", None)
    if kind == "RepeatArgumentError" and token is not None:
        return pick(lang, f"{token.keyword} står två gånger", f"{token.keyword} is given twice")
    argument = error.argument
    if argument is None:
        return str(error).strip()
    name = _name(argument, error.command_chain or (), lang)
    if kind == "CoercionError":
        return _wrong_value(error, argument, name, lang)
    if kind in ("MissingArgumentError", "ConsumeMultipleError"):
        if (name.startswith("-") and argument.tokens) or getattr(error, "keyword", None):
            return pick(lang, f"{name} saknar ett värde", f"{name} lacks a value")
        return pick(lang, f"{name} saknas", f"{name} is missing")
    return str(error).strip()


def _unknown_option(error: CycloptsError, lang: str) -> str:
    """That a command has no such option, with the nearest that it has."""
    token = getattr(error, "token")  # noqa: B009 - an attribute of this kind of error alone
    word = (token.keyword or token.value).partition("=")[0]
    options = [n for a in getattr(error, "argument_collection", ()) for n in a.names if n.startswith("--")]
    near = nearest(word, options)
    text = pick(lang, f"alternativet {word} finns inte", f"there is no option {word}")
    return text + (pick(lang, f"; menade du {near}?", f"; did you mean {near}?") if near else "")


def _wrong_value(error: CycloptsError, argument: Argument, name: str, lang: str) -> str:
    """A value that an argument does not take, with those that it does."""
    token = getattr(error, "token", None)
    value = token.value if token is not None else ""
    name = token.keyword if token is not None and token.keyword else name
    choices = _choices(argument.hint)
    if choices:
        return wrong_choice(name, value, choices, lang)
    if argument.hint is bool:
        return pick(lang, f"{name} tar inget värde: {value}", f"{name} takes no value: {value}")
    kind = pick(lang, *_NUMBERS.get(argument.hint, ("ett sådant värde", "such a value")))
    return pick(lang, f"{name} är inte {kind}: {value}", f"{name} is not {kind}: {value}")


def wrong_choice(name: str, value: str, choices: Sequence[str], lang: str) -> str:
    """A value that is none of those to choose from, with the nearest of them."""
    near = nearest(value, choices)
    text = pick(lang, f"{name} kan inte vara {value}", f"{name} cannot be {value}")
    text += pick(lang, f"; välj {', '.join(choices)}", f"; choose from {', '.join(choices)}")
    return text + (pick(lang, f"; menade du {near}?", f"; did you mean {near}?") if near else "")


def _choices(hint: object) -> list[str]:
    """The words that a type allows, where it lists them."""
    parts = get_args(hint)
    own = [part for part in parts if isinstance(part, str)]
    return own or [word for part in parts for word in _choices(part)]


def _name(argument: Argument, chain: Iterable[str], lang: str) -> str:
    """An option as it is typed, an argument as the help calls it."""
    if argument.name.startswith("-"):
        return argument.name
    command = " ".join(chain)
    return next((t.value(lang) for t in texts() if (t.command, t.name) == (command, argument.name)), argument.name)
