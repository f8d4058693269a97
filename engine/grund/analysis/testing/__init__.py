"""Testing: the examples in rule files, run and counted."""

from typing import TYPE_CHECKING

from ...rooms import lazily

if TYPE_CHECKING:
    from . import coverage, examples, runner
else:
    __getattr__ = lazily(__name__)
