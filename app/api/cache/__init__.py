"""Answers kept in memory, in front of the application."""

from __future__ import annotations

from app.api.cache.cache import Cache
from app.api.cache.held import MOST_BYTES, Held
from app.api.cache.newest import StoreLookup

__all__ = ["MOST_BYTES", "Cache", "Held", "StoreLookup"]
