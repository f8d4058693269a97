"""Timeline: how long a decision stands, and what makes it another."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import alike, causes, intervals, timeline, validity
else:
    __getattr__ = lazily(__name__)
