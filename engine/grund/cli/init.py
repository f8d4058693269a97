"""`grund init`: create a small project of your own to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..batch.atomic_files import write_folder
from .options import LangOption

if TYPE_CHECKING:
    pass


def init(folder: str, /, *, lang: LangOption = "sv") -> int:
    """Create a small project of your own to start from."""
    from ..loading.paths import schemas, template
    from ..views import init as started

    files = started.files(template(), schemas())
    write_folder(folder, files)
    print(started.text(folder, files, lang))
    return 0
