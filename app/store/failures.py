"""What a database says when it fails, in words of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import LostError, StoreError, TookTooLongError

# By PostgreSQL's codes: a statement that went on for too long; the state of a standby that is read
# had to give way to what it replays; a write where only reading is possible.
_CANCELLED = "57014"
_GAVE_WAY = ("40001", "40P01")
_READ_ONLY = "25006"


@contextmanager
def told(*, writing: bool = False) -> Iterator[None]:
    """Failures of the database while it is read, or written to, as StoreError of the right kind."""
    try:
        yield
    except DBAPIError as error:
        said = _said(error)
        if said is None:
            raise
        if writing and isinstance(said, LostError):
            said = StoreError(f"{said}; what was being stored is stored whole or not at all")
        try:
            raise said from error
        finally:
            # It would hold itself by what it came through.
            del said
    except PoolTimeout as error:
        raise StoreError("the store is busy: too many questions at once") from error


def _said(error: DBAPIError) -> StoreError | None:
    code, words = getattr(error.orig, "sqlstate", None), str(error.orig)
    if code == "42P01" or "no such table" in words:
        return StoreError("the store holds no tables yet; run: onrecord migrate")
    if "database is locked" in words:
        return StoreError("the store is busy: something else is being stored")
    if code == _CANCELLED or words == "interrupted":
        return TookTooLongError("the answer took longer than a read may")
    if error.connection_invalidated or code in _GAVE_WAY:
        return LostError("the connection to the store was lost")
    if code == _READ_ONLY or "session is read-only" in words:
        return StoreError("nothing can be stored: no primary can be reached")
    if isinstance(error, OperationalError):
        return StoreError("the store cannot be reached")
    # This class and none below it: SQLite on a file that it did not write.
    if type(error) is DatabaseError:
        return StoreError("the store is not a database")
    return None
