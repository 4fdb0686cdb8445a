"""Answers kept in memory, in front of the application."""

from __future__ import annotations

from app.api.cache.cache import Cache
from app.api.cache.held import Held
from app.api.cache.newest import look_up

__all__ = ["Cache", "Held", "look_up"]
