"""openapi.yaml, as the tests hold answers to it."""

from typing import Any, Protocol

import yaml
from jsonschema import Draft202012Validator

from service.contract import CONTRACT


class Answer(Protocol):
    """Of whichever client."""

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> Any: ...

    def json(self) -> Any: ...


def read_contract() -> dict[str, Any]:
    contract: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return contract


def assert_allowed(method: str, path: str, answer: Answer) -> None:
    """Fails unless openapi.yaml allows this answer to this operation."""
    contract = read_contract()
    status = str(answer.status_code)
    responses = contract["paths"][path][method]["responses"]
    assert status in responses, f"openapi.yaml has no {status} for {method} {path}"
    response = responses[status]
    if "$ref" in response:
        response = contract["components"]["responses"][response["$ref"].rpartition("/")[2]]
    content_type = answer.headers["content-type"].partition(";")[0]
    schema = response["content"][content_type]["schema"]
    # The components stay where the references look for them.
    Draft202012Validator({**schema, "components": contract["components"]}).validate(answer.json())
