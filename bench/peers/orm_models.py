"""Tables and answers of the FastAPI + SQLAlchemy ORM app, and how its file is filled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, Index, UniqueConstraint, create_engine, insert, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from bench.record import DATASET, MEASURES, SOURCE, Record

FILE = "orm.sqlite"
QUARTERS_A_YEAR = 4


class Base(DeclarativeBase):
    """The tables."""


class Named(Base):
    """What is found by its slug."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)


class Area(Named):
    __tablename__ = "areas"


class Category(Named):
    __tablename__ = "categories"


class Measure(Named):
    __tablename__ = "measures"
    unit: Mapped[str]


class Dataset(Named):
    __tablename__ = "datasets"


class Source(Named):
    __tablename__ = "sources"


class Period(Named):
    __tablename__ = "periods"
    year_before_id: Mapped[int | None] = mapped_column(ForeignKey("periods.id"))


class Figure(Base):
    __tablename__ = "figures"
    __table_args__ = (
        UniqueConstraint("area_id", "category_id", "measure_id", "period_id", "dataset_id"),
        Index("by_period", "period_id", "measure_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"))
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id"))
    value: Mapped[int]
    status: Mapped[str]

    area: Mapped[Area] = relationship()
    period: Mapped[Period] = relationship()
    category: Mapped[Category] = relationship()
    measure: Mapped[Measure] = relationship()
    dataset: Mapped[Dataset] = relationship()
    citations: Mapped[list[Citation]] = relationship(back_populates="figure")


class Citation(Base):
    __tablename__ = "citations"
    id: Mapped[int] = mapped_column(primary_key=True)
    figure_id: Mapped[int] = mapped_column(ForeignKey("figures.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    locator: Mapped[str]
    stated: Mapped[str]

    figure: Mapped[Figure] = relationship(back_populates="citations")
    source: Mapped[Source] = relationship()


class Read(BaseModel):
    """An answer read from attributes."""

    model_config = ConfigDict(from_attributes=True)


class NamedRead(Read):
    slug: str


class MeasureRead(NamedRead):
    unit: str


class CitationRead(Read):
    source: NamedRead
    locator: str
    stated: str


class FigureRead(Read):
    area: NamedRead
    period: NamedRead
    category: NamedRead
    measure: MeasureRead
    dataset: NamedRead
    value: int
    status: str
    citations: list[CitationRead]


class FigurePage(BaseModel):
    total: int
    items: list[FigureRead]


class ChangeRead(BaseModel):
    before: FigureRead | None
    after: FigureRead
    absolute: int | None
    percent: float | None
    fold: float | None


def fill(record: Record, folder: Path) -> None:
    """Make the file: names first, then figures, citations, and statistics last."""
    engine = create_engine(f"sqlite:///{folder / FILE}")
    Base.metadata.create_all(engine)
    ids: dict[str, int] = {}
    with Session(engine) as session:
        nouns: list[tuple[type[Named], list[dict[str, Any]]]] = [
            (Area, [{"slug": slug} for slug in record.areas]),
            (Category, [{"slug": slug} for slug in record.categories]),
            (Measure, [{"slug": slug, "unit": "offences"} for slug in MEASURES]),
            (Dataset, [{"slug": DATASET}]),
            (Source, [{"slug": SOURCE}]),
            (Period, [*_periods(record)]),
        ]
        for model, rows in nouns:
            numbered = [{"id": number, **row} for number, row in enumerate(rows, start=1)]
            session.execute(insert(model), numbered)
            ids |= {row["slug"]: row["id"] for row in numbered}
        session.commit()
    _fill_figures(record, folder / FILE, ids)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _periods(record: Record) -> Iterator[dict[str, Any]]:
    for number, slug in enumerate(record.periods, start=1):
        before = number - QUARTERS_A_YEAR
        yield {"slug": slug, "year_before_id": before if before > 0 else None}


def _fill_figures(record: Record, file: Path, ids: dict[str, int]) -> None:
    """By the driver, as ten million objects would take an hour."""
    store = sqlite3.connect(file)
    store.executemany(
        "INSERT INTO figures (id, area_id, period_id, category_id, measure_id, dataset_id, value,"
        " status) VALUES (?, ?, ?, ?, ?, 1, ?, 'published')",
        (
            (number, *(ids[slug] for slug in cell), value)
            for number, (*cell, value) in enumerate(record.rows(), start=1)
        ),
    )
    store.executemany(
        "INSERT INTO citations (figure_id, source_id, locator, stated) VALUES (?, 1, ?, ?)",
        (
            (number, f"row {number + 1}", str(value))
            for number, (*_, value) in enumerate(record.rows(), start=1)
        ),
    )
    store.commit()
    store.close()
