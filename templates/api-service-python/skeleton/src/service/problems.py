"""Errors as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from service.api_model import ApiModel
from service.logs import request_id

# How an operation describes such an answer: `responses={404: PROBLEM_RESPONSE}`.
PROBLEM_RESPONSE: dict[str, Any] = {"$ref": "#/components/responses/Problem"}


class Problem(ApiModel):
    type: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
    title: str
    status: int
    detail: str = ""
    request_id: Annotated[str, Field(description="Find it in the logs under `reqId`.")]


class ProblemError(Exception):
    """An answer other than 2xx that the caller can act on."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def problem_response(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer that says what went wrong."""
    problem = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        request_id=request_id.get() or "",
    )
    return JSONResponse(
        problem.model_dump(by_alias=True, exclude_defaults=True),
        status,
        headers,
        media_type="application/problem+json",
    )


def add_problems(app: FastAPI) -> None:
    """Makes every expected error a problem; the unexpected ones are `observation.py`'s."""

    @app.exception_handler(ProblemError)
    async def _problem(_request: Request, error: ProblemError) -> JSONResponse:
        return problem_response(error.status, error.detail)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return problem_response(
            400,
            "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()),
        )

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        detail = "There is nothing here." if error.status_code == 404 else error.detail
        return problem_response(error.status_code, detail, error.headers)
