"""The IP addresses of a host: asked for once, all of them checked, and only then connected to.

Asking twice is what DNS rebinding lives on. The system's resolver knows no deadline, so it is asked in a thread of its own.
"""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.adapters.fetch.address import forbidden_reason
from app.adapters.fetch.hop import Deadline, NoAnswer, NotAsked
from app.errors import AddressForbidden

Resolve = Callable[[str], tuple[str, ...]]
"""A host's IPv4 and IPv6 addresses, best first; raises OSError where there are none."""

Forbidden = Callable[[str], str | None]
"""Says why an IP address must not be connected to, or None."""


def system_addresses(host: str) -> tuple[str, ...]:
    """Return the host's addresses as this machine's resolver orders them; raises OSError (socket.gaierror)."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Names:
    """Looks names up, a few at a time."""

    def __init__(self, resolve: Resolve, lookups_at_once: int = 16) -> None:
        self._resolve = resolve
        self._threads = ThreadPoolExecutor(lookups_at_once, thread_name_prefix="name-lookup")

    def checked_addresses(self, host: str, deadline: Deadline, forbidden: Forbidden = forbidden_reason) -> tuple[str, ...]:
        """Return the addresses of `host`, asked for exactly once.

        Raises:
            AddressForbidden: one of them, or more, is not public. Which one is not told: it would describe our network to strangers.
            NoAnswer: the name leads nowhere, or the name service kept silent.
            NotAsked: names of others held up all threads.
        """
        lookup = self._threads.submit(self._resolve, host)
        try:
            addresses = lookup.result(timeout=deadline.seconds_left())
        except TimeoutError as error:
            trouble = NotAsked if lookup.cancel() else NoAnswer
            raise trouble(f"expected the address of {host} in time, found none") from error
        except OSError as error:
            raise NoAnswer(f"{host} is not known to the name service") from error
        if not addresses:
            raise NoAnswer(f"{host} has no address")
        if any(forbidden(address) for address in addresses):
            raise AddressForbidden(f"{host} leads to an address that is not public")
        return addresses

    def close(self) -> None:
        """Let the threads end; lookups that hang are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
