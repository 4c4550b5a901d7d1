import asyncio
import json
import logging

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.logs import JsonFormatter
from service.server import DrainingServer


def test_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_counts_requests_by_route_and_not_by_address(client: TestClient) -> None:
    client.get("/v1/greetings/fr")
    client.get("/v1/greetings/de")
    client.get("/nowhere")
    client.request("MADE-UP", "/nowhere")
    metrics = client.get("/metrics").text
    for labels, count in [
        ('method="GET",route="/v1/greetings/{language}",status="200"', 2),
        ('method="GET",route="unknown",status="404"', 1),
        ('method="unknown",route="unknown",status="404"', 1),
    ]:
        assert f"http_request_duration_seconds_count{{{labels}}} {count}" in metrics
    assert 'le="0.5"' in metrics
    assert "process_cpu_seconds_total" in metrics


def test_answers_what_it_does_not_know_with_a_problem(client: TestClient) -> None:
    answer = client.get("/nowhere", headers={"x-request-id": "abc"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["requestId"] == "abc"


def test_says_which_methods_there_are(client: TestClient) -> None:
    answer = client.post("/v1/greetings")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"a" * 2_000_000, [b"a" * 600_000] * 2], ids=["announced", "in parts"])
def test_refuses_bodies_that_are_too_large(app: FastAPI, client: TestClient, body: bytes | list[bytes]) -> None:
    @app.post("/names")
    async def add_names(names: list[str]) -> int:
        return len(names)

    answer = client.post("/names", content=body if isinstance(body, bytes) else iter(body))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.post("/names", json=["Ada"]).json() == 1


def test_does_not_tell_what_went_wrong_inside(app: FastAPI, client: TestClient) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("password=hunter2")

    answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "hunter2" not in answer.text


def test_logs_each_request_as_one_json_object(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.setFormatter(JsonFormatter({"service": "check-in"}))
    with caplog.at_level(logging.INFO):
        client.get("/healthz")
        client.get("/v1/greetings/fr?name=Ada", headers={"x-request-id": "abc"})
    (line,) = [line for line in caplog.text.splitlines() if "request completed" in line]
    entry = json.loads(line)
    assert entry["level"] == "info"
    assert entry["service"] == "check-in"
    assert entry["reqId"] == "abc"
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/v1/greetings/fr", 200)
    assert "Ada" not in line


async def _listen(server: DrainingServer) -> tuple[asyncio.Task[None], str]:
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    return serving, f"http://127.0.0.1:{port}"


def test_finishes_requests_that_are_under_way_when_it_shuts_down(app: FastAPI) -> None:
    async def scenario() -> None:
        arrived, finish = asyncio.Event(), asyncio.Event()

        @app.get("/slow")
        async def slow() -> dict[str, bool]:
            arrived.set()
            await finish.wait()
            return {"done": True}

        server = DrainingServer(app, 0, "127.0.0.1")
        serving, address = await _listen(server)
        async with httpx2.AsyncClient(base_url=address, trust_env=False) as client:
            answer = asyncio.create_task(client.get("/slow"))
            await arrived.wait()
            server.handle_exit(15, None)
            assert not app.state.lifecycle.ready
            finish.set()
            assert (await answer).json() == {"done": True}
            await serving
            with pytest.raises(httpx2.ConnectError):
                await client.get("/healthz")
        assert app.state.lifecycle.cut_off == 0

    asyncio.run(scenario())


def test_gives_up_on_requests_that_never_end(app: FastAPI) -> None:
    async def scenario() -> None:
        arrived = asyncio.Event()

        @app.get("/stuck")
        async def stuck() -> None:
            arrived.set()
            await asyncio.Event().wait()

        server = DrainingServer(app, 0, "127.0.0.1", deadline_seconds=1)
        serving, address = await _listen(server)
        async with httpx2.AsyncClient(base_url=address, trust_env=False) as client:
            answer = asyncio.create_task(client.get("/stuck"))
            await arrived.wait()
            server.handle_exit(15, None)
            assert (await answer).status_code == 503
            await serving
        assert app.state.lifecycle.cut_off == 1

    asyncio.run(scenario())
