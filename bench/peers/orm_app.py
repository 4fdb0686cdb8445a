"""An idiomatic FastAPI app over the SQLAlchemy ORM: a session a request, typed models, relations
loaded eagerly, answers validated by Pydantic, endpoints in the threadpool, limit and offset."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query
from sqlalchemy import Select, create_engine, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, sessionmaker
from sqlalchemy.orm.interfaces import ORMOption

from bench.peers.orm_models import (
    Area,
    Category,
    ChangeRead,
    Citation,
    Figure,
    FigurePage,
    FigureRead,
    Measure,
    Period,
)

app = FastAPI(title="The same figures by the ORM")
# As many connections as the threadpool has threads: none of them waits for one.
engine = create_engine(
    f"sqlite:///{os.environ['BENCH_ORM_FILE']}",
    pool_size=40,
    connect_args={"check_same_thread": False},
)
sessions = sessionmaker(engine)


def session() -> Iterator[Session]:
    """One session a request."""
    with sessions() as opened:
        yield opened


Opened = Annotated[Session, Depends(session)]


def whole(figure: Any = Figure) -> list[ORMOption]:
    """A figure with all that its answer shows, in two statements."""
    names = ("area", "period", "category", "measure", "dataset")
    return [
        *(joinedload(getattr(figure, name)) for name in names),
        selectinload(figure.citations).joinedload(Citation.source),
    ]


@app.get("/figures")
def figures(
    opened: Opened,
    area: str | None = None,
    category: str | None = None,
    measure: str | None = None,
    period: str | None = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> FigurePage:
    """Figures by what they are about, with how many there are."""
    query: Select[tuple[Figure]] = select(Figure)
    if area is not None:
        query = query.join(Figure.area).where(Area.slug == area)
    if category is not None:
        query = query.join(Figure.category).where(Category.slug == category)
    if measure is not None:
        query = query.join(Figure.measure).where(Measure.slug == measure)
    if period is not None:
        query = query.join(Figure.period).where(Period.slug == period)
    total = opened.scalar(select(func.count()).select_from(query.subquery()))
    page = query.options(*whole()).order_by(Figure.id).limit(limit).offset(offset)
    found = opened.scalars(page).all()
    return FigurePage(total=total or 0, items=[FigureRead.model_validate(row) for row in found])


@app.get("/changes")
def changes(
    opened: Opened,
    area: Annotated[list[str], Query()],
    category: str,
    measure: str,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
) -> list[ChangeRead]:
    """Year on year."""
    base = aliased(Figure)
    query = (
        select(Figure, base)
        .join(Figure.area)
        .join(Figure.category)
        .join(Figure.measure)
        .join(Figure.period)
        .outerjoin(
            base,
            (base.area_id == Figure.area_id)
            & (base.category_id == Figure.category_id)
            & (base.measure_id == Figure.measure_id)
            & (base.dataset_id == Figure.dataset_id)
            & (base.period_id == Period.year_before_id),
        )
        .where(Area.slug.in_(area), Category.slug == category, Measure.slug == measure)
        .options(*whole(), *whole(base))
        .order_by(Figure.id)
        .limit(limit)
    )
    return [_change(before, after) for after, before in opened.execute(query)]


def _change(before: Figure | None, after: Figure) -> ChangeRead:
    later = FigureRead.model_validate(after)
    if before is None:
        return ChangeRead(before=None, after=later, absolute=None, percent=None, fold=None)
    difference = after.value - before.value
    return ChangeRead(
        before=FigureRead.model_validate(before),
        after=later,
        absolute=difference,
        percent=100 * difference / before.value,
        fold=after.value / before.value,
    )
