"""The contract: `openapi.yaml`, which the tests compare with what the code says."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import FileResponse

from service.problems import PROBLEM_RESPONSE, Problem

CONTRACT = Path(__file__).parents[2] / "openapi.yaml"


def add_contract(app: FastAPI) -> None:
    """Adds `GET /openapi.yaml`."""

    @app.get("/openapi.yaml", include_in_schema=False)
    async def get_contract() -> FileResponse:
        return FileResponse(CONTRACT, media_type="application/yaml")


def describe(app: FastAPI) -> dict[str, Any]:
    """Paths and components of the contract, by the code; `info` and `servers` are written by hand."""
    document = get_openapi(title="", version="", routes=app.routes)
    for operations in document["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            # FastAPI says 422 where parameters are checked; here that is 400, see problems.py.
            if responses.pop("422", None):
                responses["400"] = PROBLEM_RESPONSE
            responses["500"] = PROBLEM_RESPONSE
            operation["responses"] = {
                status: dict(PROBLEM_RESPONSE) if "$ref" in response else response
                for status, response in sorted(responses.items())
            }
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema(mode="serialization")
    return {
        "paths": document["paths"],
        "components": {
            "responses": {
                "Problem": {
                    "description": "What went wrong, as in RFC 9457.",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
            "schemas": schemas,
        },
    }
