"""The command `onrecord`: arguments in, one readable function a command."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.files import (
    OpenedFiles,
    bytes_of,
    document,
    lines_of,
    mappings,
    seed_documents,
    written_whole,
)
from app.cli.names import shown
from app.cli.progress import watching
from app.cli.serve import serve
from app.cli.stopping import stoppable
from app.domain.source import fingerprint as fingerprint_of
from app.domain.source import paragraphs
from app.domain.suggest import did_you_mean, nearest
from app.errors import OnRecordError
from app.importing.order import Order
from app.importing.progress import ENDING, Progress
from app.importing.run import import_documents, read_record
from app.importing.schema import SCHEMAS, schema_bytes
from app.importing.tidy.template import template_of, write_csv, write_xlsx
from app.importing.verify import verify as verify_record
from app.settings import Settings
from app.store.dictionary import load
from app.store.engine import Engine, connect_to, reading, writing
from app.store.migrate import migrate as migrate_store
from app.store.observations import latest_cells
from app.store.releases import demand_latest, lock
from app.store.schema import demand_current
from app.store.whole_record import LONGEST_LINE, export_record, restore_record

cli = typer.Typer(
    name="onrecord",
    help="Regional crime statistics with receipts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

TEMPLATES: dict[str, Callable[[Any], bytes]] = {".csv": write_csv, ".xlsx": write_xlsx}
SeedFolder = Annotated[
    Path | None, typer.Option("--seed", help="Folder with reference/ and sources/.")
]


cli.command()(serve)


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
    order = Order(documents, mappings(settings.seed), "Seed")
    with _store(settings) as engine:
        report = import_documents(engine, order, only_first=True)
    if report is None:
        typer.echo("the store holds a release already; the seed is left out")
    else:
        typer.echo(f"release {report.release} stored: {report.cells['added']} figures")


@cli.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="Source documents, dictionaries, mappings and tables, in any order."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do all of it, say what it gives, and store nothing.")
    ] = False,
    note: Annotated[
        str, typer.Option(help="What the release is about, and why figures are corrected.")
    ] = "",
) -> None:
    """Bring documents into the record as one release, whole or not at all."""
    settings = Settings()
    # What is loaded by now stays; looking it over for garbage would take a tenth of the time.
    gc.freeze()
    with stoppable() as no_longer:
        opened = OpenedFiles(files)
        order = Order(opened.documents, mappings(settings.seed), note, dry_run)
        with _store(settings) as engine, watching(opened) as tell:

            def watch(progress: Progress) -> None:
                if progress is ENDING:
                    no_longer()
                tell(progress)

            report = import_documents(engine, order, watch)
    assert report is not None  # only the seed leaves a store as it is
    for line in report.lines():
        typer.echo(line)


@cli.command()
def template(
    dataset: Annotated[str, typer.Option(help="Slug of the dataset that the figures are for.")],
    output: Annotated[
        Path | None,
        typer.Option(help="A new .csv or .xlsx file; the CSV goes to the screen without."),
    ] = None,
) -> None:
    """Write a table to fill in: a row for each figure that the next period should have."""
    if output is not None and output.suffix not in TEMPLATES:
        raise OnRecordError(f"{shown(output)}: write a name that ends in {' or '.join(TEMPLATES)}")
    # Somebody may have filled it in.
    if output is not None and (output.exists() or output.is_symlink()):
        raise OnRecordError(f"{shown(output)} is there already; name another")
    with _store(Settings()) as engine, reading(engine, patient=True) as connection:
        known = load(connection, demand_latest(connection).number, held=False)
        if dataset not in known.ids["datasets"]:
            hint = did_you_mean(nearest(dataset, known.ids["datasets"]))
            raise OnRecordError(f"there is no dataset {dataset!r}{hint}")
        made = template_of(known, dataset, latest_cells(connection, known, dataset))
    if output is None:
        sys.stdout.buffer.write(write_csv(made.rows))
    else:
        with written_whole(output) as stream:
            stream.write(TEMPLATES[output.suffix](made.rows))
        typer.echo(f"{shown(output)}: {len(made.rows)} rows to fill in")
    if made.left_out:
        told = f"left out, as nobody knows the period that follows: {made.left_out}"
        # The table itself may be what goes to the other stream.
        typer.echo(told, err=output is None)


@cli.command()
def schema(
    kind: Annotated[str, typer.Argument(help="source, mapping, areas and so on.")] = "source",
) -> None:
    """Print the JSON Schema of a kind of document, by which editors complete and check it."""
    if kind not in SCHEMAS:
        hint = did_you_mean(nearest(kind, SCHEMAS))
        raise OnRecordError(f"there is no kind of document {kind!r}{hint}")
    sys.stdout.buffer.write(schema_bytes(kind))


@cli.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write it; an older file is replaced.")],
) -> None:
    """Write the whole record, every release in it, to one file."""
    with (
        _store(Settings()) as engine,
        reading(engine, patient=True) as connection,
        written_whole(file) as stream,
    ):
        demand_latest(connection)
        for line in export_record(connection):
            stream.write(line)
    typer.echo(f"{shown(file)}: {file.stat().st_size:,} bytes")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="What `onrecord export` wrote.")]) -> None:
    """Fill an empty store with an exported record, whole or not at all."""
    exported = document(file)
    with (
        _store(Settings()) as engine,
        writing(engine) as connection,
        exported.open() as stream,
    ):
        demand_current(connection)
        lock(connection)
        rows = restore_record(connection, exported.name, lines_of(stream, LONGEST_LINE))
        release = demand_latest(connection)
    typer.echo(f"release {release.number} restored: {rows:,} rows")


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
            raise OnRecordError(f"{shown(articles)} is not a folder")
        texts = {
            path.name: bytes_of(path).decode("utf-8-sig", errors="replace")
            for path in sorted(articles.glob("*.txt"))
        }
    result = verify_record(record, texts)
    for line in result.misses:
        typer.echo(f"MISS {line}")
    for line in result.unchecked:
        typer.echo(f"not checked: {line}")
    with_paragraphs = [cited for cited in record.sources if cited.fingerprints]
    cells = {figure.cell for figure in record.figures}
    typer.echo(
        f"{len(with_paragraphs)} sources, {len(cells)} observations, "
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
    text = bytes_of(file).decode("utf-8-sig", errors="replace")
    for number, paragraph in enumerate(paragraphs(text), start=1):
        typer.echo(f"{number}: {fingerprint_of(paragraph)}")
