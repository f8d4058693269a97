"""DMN: decision tables of the standard DMN, read from versions 1.1 to 1.5 and written in 1.5."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import elements, reading, writing
else:
    __getattr__ = lazily(__name__)
