"""Commands: the table of the command line, help.csv.

A row is a command (empty: every command), a name, the placeholder of its value and a text, in Swedish and English. The
name is an option, an argument, a command of `live` or `fetch`, or

    *   the line of `grund --help`; the group stands in the place of the placeholder
    -   what the command answers

The order is that of the map and of each page, where a command's own options stand first. A command is the function of
its name in the module of its name, which is loaded when the command is asked for.
"""

from __future__ import annotations

import csv
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

_ELSEWHERE: Final = {"list": "list:list_", "import": "import_sheet:import_sheet"}
"""Commands whose names Python has taken."""


class Text(NamedTuple):
    """A row of help.csv."""

    command: str
    name: str
    value_sv: str
    value_en: str
    sv: str
    en: str

    def get(self, lang: str) -> str:
        """The text; one that reads the same in both languages stands once."""
        return self.en or self.sv if lang == "en" else self.sv

    def value(self, lang: str) -> str:
        """The placeholder of the value, empty for a flag; of a command its group."""
        return self.value_en if lang == "en" else self.value_sv

    @property
    def path(self) -> str:
        """Where a command is: `module:function` within `grund.cli`."""
        return _ELSEWHERE.get(self.command, f"{self.command}:{self.command}")


@cache
def texts() -> tuple[Text, ...]:
    """The rows of help.csv."""
    with Path(__file__).with_name("help.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Text(*row) for row in csv.reader(file))[1:]


COMMANDS: Final = {text.command: text for text in texts() if text.name == "*"}
"""Every command, by name."""
GROUPS: Final = tuple(tuple(group) for _, group in groupby(COMMANDS.values(), lambda text: text.value_sv))
"""The commands of each group of the map."""
