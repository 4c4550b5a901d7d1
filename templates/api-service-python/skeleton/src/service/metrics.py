"""Process and request metrics for Prometheus."""

from fastapi import FastAPI
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from starlette.responses import Response


def add_metrics(app: FastAPI) -> Histogram:
    """Adds `GET /metrics`, and returns what measures requests; the chart's rules go by its name and its labels."""
    # Nothing reads them, and they would double the number of time series.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    duration = Histogram(
        "http_request_duration_seconds",
        "Time from receiving a request to the end of its answer",
        labelnames=["method", "route", "status"],
        buckets=[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        registry=registry,
    )

    @app.get("/metrics", include_in_schema=False)
    async def get_metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return duration
