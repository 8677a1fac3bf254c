"""How the server reads HTTP: as uvicorn does, but no head without an end, none that never comes, and only so many connections.

Bodies are capped where they are read (`edge/body.py`, `edge/body_time.py`); the parser itself would take an address, a header, headers
or trailers of any length into memory, and be busy with them while nobody else is served; and it would wait for a head for ever.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 65_536
HEAD_SECONDS = 20.0
"""How long a head may take to come, from the connection or the head's first byte on."""
MOST_CONNECTIONS = 2_000
"""How many connections are held open; one more is closed. Requests are bounded before: `edge/admission.py` answers those."""
_TOO_LONG = "The head of the request is too long."


class HttpProtocol(HttpToolsProtocol):
    """Reads the requests of one connection; gives up where nothing comes of much that was read, or nothing comes at all."""

    _unspent = 0
    """How many bytes came since the last that made a head, a piece of a body or a whole request."""
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.close()
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the connection."""
        self._stop_awaiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came in."""
        self._unspent += len(data)
        super().data_received(data)
        if self._unspent > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(_TOO_LONG)

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that a head is whole."""
        self._unspent = 0
        self._stop_awaiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note that a piece of a body is handed on."""
        self._unspent = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that a request is whole."""
        self._unspent = 0
        super().on_message_complete()

    def _await_head(self) -> None:
        self._stop_awaiting()
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_awaiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
