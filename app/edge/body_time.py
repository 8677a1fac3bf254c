"""How long a body may take to come: whoever sends it a byte at a time holds a place that others need."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import TooSlow


class BodyTime:
    """ASGI middleware: raises TooSlow in whoever reads, when the whole body is not there some seconds after it was first asked for."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a body that does not wait for ever."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, self._seconds), send)


def _bounded(receive: Receive, seconds: float) -> Receive:
    end: float | None = None
    complete = False

    async def receive_in_time() -> Message:
        nonlocal end, complete
        if complete:  # what is waited for now is the caller's going away
            return await receive()
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds if end is None else end
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError as error:
            raise TooSlow(f"The body was not there within {seconds:g} seconds.") from error
        complete = not message.get("more_body", False)
        return message

    return receive_in_time
