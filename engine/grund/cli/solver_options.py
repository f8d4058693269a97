"""Solver options."""

from __future__ import annotations

Timeout = int
