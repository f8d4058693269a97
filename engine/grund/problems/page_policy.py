"""Page policy: what a page that opens from disk may do, as its Content-Security-Policy says.

Nothing else runs, nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence


def content_policy(styles: Sequence[str], scripts: Sequence[str] = ()) -> str:
    """The policy of a page with these texts in its `<style>` and `<script>`, told by their hashes."""
    style, script = (" ".join(f"'{_hash(text)}'" for text in texts) for texts in (styles, scripts))
    runs = f"script-src {script}; " if scripts else ""
    return f"default-src 'none'; style-src {style}; {runs}img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    """A text's hash as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
