"""Atomic files: bytes to stdout, to a file or to a new folder, whole or not at all.

Where the system refuses, a problem says why, in the reader's language.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..problems.problem import GrundError, Place, problem
from ..problems.scratch_files import ending


def deliver(data: bytes, output: str | None, force: bool = False, inputs: Sequence[str | None] = ()) -> int:
    """Bytes to stdout, or whole or not at all to a file; see `beside`."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        with beside(output, force, inputs) as temporary:
            temporary.write_bytes(data)
    return 0


@contextmanager
def beside(path: str, force: bool = False, inputs: Sequence[str | None] = ()) -> Iterator[Path]:
    """A file beside the target to write to; on disk, it takes the target's place when all is well. Raises `GrundError`.

    A link stays a link, and a file that was there keeps its permissions. What is there and no file (a pipe,
    /dev/stdout) is itself what is written to. `inputs`: what the command reads; those, and files that other commands
    read, are replaced only by `force`.
    """
    target = Path(os.path.realpath(path))
    temporary = target.parent / f".{target.name[:_NAMED]}.{secrets.token_hex(8)}"
    try:
        if target.exists() and not (target.is_file() or target.is_dir()):
            yield target
            return
        if not force:
            _spare(target, path, inputs)
        with ending():
            try:
                _make(temporary, target)
                yield temporary
                _settle(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise GrundError([problem("G505", Place(path), file=path, why=reason(error))]) from None


_NAMED: Final = 50
"""So many characters of a name stand in that of the file beside it: the longest name has one too."""


def _make(temporary: Path, target: Path) -> None:
    """An empty file with the permissions of the target, or those that a new file has; raises `OSError`."""
    if target.is_file() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    if target.is_file():
        os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))


def _settle(temporary: Path, target: Path) -> None:
    """Put a written file in its place, so that a machine that stops leaves the old one or the new one."""
    _flush(temporary)
    os.replace(temporary, target)
    if os.name == "posix":
        _flush(target.parent)


def _flush(path: Path) -> None:
    """Have the disk hold a file, or what a folder lists; a file system that knows no such thing has done what it can.

    Raises `OSError` where the disk fails.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _spare(target: Path, path: str, inputs: Sequence[str | None]) -> None:
    """Refuse to replace what is read by this command or by others, and what a journal has beside it or may have."""
    read = any(source and _same(source, target) for source in inputs)
    beside_journal = target.name.endswith(_BESIDE_JOURNAL) and _is_journal(target.with_name(target.name[:-4]))
    what = "@an_input" if read else "@journal_file" if beside_journal else _read_as(target) if target.is_file() else ""
    if what:
        raise GrundError([problem("G590", Place(path), file=path, what=what)])


def _same(source: str, target: Path) -> bool:
    """Whether two paths are one file, also one that is not there yet."""
    return os.path.realpath(source) == str(target) or (
        os.path.exists(source) and target.exists() and os.path.samefile(source, target)
    )


_BESIDE_JOURNAL: Final = ("-wal", "-shm")
_SQLITE: Final = b"SQLite format 3\0"


def _is_journal(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _read_as(target: Path) -> str:
    """What other commands read a file as: rules, facts, numbers or a journal; nothing where it is no such file."""
    if target.suffix in (".yaml", ".yml") or (target.name == "DEFAULT" and target.parent.name == "scenarios"):
        return "@rules_file"
    with target.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_SQLITE) or (target.suffix == ".head" and target.with_suffix("").is_file()):
        return "@journal_file"
    if target.suffix == ".csv":
        first = head.decode("utf-8-sig", "replace").partition("\n")[0].strip()
        columns = {name.strip(' "') for name in re.split("[,;]", first)}
        homes = (target.parent, target.parent.parent)
        if columns >= _FACT or any((home / name).is_file() for home in homes for name in _HOMES):
            return "@facts_file"
        if columns == _OBJECTS:
            return "@objects_file"
    return ""


_FACT: Final = {"area", "attribute", "valid_from"}
"""Columns that a file of facts has, and no table of results."""
_OBJECTS: Final = {"kind", "id", "number"}
"""Columns of the file that keeps the numbers of a ledger's objects."""
_HOMES: Final = ("vocabulary.yaml", "world.yaml")
"""What a folder of rules or of a world holds."""


def check_target(path: str, force: bool = False, inputs: Sequence[str | None] = ()) -> None:
    """That a file can be written here (see `beside`); raises `GrundError`."""
    target = Path(path)
    if not force:
        _spare(Path(os.path.realpath(path)), path, inputs)
    why = "@a_folder" if target.is_dir() else "" if target.parent.is_dir() else "@no_folder"
    if not why and not os.access(target.parent if target.is_file() or not target.exists() else target, os.W_OK):
        why = "@no_permission"
    if why:
        raise GrundError([problem("G505", Place(path), file=path, why=why)])


def write_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Write files, by their paths below a new or empty folder, then move them there; raises `GrundError`."""
    target = Path(path)
    try:
        there = target.is_dir()
        if os.path.lexists(target) and (not there or any(target.iterdir())):
            raise GrundError([problem("G511", Place(path), file=path)])
        home = target if there else target.parent
        with ending(), tempfile.TemporaryDirectory(dir=home, prefix=".grund.", ignore_cleanup_errors=True) as temporary:
            folder = Path(temporary) / "whole"
            for name, data in files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
                _flush(folder / name)
            _move({p: target / p.name for p in sorted(folder.iterdir())} if there else {folder: target})
    except OSError as error:
        raise GrundError([problem("G505", Place(path), file=path, why=reason(error))]) from None


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
