import pytest
import yaml
from fastapi import FastAPI
from starlette.testclient import TestClient

from contract import read_contract
from service.contract import CONTRACT, describe


def test_openapi_yaml_is_what_the_code_says(app: FastAPI, request: pytest.FixtureRequest) -> None:
    said = describe(app)
    if request.config.getoption("--write-contract"):
        by_hand, _, _ = CONTRACT.read_text(encoding="utf-8").partition("\npaths:")
        written = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120)
        CONTRACT.write_text(f"{by_hand}\n{written}", encoding="utf-8")
    contract = read_contract()
    assert {key: contract[key] for key in said} == said, (
        "The code says something else than openapi.yaml. Is that what you want, and do callers bear it? "
        "Then write it: pytest --write-contract"
    )


def test_serves_its_contract(client: TestClient) -> None:
    answer = client.get("/openapi.yaml")
    assert answer.headers["content-type"].startswith("application/yaml")
    assert yaml.safe_load(answer.text)["openapi"].startswith("3.1")
