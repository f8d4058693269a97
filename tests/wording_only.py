"""Whether what is committed and generated has changed in wording alone.

    python tests/wording_only.py BASE

Compares every golden, schema and quoted output of the checkout with the same of a commit (`git show BASE:PATH`):
numbers, ids and structure are to be the same. Of JSON the keys, the numbers and the ids; a schema may take more than it
did (a text in two languages, a unit of several), never less. Of text the numbers, days and ids, whatever words stand
between them: what was there is there still, and a new sentence may say more. A quotation of some lines of an output
shows others where the lines above it wrap otherwise or are more: it is listed, to be compared whole. Prints what
differs, and exits with 1 where anything but such a window does.
"""

from __future__ import annotations

import difflib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from grund.views.wording import headlines
from renew import DOCUMENTS, ROOT

BLOCK: Final = re.compile(
    r"^<!-- output[^\n]*?: (?P<command>grund [^\n]*?) -->\n+```+text\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL
)
ID: Final = re.compile(r"\b[a-z]+(?:[-_][a-z0-9]+)+\b|\bG\d{3}\b|\[[VHG]\]")
NUMBER: Final = re.compile(r"[−-]?\d+(?:[\u00a0\u202f ,.]\d+)*")
LINES: Final = re.compile(r"\((?:\d|\s|,)+(?:rader|lines)\)")
MONTHS: Final = {name.lower(): n for n, names in enumerate(headlines.MONTHS, 1) for name in names}
DAY: Final = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
WINDOW: Final = "window: "
HASH: Final = re.compile(r"\b[0-9a-f]{12,64}\b")


def before(base: str, path: str) -> str | None:
    """A file as it was in a commit; None where it was not there."""
    done = subprocess.run(["git", "show", f"{base}:{path}"], cwd=ROOT, capture_output=True, check=False)
    return done.stdout.decode("utf-8") if done.returncode == 0 else None


def facts(text: str) -> Counter[str]:
    """The numbers, ids and marks of a text, whatever their order."""
    return Counter(facts_in_order(text))


def facts_in_order(text: str) -> Iterator[str]:
    """The same in their order. Decimal signs and spaces between thousands are of the language."""
    dated = DAY.sub(lambda m: f"{m[3]}-{MONTHS[m[2].lower()]:02}-{int(m[1]):02}", HASH.sub("", text))
    for m in re.finditer(f"{ID.pattern}|{NUMBER.pattern}", dated):
        yield m[0] if ID.fullmatch(m[0]) else re.sub(r"\D", "", m[0])


def moved(old: str, new: str) -> bool:
    """Whether two windows on an output differ at their ends alone: words that wrap otherwise move the window."""
    olds, news = (list(facts_in_order(text)) for text in (old, new))
    steps = difflib.SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    return all(kind == "equal" or i in (0, len(steps) - 1) for i, (kind, *_) in enumerate(steps))


def skeleton(node: Any) -> Any:
    """Plain data without its wording: the shape, the keys, the numbers and the ids; a hash is left out."""
    if isinstance(node, dict):
        return {k: skeleton(v) for k, v in node.items() if k not in ("hash", "description") and not _hash(v)}
    if isinstance(node, list):
        return [skeleton(part) for part in node]
    if isinstance(node, str):
        return sorted(facts(node).elements()) if " " in node else HASH.sub("", node)
    return node


def takes_more(old: Any, new: Any) -> bool:
    """Whether a schema takes all that it took: an alternative or a field may be new, and a field may be left out."""
    if isinstance(old, dict) and isinstance(new, dict):
        others = [new, *({**new, **other} for other in new.get("anyOf", ()) if "anyOf" not in old)]
        kept = {k: v for k, v in old.items() if k not in ("title", "required")}
        needed = set(new.get("required", ())) <= set(old.get("required", ()))
        return needed and any(all(k in o and takes_more(v, o[k]) for k, v in kept.items()) for o in others)
    if isinstance(old, list) and isinstance(new, list):
        return all(any(takes_more(part, other) for other in new) for part in old)
    return bool(old == new)


def _hash(node: Any) -> bool:
    """Whether a value is a hash: of a file that was read, or of an answer."""
    return isinstance(node, str) and HASH.fullmatch(node) is not None


def differences(base: str) -> Iterator[str]:
    """Each generated text that differs in more than words."""
    for path in (
        *sorted((ROOT / "scenarios").glob("*.expected.json")),
        *sorted((ROOT / "rules/schema").glob("*.json")),
    ):
        name = str(path.relative_to(ROOT))
        old = before(base, name)
        if old is None:
            continue
        was, now = (skeleton(json.loads(text)) for text in (old, path.read_text(encoding="utf-8")))
        if was != now and not ("schema" in name and takes_more(was, now)):
            yield f"{name}: more than words"
    for path in DOCUMENTS:
        name = str(path.relative_to(ROOT))
        old = before(base, name) or ""
        was = {m["command"]: m["body"] for m in BLOCK.finditer(old)}
        for m in BLOCK.finditer(path.read_text(encoding="utf-8")):
            if m["command"] not in was or was[m["command"]] == m["body"]:
                continue
            old_body, body = (LINES.sub("", text) for text in (was[m["command"]], m["body"]))
            gone, new = facts(old_body), facts(body)
            lost = gone - new
            lost.pop("0", None)  # none is said as a word in a sentence
            if lost and not ("| lines" in m["command"] and moved(old_body, body)):
                window = WINDOW if "| lines" in m["command"] else ""
                yield f"{window}{name}: {m['command']}: gone {dict(lost)}, new {dict(new - gone)}"


def main() -> None:
    """Print the differences from a commit."""
    found = list(differences(sys.argv[1]))
    print("\n".join(found) or "wording only")
    raise SystemExit(any(not line.startswith(WINDOW) for line in found))


if __name__ == "__main__":
    main()
