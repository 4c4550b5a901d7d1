"""Bodies of requests that are too large to be meant."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 1024 * 1024


class BodyLimit:
    """Answers 413 as soon as a body is known to be larger: what it says of itself, or what has come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = int(Headers(scope=scope).get("content-length", "0"))
        received = 0

        async def receive_and_count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if max(announced, received) > MAX_BODY_BYTES:
                # Turned into a problem where all errors are.
                raise HTTPException(413, f"A body may have {MAX_BODY_BYTES} bytes.")
            return message

        await self._app(scope, receive_and_count, send)
