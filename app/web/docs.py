"""/docs: Swagger UI from files of this server, under a policy that lets nothing else in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from starlette.responses import FileResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parent / "static"
_FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"


@router.get("/")
def home() -> Response:
    """The documentation is the first page a person wants."""
    return RedirectResponse("/docs", headers=_FOR_A_DAY)


@router.get("/docs")
def page() -> Response:
    """The documentation of the API."""
    return FileResponse(
        STATIC / "docs.html",
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"},
    )


class _Files(StaticFiles):
    """Static files that a browser keeps for a day; Starlette gives them their validators."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(_FOR_A_DAY)
        return response


def mount(app: FastAPI) -> None:
    """Serve the files of the page: ours, and those of Swagger UI as its package has them."""
    app.mount("/docs/files", _Files(directory=STATIC), name="docs-files")
    swagger = str(files("fastapi_swagger") / "resources")
    app.mount("/docs/swagger-ui", _Files(directory=swagger), name="swagger-ui")
