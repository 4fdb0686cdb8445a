"""Errors as problem documents (RFC 9457): every fault at once, and a page for every type."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.domain.described import described
from app.errors import (
    BehindError,
    MeaninglessError,
    OnRecordError,
    StoreError,
    TookTooLongError,
    TooMuchError,
)
from app.formats.plain import plain

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("onrecord")


@dataclass(frozen=True)
class ProblemFault:
    """One thing that is wrong with a request."""

    parameter: str = described("The parameter or part of the request.", example="area")
    detail: str = described("What is wrong with it, and what would be right.")


@dataclass(frozen=True)
class Problem:
    """A problem document."""

    type: str = described("Address of the page on this type.", example="/problems/not-found")
    title: str = described("The type in a few words.")
    status: int = described("The HTTP status.", example=422)
    detail: str = described("What is wrong with this request.")
    errors: list[ProblemFault] = described("Every fault that was found.")


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem."""

    slug: str
    status: int
    title: str
    meaning: str


PROBLEM_TYPES = {
    kind.slug: kind
    for kind in (
        ProblemType(
            "invalid-parameters",
            422,
            "Parameters that cannot be read",
            "One or more parameters are unknown, malformed, out of range, or name something that "
            "the record does not know. Every fault is listed, with the nearest known names.",
        ),
        ProblemType(
            "cannot-be-computed",
            422,
            "An answer that would mean nothing",
            "The question can be read, and what it asks for cannot be computed so that it means "
            "something: it would add, order or divide what is not alike. Every objection says what "
            "to ask instead.",
        ),
        ProblemType(
            "too-much-asked",
            422,
            "More than is read at once",
            "The question would touch more figures than one answer reads. Name an area, a period, "
            "a category, a measure or a dataset, or several, to narrow it.",
        ),
        ProblemType(
            "not-found",
            404,
            "Nothing at this address",
            "The address names nothing. Where it resembles a known name, the name is given.",
        ),
        ProblemType(
            "method-not-allowed",
            405,
            "Method not allowed",
            "The address exists but is only read: use GET or HEAD.",
        ),
        ProblemType(
            "not-acceptable",
            406,
            "No acceptable format",
            "The Accept header names no format that this address can be given in.",
        ),
        ProblemType(
            "unexpected-body",
            400,
            "A body where none belongs",
            "The request carries a body. Nothing here reads one; ask with parameters.",
        ),
        ProblemType(
            "query-too-long",
            414,
            "Query too long",
            "The query is longer than is read. Ask for fewer names at once.",
        ),
        ProblemType(
            "bad-request",
            400,
            "A request that cannot be read",
            "The request is not HTTP as this server reads it.",
        ),
        ProblemType(
            "store-unavailable",
            503,
            "The store cannot serve",
            "The store cannot be reached, holds no release yet, or not the one that is asked for. "
            "Try again after the seconds that Retry-After names.",
        ),
        ProblemType(
            "took-too-long",
            503,
            "More time than an answer may take",
            "Reading for the answer was broken off after some seconds. Name an area, a period, a "
            "category, a measure or a dataset, or several, to ask for less; or try again later, "
            "when fewer others are asking.",
        ),
        ProblemType(
            "overloaded",
            503,
            "Too many questions at once",
            "More is being asked than can be answered now. Nothing is wrong with the question: ask "
            "again after the seconds that `Retry-After` gives.",
        ),
        ProblemType(
            "too-many-streams",
            503,
            "Too many whole tables at once",
            "As many whole tables are being sent as one server sends at once. Try again after the "
            "seconds that `Retry-After` gives, or take pages.",
        ),
        ProblemType(
            "internal-error",
            500,
            "Internal error",
            "The server failed. The failure is logged; it is not the reader's fault.",
        ),
    )
}
_BY_STATUS = {404: "not-found", 405: "method-not-allowed"}


class ProblemError(OnRecordError):
    """A request that is answered with a problem document."""

    def __init__(
        self,
        slug: str,
        detail: str,
        errors: Sequence[ProblemFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = PROBLEM_TYPES[slug]
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})


def overloaded() -> ProblemError:
    """The problem of a question that came when too many others were waiting."""
    return ProblemError(
        "overloaded", "Too many questions are waiting already.", headers={"Retry-After": "1"}
    )


def problem_response(error: ProblemError) -> Response:
    """The problem document of an error."""
    document = Problem(
        type=f"/problems/{error.kind.slug}",
        title=error.kind.title,
        status=error.kind.status,
        detail=error.detail,
        errors=error.errors,
    )
    return Response(
        msgspec.json.encode(plain(document)),
        status_code=error.kind.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **error.headers},
    )


def install(app: FastAPI) -> None:
    """Answer every error of an application with a problem document."""

    @app.exception_handler(ProblemError)
    def foreseen(_: Request, error: ProblemError) -> Response:
        return problem_response(error)

    @app.exception_handler(MeaninglessError)
    def meaningless(_: Request, error: MeaninglessError) -> Response:
        faults = [ProblemFault(found.parameter, found.detail) for found in error.objections]
        return problem_response(
            ProblemError("cannot-be-computed", "What is asked for cannot be computed.", faults)
        )

    @app.exception_handler(TooMuchError)
    def too_much(_: Request, error: TooMuchError) -> Response:
        told = f"The question touches {error}; {error.narrow}."
        return problem_response(ProblemError("too-much-asked", told))

    @app.exception_handler(StoreError)
    def unavailable(_: Request, error: StoreError) -> Response:
        _log.error("store unavailable", exc_info=error)
        slug = "took-too-long" if isinstance(error, TookTooLongError) else "store-unavailable"
        # A release is a matter of a moment.
        seconds = 1 if isinstance(error, BehindError) else 5
        return problem_response(
            ProblemError(slug, f"{error}.", headers={"Retry-After": str(seconds)})
        )

    @app.exception_handler(RequestValidationError)
    def malformed_path(_: Request, error: RequestValidationError) -> Response:
        faults = []
        for found in error.errors():
            detail = found["msg"].removeprefix("Value error, ")
            faults.append(ProblemFault(str(found["loc"][-1]), detail[0].lower() + detail[1:]))
        return problem_response(
            ProblemError("invalid-parameters", "The address cannot be read.", faults)
        )

    @app.exception_handler(HTTPException)
    def by_framework(request: Request, error: HTTPException) -> Response:
        slug = _BY_STATUS.get(error.status_code, "bad-request")
        detail = f"{request.method} {request.url.path}: {PROBLEM_TYPES[slug].title.lower()}"
        headers = dict(error.headers or {})
        if slug == "method-not-allowed":
            headers["Allow"] = "GET, HEAD"
        return problem_response(ProblemError(slug, detail, headers=headers))

    @app.exception_handler(Exception)
    def unforeseen(_: Request, error: Exception) -> Response:
        _log.error("unforeseen failure", exc_info=error)
        return problem_response(ProblemError("internal-error", "The failure is logged."))
