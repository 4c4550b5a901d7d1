import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx2

MAIN = Path(__file__).parents[1] / "src" / "main.py"
ENVIRONMENT = {"PORT": "0", "ENVIRONMENT": "dev", "SESSION_KEY": "k" * 32}


def start(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, MAIN],
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_serves_and_stops_as_in_the_cluster() -> None:
    service = start(ENVIRONMENT)
    try:
        assert service.stdout
        for line in service.stdout:
            message = json.loads(line)["msg"]
            if "running on" in message:
                break
        port = message.split(" ")[3].rpartition(":")[2]
        for path in ["/healthz", "/readyz", "/metrics", "/openapi.yaml", "/v1/greetings"]:
            answer = httpx2.get(f"http://127.0.0.1:{port}{path}", trust_env=False)
            assert answer.status_code == 200, path
            assert "server" not in answer.headers
        service.send_signal(signal.SIGTERM)
        output, errors = service.communicate(timeout=30)
    finally:
        service.kill()
    assert service.returncode == 0
    assert errors == ""
    for line in output.splitlines():
        entry = json.loads(line)
        assert entry["environment"] == "dev"
        assert entry["level"] == "info"


def test_refuses_to_start_without_its_secret() -> None:
    output, errors = start({**ENVIRONMENT, "SESSION_KEY": ""}).communicate(timeout=30)
    assert output == ""
    assert errors.startswith("Invalid configuration: SESSION_KEY must have at least 32 characters")
