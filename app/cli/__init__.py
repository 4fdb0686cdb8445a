"""The command line."""

from __future__ import annotations

from app.cli.commands import main
from app.cli.files import seed_documents

__all__ = ["main", "seed_documents"]
