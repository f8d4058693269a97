"""Parser: the words of a command line, understood by the signatures of the commands."""

from __future__ import annotations

from typing import Final

from cyclopts import App, Parameter

from .commands import COMMANDS

DEFAULTS: Final = Parameter(negative="")
"""What holds for every option: a flag has no opposite that is typed."""

app: Final = App(
    name="grund",
    help_flags=(),  # the pages are our own: help_map, help_page
    version_flags=(),
    default_parameter=DEFAULTS,
)
for _command in COMMANDS.values():
    app.command(f"{__package__}.{_command.path}", name=_command.command)
