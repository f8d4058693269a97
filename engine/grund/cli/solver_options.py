"""Solver options."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

Timeout = Annotated[int, Parameter(help="Millisekunder per fråga / milliseconds per question")]
