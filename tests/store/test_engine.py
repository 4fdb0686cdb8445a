"""Connections: what a store can be, and how it is refused where it cannot be one."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.errors import StoreError
from app.store.engine import Connection, connect_to, reading, writing
from app.store.watch import kept_until_written


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "is not a database URL"),
        ("nonsense", "is not a database URL"),
        ("synthetic://host/name", "is not a database URL"),
        ("postgresql://host:port/name", "is not a database URL"),
        ("oracle://host/name", "driver is not installed"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_what_is_no_database_url_is_told(url: str, reason: str) -> None:
    with pytest.raises(StoreError, match=f"ONRECORD_DATABASE_URL .*{reason}"):
        connect_to(url)


def test_a_password_is_not_told() -> None:
    with pytest.raises(StoreError) as told:
        connect_to("synthetic://user:secret@host/name")
    assert "secret" not in str(told.value)


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    engine = connect_to(f"sqlite:///{tmp_path / 'a' / 'b' / 'onrecord.sqlite'}")
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
    assert (tmp_path / "a" / "b" / "onrecord.sqlite").is_file()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file/sub cannot be made"):
        connect_to(f"sqlite:///{tmp_path / 'file' / 'sub' / 'onrecord.sqlite'}")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Synthetic words, more than the hundred bytes of a header.\n" * 4)
    engine = connect_to(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="the store is not a database"), reading(engine):
        pass
    engine.dispose()


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    engine = connect_to(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreError, match="the store cannot be reached"), reading(engine):
        pass
    engine.dispose()


def test_sqlite_holds_to_foreign_keys_and_writes_ahead(tmp_path: Path) -> None:
    engine = connect_to(f"sqlite:///{tmp_path / 'onrecord.sqlite'}")
    with reading(engine) as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    engine.dispose()


def test_a_reader_sees_one_state_throughout(database_url: str) -> None:
    engine = connect_to(database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE synthetic (n integer)"))
    with reading(engine) as reader:
        assert reader.scalar(text("SELECT count(*) FROM synthetic")) == 0
        with writing(engine) as writer:
            writer.execute(text("INSERT INTO synthetic VALUES (1)"))
        assert reader.scalar(text("SELECT count(*) FROM synthetic")) == 0
    with reading(engine) as reader:
        assert reader.scalar(text("SELECT count(*) FROM synthetic")) == 1
    engine.dispose()


def test_what_is_kept_with_a_reader_is_never_behind(database_url: str) -> None:
    """Whoever wrote: another process, or one that had the reader's own connection before."""
    engine, another = connect_to(database_url), connect_to(database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE synthetic (n integer)"))

    def counted(connection: Connection) -> int:
        return kept_until_written(connection, "count", _count)

    for held, writer in enumerate((another, engine, engine, another, another)):
        with reading(engine) as reader:
            assert counted(reader) == counted(reader) == held
            if writer is another:
                _insert(writer)
                # It sees one state throughout.
                assert counted(reader) == _count(reader) == held
        if writer is engine:
            _insert(writer)
        with reading(engine) as reader:
            assert counted(reader) == held + 1
    with writing(engine) as connection:
        assert counted(connection) == 5
        connection.execute(text("INSERT INTO synthetic VALUES (1)"))
        assert counted(connection) == 6
    engine.dispose()
    another.dispose()


def test_what_is_kept_is_read_once_while_nobody_writes(tmp_path: Path) -> None:
    engine = connect_to(f"sqlite:///{tmp_path / 'onrecord.sqlite'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE synthetic (n integer)"))
    asked: list[int] = []
    for _ in range(3):
        with reading(engine) as reader:
            kept_until_written(reader, "count", lambda found: asked.append(_count(found)))
    assert asked == [0]
    engine.dispose()


def _count(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT count(*) FROM synthetic")) or 0)


def _insert(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO synthetic VALUES (1)"))


def test_what_fails_is_taken_back_whole(database_url: str) -> None:
    engine = connect_to(database_url)
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(engine)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE synthetic (n integer)"))
    engine.dispose()


def _write_and_fail(engine: Engine) -> None:
    with writing(engine) as connection:
        # The schema as well: both databases take it back.
        connection.execute(text("CREATE TABLE synthetic (n integer)"))
        raise ZeroDivisionError


def test_one_writer_keeps_the_others_out_of_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.sqlite"
    engine = connect_to(f"sqlite:///{path}")
    with writing(engine):
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    engine.dispose()


def test_a_new_file_in_which_another_writes_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself does not wait here: two processes that made one file fell over each other."""
    path = tmp_path / "onrecord.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE synthetic (n integer)")
    ended = threading.Timer(0.3, other.execute, ["COMMIT"])
    ended.start()
    engine = connect_to(f"sqlite:///{path}")
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO synthetic VALUES (1)"))
    engine.dispose()
    ended.join()
    other.close()
