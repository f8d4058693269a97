"""`grund init`: create a small project of your own to start from."""

from __future__ import annotations

from ..batch.atomic_files import write_folder
from ..loading.paths import schemas, template
from ..views import init as started
from .options import LangOption


def init(folder: str, /, *, lang: LangOption = "sv") -> int:
    """Create a small project of your own to start from."""
    files = started.files(template(), schemas())
    write_folder(folder, files)
    print(started.text(folder, files, lang))
    return 0
