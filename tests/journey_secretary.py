"""A group secretary's journey: `python tests/journey_secretary.py [FOLDER]`.

Two policies are compared from an empty folder, with what comes with the program: the sentence for the mail, the page
for the meeting, the picture, the area that is asked about, and who is responsible there. Every file says what the
comparison says and asks nothing of the network. Prints a line for each step; ends with 1 at the first that does not.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from html import unescape
from pathlib import Path
from typing import Final

from journey_first import expect, grund

BOTH: Final = ("nulage", "nulage-med-stadsdelslyft")
MAIL: Final = 2_000_000
"""Bytes that may be attached to a mail anywhere."""


def words(page: str) -> str:
    """What a page says to who reads it: no tags, no script, one blank between words."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(bare).replace("\u00ad", "").split())


def journey(folder: Path) -> None:
    """The whole of it, in an empty folder."""
    compared = json.loads(grund(folder, "compare", *BOTH, "--format", "json"))
    finding = " ".join(compared["headline"]["sv"].split())
    first = finding.split(" (")[0]
    expect(" ".join(grund(folder, "compare", *BOTH, "--format", "md").split()), finding)
    grund(folder, "report", *BOTH, "--one-page", "-o", "ett-blad.html")
    grund(folder, "report", *BOTH, "-o", "rapport.html")
    for name in ("ett-blad.html", "rapport.html"):
        page = (folder / name).read_text("utf-8")
        expect(words(page), first)
        expect(page, "<svg", "@page")
        loaded = re.findall(r"<(?:script|img|iframe)[^>]*\bsrc=\"(?!data:)|<link[^>]*\bhref=\"(?!data:)", page)
        if loaded or len(page.encode()) > MAIL:
            raise SystemExit(f"{name}: {loaded or len(page.encode())}")
    grund(folder, "report", *BOTH, "--chart", "karta.svg")
    expect((folder / "karta.svg").read_text("utf-8"), "<svg", "</svg>")
    expect(grund(folder, "explain", first.partition(",")[0], "--policy", BOTH[1]), first)
    expect(grund(folder, "who", "insats-skola", first), "ansvar")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        journey(Path(sys.argv[1] if sys.argv[1:] else temporary))
