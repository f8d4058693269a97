"""Completion: what a shell needs to complete the words of `grund`: commands, options, and values that are listed."""

from __future__ import annotations

from typing import Final, Literal

from cyclopts import App

from .commands import texts

Shell = Literal["bash", "zsh", "fish", "powershell"]
SHELLS: Final[tuple[Shell, ...]] = ("bash", "zsh", "fish", "powershell")


def script(app: App, shell: Shell, lang: str) -> str:
    """The script that a shell reads, with what each command answers in one language."""
    for text in texts():
        if text.name == "-":
            command = app
            for name in text.command.split():
                command = command[name]
            command.help = text.get(lang)
    return app.generate_completion(prog_name="grund", shell=shell) + "\n"
