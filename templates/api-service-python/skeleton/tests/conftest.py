"""What the tests share."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.app import create_app
from service.config import Config


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-contract", action="store_true", help="write openapi.yaml as the code has it")


@pytest.fixture
def app() -> FastAPI:
    """The service as the tests call it."""
    return create_app(
        Config(
            port=0,
            service_name="test",
            service_version="test",
            environment="test",
            log_level="fatal",
            session_key="k" * 32,
        )
    )


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client
