"""Lets the service listen, and stop without losing a request."""

import signal
from types import FrameType

import uvicorn
from fastapi import FastAPI

from service.health import Lifecycle

# Below the chart's shutdown.gracePeriodSeconds less drainSeconds, so that the service ends before it is killed.
DEADLINE_SECONDS = 20
# Longer than the ingress controller keeps a connection, so that it never sends a request into one that just closes.
KEEP_ALIVE_SECONDS = 75


class DrainingServer(uvicorn.Server):
    """Stops taking requests at a signal, finishes those that are under way, and ends."""

    def __init__(
        self, app: FastAPI, port: int, host: str = "0.0.0.0", deadline_seconds: int = DEADLINE_SECONDS
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http="httptools",
                ws="none",
                # Requests are logged by observation.py, the rest through the logging that is set up already.
                access_log=False,
                log_config=None,
                server_header=False,
                # The ingress controller sets the client's address.
                proxy_headers=True,
                forwarded_allow_ips="*",
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=deadline_seconds,
            )
        )
        self._lifecycle: Lifecycle = app.state.lifecycle

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Uvicorn's own would end the process by the signal, and a clean end look like a crash."""
        self._lifecycle.ready = False
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def serve(app: FastAPI, port: int) -> int:
    """Serves until SIGTERM or SIGINT; the exit code is 1 when requests had to be cut off."""
    DrainingServer(app, port).run()
    lifecycle: Lifecycle = app.state.lifecycle
    return 1 if lifecycle.cut_off else 0
