"""Records beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

BESIDE = ".sig"
"""What the name of a signature ends with, beside that of what is signed, as `ssh-keygen -Y sign` writes it."""
