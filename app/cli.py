"""The command `onrecord`: arguments in, one readable function a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from pydantic import ValidationError

from app.domain.source import fingerprint as fingerprint_of
from app.domain.source import paragraphs
from app.errors import OnRecordError, RefusedError
from app.importing.document import Document
from app.importing.run import import_documents, read_record
from app.importing.verify import verify as verify_record
from app.main import create_app
from app.settings import Settings
from app.store.engine import Engine, connect_to
from app.store.migrate import migrate as migrate_store

cli = typer.Typer(
    name="onrecord",
    help="Regional crime statistics with receipts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

SeedFolder = Annotated[
    Path | None, typer.Option("--seed", help="Folder with reference/ and sources/.")
]


@cli.command()
def serve() -> None:
    """Serve the API on HOST and PORT."""
    settings = Settings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        server_header=False,
    )


@cli.command()
def migrate() -> None:
    """Bring the store to the schema of this version."""
    with _store(Settings()) as engine:
        before, after = migrate_store(engine)
    typer.echo(f"schema {after}, as before" if before == after else f"schema {after}")


@cli.command()
def seed(seed: SeedFolder = None) -> None:
    """Store the seed as release 1, if the store is empty."""
    settings = Settings()
    documents = seed_documents(seed or settings.seed)
    with _store(settings) as engine:
        outcome = import_documents(engine, documents, "Seed")
    release = outcome.release
    if outcome.made:
        typer.echo(f"release {release.number} stored: {release.added} observations")
    elif outcome.same:
        typer.echo(f"release {release.number} already holds the seed; nothing to do")
    else:
        typer.echo(
            f"the store holds release {release.number}, made from other documents than this seed; "
            "it is left as it is"
        )


@cli.command()
def verify(
    articles: Annotated[
        Path | None, typer.Option(help="Folder with the articles as text files.")
    ] = None,
    seed: SeedFolder = None,
) -> None:
    """Prove the seed against the articles: every fingerprint and every stated figure."""
    record = read_record(seed_documents(seed or Settings().seed))
    texts: dict[str, str] = {}
    if articles is not None:
        if not articles.is_dir():
            raise OnRecordError(f"{articles} is not a folder")
        texts = {
            path.name: _bytes_of(path).decode("utf-8-sig", errors="replace")
            for path in sorted(articles.glob("*.txt"))
        }
    result = verify_record(record, texts)
    for line in result.misses:
        typer.echo(f"MISS {line}")
    for line in result.unchecked:
        typer.echo(f"not checked: {line}")
    typer.echo(
        f"{len(record.sources)} sources, {len(record.observations)} observations, "
        f"{len(record.claims)} claims; checked {result.paragraphs} fingerprints and "
        f"{result.statements} statements; {len(result.misses)} missed"
    )
    if result.misses or (articles is not None and result.unchecked):
        raise typer.Exit(1)


@contextmanager
def _store(settings: Settings) -> Iterator[Engine]:
    engine = connect_to(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@cli.command()
def fingerprint(file: Annotated[Path, typer.Argument(help="A document as a text file.")]) -> None:
    """Print the number and the fingerprint of every paragraph, as a source file lists them."""
    text = _bytes_of(file).decode("utf-8-sig", errors="replace")
    for number, paragraph in enumerate(paragraphs(text), start=1):
        typer.echo(f"{number}: {fingerprint_of(paragraph)}")


def seed_documents(folder: Path) -> list[Document]:
    """The documents of a seed folder, dictionaries first, under names relative to it."""
    paths = [
        path
        for part in ("reference", "sources")
        for path in sorted((folder / part).glob("*"))
        if path.suffix in (".yaml", ".yml", ".json")
    ]
    if not paths:
        raise OnRecordError(f"{folder} holds no YAML or JSON under reference/ or sources/")
    return [Document(str(path.relative_to(folder)), _bytes_of(path)) for path in paths]


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OnRecordError(f"{path} cannot be read: {error.strerror}") from error


def main() -> None:
    """Run the command; a failure that is foreseen is said in plain lines, without a traceback."""
    try:
        cli()
    except RefusedError as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        typer.echo(str(refused), err=True)
        raise SystemExit(1) from refused
    except ValidationError as invalid:
        for error in invalid.errors():
            typer.echo(f"{error['loc'][0]}: {error['msg']}", err=True)
        raise SystemExit(2) from invalid
    except OnRecordError as error:
        typer.echo(f"{error}{_driver_said(error)}", err=True)
        raise SystemExit(1) from error


def _driver_said(error: OnRecordError) -> str:
    """What the database said, for whoever runs the command; the API keeps it to its log."""
    said = getattr(error.__cause__, "orig", None)
    return f": {str(said).splitlines()[0]}" if said else ""
