"""How the server reads HTTP: as uvicorn does, but no head without an end.

Bodies are capped where they are read (`edge/body.py`); the parser itself would take an address, a header, headers or trailers of any
length into memory, and be busy with them while nobody else is served.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 65_536
_TOO_LONG = "The head of the request is too long."


class HttpProtocol(HttpToolsProtocol):
    """Reads the requests of one connection; gives up where nothing comes of much that was read."""

    _unspent = 0
    """How many bytes came since the last that made a head, a piece of a body or a whole request."""

    def data_received(self, data: bytes) -> None:
        """Take what came in."""
        self._unspent += len(data)
        super().data_received(data)
        if self._unspent > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response(_TOO_LONG)

    def on_headers_complete(self) -> None:
        """Note that a head is whole."""
        self._unspent = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note that a piece of a body is handed on."""
        self._unspent = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that a request is whole."""
        self._unspent = 0
        super().on_message_complete()
