"""Decision tables: those that rule files hold or name, read, and lowered to rules or to a derived attribute."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import cells, grids, reading, rows, rules
else:
    __getattr__ = lazily(__name__)
