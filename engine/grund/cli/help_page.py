"""Help page: the page of one command, `grund COMMAND --help`, from its signature and help.csv (see `commands`)."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from cyclopts import App
from cyclopts.argument import Argument

from ..model.numbers import pick
from .commands import Text, texts
from .help_map import HEADS, entry, examples, title, width, wrapped
from .parser import DEFAULTS


def page(path: Sequence[str], app: App, lang: str) -> str:
    """The page of one command: what it answers, its usage, its arguments and options, examples."""
    name = " ".join(path)
    own = [text for text in texts() if text.command == name]
    answers = next(text for text in own if text.name == "-")
    lines = [*wrapped(answers.get(lang)), ""]
    if app.default_command is None:
        commands = [text for text in own if text.name in app]
        usage = [f"grund {name}", *pick(lang, ("KOMMANDO", "[ARGUMENT]"), ("COMMAND", "[ARGUMENTS]"))]
        lines += [*_usage(usage, lang), *_section(("Kommandon", "Commands"), commands, {}, lang)]
    else:
        taken = {argument.name: argument for argument in arguments(app)}
        shown = [text for text in texts() if text in own and text.name in taken]
        given = {text.name for text in shown}
        shown += [text for text in texts() if not text.command and text.name in taken and text.name not in given]
        places = [text for text in shown if not text.name.startswith("-")]
        options = [text for text in shown if text.name.startswith("-")]
        needed = [f"{o.name} {o.value(lang)}" for o in options if taken[o.name].required]
        lines += _usage([f"grund {name}", *(_placed(p, taken[p.name], lang) for p in places), *needed], lang)
        lines += _section(("Argument", "Arguments"), places, taken, lang)
        lines += _section(("Alternativ", "Options"), options, taken, lang)
    lines += ["", title(pick(lang, "Exempel", "Examples"))]
    lines += [f"  {line}" for line in examples(name, lang)]
    return "\n".join(lines) + "\n"


def arguments(app: App) -> list[Argument]:
    """The arguments and options of a command, as its signature declares them."""
    return [
        argument for argument in app.assemble_argument_collection(default_parameter=DEFAULTS) if argument.name != "*"
    ]


def _usage(words: list[str], lang: str) -> list[str]:
    lead = pick(lang, "Användning: ", "Usage: ")
    line = " ".join([*words, pick(lang, "[ALTERNATIV]", "[OPTIONS]")])
    return textwrap.wrap(lead + line, width(), subsequent_indent=" " * len(lead), break_on_hyphens=False)


def _placed(text: Text, argument: Argument, lang: str) -> str:
    """An argument of the usage line; one whose value says itself what may be left out stands as it is."""
    value = text.value(lang)
    return value if argument.required or "[" in value else f"[{value}]"


def _section(heading: tuple[str, str], shown: Sequence[Text], taken: dict[str, Argument], lang: str) -> Iterator[str]:
    """A heading and its entries; nothing where there are none."""
    if not shown:
        return
    yield from ("", title(pick(lang, *heading)))
    for text in shown:
        argument = taken.get(text.name)
        names = sorted(argument.names, key=len) if argument and text.name.startswith("-") else []
        head = " ".join(filter(None, [", ".join(names), text.value(lang)])) or text.name
        required = pick(lang, " (krävs)", " (required)") if argument and argument.required else ""
        yield from entry(head, text.get(lang) + required, HEADS)
