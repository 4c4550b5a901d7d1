"""What Kubernetes asks."""

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.responses import JSONResponse


@dataclass
class Lifecycle:
    """Where the process is in its life."""

    # Whether the replica wants requests; false as soon as it shuts down.
    ready: bool = True
    # Requests that were still open when the time to finish them was over.
    cut_off: int = 0


def add_health(app: FastAPI, lifecycle: Lifecycle) -> None:
    """
    Adds what the probes ask.

    `GET /healthz`: the process works; when not, Kubernetes restarts it. Never ask another system there, or its outage
    restarts all replicas. `GET /readyz`: the replica can serve; when not, it gets no requests.
    """

    @app.get("/healthz", include_in_schema=False)
    async def get_health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", include_in_schema=False)
    async def get_readiness() -> JSONResponse:
        if lifecycle.ready:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "shutting down"}, 503)
