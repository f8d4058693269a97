"""Codes G59: outputs, records and how much a reader takes in."""

from __future__ import annotations

from typing import Final

from .row import Code

RECORDS: Final[dict[str, Code]] = {
    "G590": Code(
        "{file} är {what}, och skulle skrivas över",
        "{file} is {what}, and would be overwritten",
        "ange ett annat namn; ska den ersättas: --force",
        "name another file; to replace it: --force",
    ),
    "G591": Code(
        "{file} är ingen öppen Ed25519-nyckel så som ssh-keygen skriver den",
        "{file} is no unlocked Ed25519 key as ssh-keygen writes it",
        "skapa en: ssh-keygen -t ed25519 -N '' -f NYCKEL; en låst nyckel: ssh-keygen -Y sign -n grund -f NYCKEL POST",
        "make one: ssh-keygen -t ed25519 -N '' -f KEY; a locked key: ssh-keygen -Y sign -n grund -f KEY RECORD",
    ),
    "G592": Code(
        "bara en körningspost i en fil kan skrivas under",
        "only a run record in a file can be signed",
        "ange -o post.json",
        "give -o record.json",
    ),
    "G593": Code(
        "filen är mer än vad som läses: {found} ({name} är {limit})",
        "the file is more than is read: {found} ({name} is {limit})",
        "dela filen, eller höj gränsen i miljövariabeln {name}",
        "split the file, or raise the limit in the environment's {name}",
    ),
    "G594": Code(
        "{file} är ingen vanlig fil, utan en enhet eller ett rör",
        "{file} is no ordinary file, but a device or a pipe",
        "spara innehållet i en fil först",
        "save what it gives in a file first",
    ),
}
