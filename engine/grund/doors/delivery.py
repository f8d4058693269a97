"""Delivery: bytes to stdout, to a file or to a new folder, whole or not at all.

Enters: bytes and a path. Leaves: nothing, or a problem that says why the system refused, in the reader's language.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
    """Write to a temporary file beside the target, then rename; raises `GrundError`.

    What is there and no file (a pipe, /dev/stdout) is written to and not replaced.
    """
    with beside(path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def beside(path: str) -> Iterator[Path]:
    """A file beside the target to write to; it takes the target's place when all is well. Raises `GrundError`.

    What is there and no file (a pipe, /dev/stdout) is itself what is written to.
    """
    target = Path(path)
    temporary = ""
    try:
        if target.exists() and not (target.is_file() or target.is_dir()):
            yield target
            return
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
        yield Path(temporary)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as error:
        raise GrundError([problem("G505", Place(path), file=path, why=reason(error))]) from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def check_target(path: str) -> None:
    """That a file can be written here; raises `GrundError`."""
    target = Path(path)
    why = "@a_folder" if target.is_dir() else "" if target.parent.is_dir() else "@no_folder"
    if not why and not os.access(target.parent if target.is_file() or not target.exists() else target, os.W_OK):
        why = "@no_permission"
    if why:
        raise GrundError([problem("G505", Place(path), file=path, why=why)])


def write_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Write files, by their paths below a new or empty folder, then move them there; raises `GrundError`."""
    target = Path(path)
    temporary = ""
    try:
        there = target.is_dir()
        if os.path.lexists(target) and (not there or any(target.iterdir())):
            raise GrundError([problem("G511", Place(path), file=path)])
        temporary = tempfile.mkdtemp(dir=target if there else target.parent, prefix=".grund.")
        whole = Path(temporary) / "whole"
        for name, data in files.items():
            (whole / name).parent.mkdir(parents=True, exist_ok=True)
            (whole / name).write_bytes(data)
        _move({p: target / p.name for p in sorted(whole.iterdir())} if there else {whole: target})
    except OSError as error:
        raise GrundError([problem("G505", Place(path), file=path, why=reason(error))]) from None
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)


def _move(ends: Mapping[Path, Path]) -> None:
    """Move files and folders to ends that are free, all or none."""
    moved: list[Path] = []
    try:
        for source, end in ends.items():
            os.rename(source, end)
            moved.append(end)
    except BaseException:
        for end in moved:
            shutil.rmtree(end) if end.is_dir() else end.unlink()
        raise


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
