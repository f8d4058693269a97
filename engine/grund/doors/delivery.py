"""Delivery: bytes to stdout or to a file, whole or not at all.

Enters: bytes and a path. Leaves: nothing, or a problem that says why the system refused, in the reader's language.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path

from ..problems import GrundError, Place, problem


def deliver(data: bytes, output: str | None) -> int:
    """Bytes to stdout, or whole or not at all to a file."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        write_file(output, data)
    return 0


def write_file(path: str, data: bytes) -> None:
    """Write to a temporary file beside the target, then rename; raises `GrundError`."""
    target = Path(path)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise GrundError([problem("G505", Place(path), file=path, why=reason(error))]) from None


_REASONS = {
    errno.ENOENT: "@no_folder",
    errno.EACCES: "@no_permission",
    errno.EPERM: "@no_permission",
    errno.EROFS: "@no_permission",
    errno.ENOSPC: "@full",
    errno.EISDIR: "@a_folder",
    errno.ENAMETOOLONG: "@long_name",
}


def reason(error: OSError) -> str:
    """Why the system refused, in the reader's language."""
    return _REASONS.get(error.errno or 0, "@system_error")
