"""What happens around every request."""

import asyncio
import logging
import re
from http import HTTPMethod
from time import perf_counter
from uuid import uuid4

from prometheus_client import Histogram
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.health import Lifecycle
from service.logs import request_id
from service.problems import problem_response

_logger = logging.getLogger(__name__)
_GIVEN_ID = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)
# Asked every few seconds: logged at level debug.
_OWN_ROUTES = {"/healthz", "/readyz", "/metrics"}


class Observation:
    """Gives each request its id, measures and logs it, and turns an unexpected error into a problem."""

    def __init__(self, app: ASGIApp, duration: Histogram, lifecycle: Lifecycle) -> None:
        self._app = app
        self._duration = duration
        self._lifecycle = lifecycle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status: int | None = None

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        # The ingress controller sets the id that ties log lines together.
        given = Headers(scope=scope).get("x-request-id", "")
        token = request_id.set(given if _GIVEN_ID.fullmatch(given) else str(uuid4()))
        try:
            try:
                await self._app(scope, receive, send_and_note)
            except Exception:
                _logger.exception("request failed")
                # Half an answer is out already: only breaking the connection says that it is not whole.
                if status is not None:
                    raise
                await problem_response(500)(scope, receive, send_and_note)
        except asyncio.CancelledError:
            # The service shuts down, and the time to finish is over.
            self._lifecycle.cut_off += 1
            if status is not None:
                raise
            detail = "The service ended before the answer was ready."
            await problem_response(503, detail)(scope, receive, send_and_note)
        finally:
            self._record(scope, status, perf_counter() - started)
            request_id.reset(token)

    def _record(self, scope: Scope, status: int | None, seconds: float) -> None:
        # The route's pattern and not the address: one time series a route, not one a caller.
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in set(HTTPMethod) else "unknown"
        if status is not None:
            self._duration.labels(method, route, str(status)).observe(seconds)
        _logger.log(
            logging.DEBUG if route in _OWN_ROUTES else logging.INFO,
            "request completed",
            extra={
                "fields": {
                    "method": scope["method"],
                    # Without the query, which may hold what is nobody's business.
                    "path": scope["path"],
                    "status": status,
                    "durationMs": round(seconds * 1000, 1),
                }
            },
        )
