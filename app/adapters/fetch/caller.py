"""Calls configured peers: a form goes to an address that an administrator wrote down, with credentials in its body.

Only what lies under the peer's own address is called: over https, on few ports, without a redirect, under one deadline and cap, and
nothing is remembered. A private address is connected to only for hosts that the operator named (PROSCENIUM_PEERS_PRIVATE): an
administrator of one tenant must not reach into the operator's network. A request for a time-stamp goes to the one address that the
operator set, which may be an http one: what comes back bears a signature of its own.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from app.adapters.fetch.address import Address, forbidden_inside, forbidden_reason, read_address
from app.adapters.fetch.breaker import Breaker
from app.adapters.fetch.gate import HostGate
from app.adapters.fetch.hop import Deadline, Hop, NoAnswer, PostTransport, Reply
from app.adapters.fetch.moments import utc_moment
from app.adapters.fetch.names import Names, Resolve, system_addresses
from app.adapters.fetch.policy import DEFAULT_POLICY, FORM, PEER_PORTS, Exchange, FetchPolicy
from app.adapters.fetch.replies import redirect_location, refuse_garbled
from app.adapters.fetch.transport import HttpsTransport
from app.errors import AddressForbidden, Unreachable


class Peers(Protocol):
    """Systems that an administrator configured, to be asked with a form."""

    def check(self, base_url: str) -> None:
        """Raise AddressForbidden for an address that no peer may have."""
        ...

    def call(self, base_url: str, path: str, form: Mapping[str, str]) -> bytes:
        """Return the JSON that the peer answers. Raises AddressForbidden, Unreachable."""
        ...


class Caller:
    """Calls peers over the network. One instance is shared by all threads of a process.

    Args:
        private_hosts: hosts in lower case whose private addresses may be connected to.
        policy: the fetcher's numbers; its rules and ports do not count here.
    """

    def __init__(
        self,
        private_hosts: frozenset[str] = frozenset(),
        policy: FetchPolicy = DEFAULT_POLICY,
        resolve: Resolve = system_addresses,
        transport: PostTransport | None = None,
        clock: Callable[[], datetime] = utc_moment,
    ) -> None:
        self._private_hosts = private_hosts
        self._policy = policy
        self._names = Names(resolve)
        self._transport = transport or HttpsTransport()
        self._clock = clock
        self._gate = HostGate(policy.max_per_host)
        self._breaker = Breaker(policy.failures_to_open, policy.failure_window_seconds)

    def check(self, base_url: str) -> None:
        """Raise AddressForbidden unless this is an https address, without query or fragment, of a host that has a name."""
        _address_under(base_url, "")

    def call(self, base_url: str, path: str, form: Mapping[str, str]) -> bytes:
        """Return the JSON that the peer answers to the form.

        Raises:
            AddressForbidden: not such an address, or one that leads into a network where nobody said the peer is.
            Unreachable: no answer in time, a redirect, another status than 200, no JSON, or too much of it.
        """
        return self._exchanged(_address_under(base_url, path), urlencode(form).encode(), FORM)

    def post(self, url: str, body: bytes, exchange: Exchange) -> bytes:
        """Return what the peer answers to a body. Raises AddressForbidden, Unreachable as `call`."""
        return self._exchanged(read_address(url, exchange.ports, plain=exchange.plain), body, exchange)

    def close(self) -> None:
        """Let the threads of name lookups end."""
        self._names.close()

    def _exchanged(self, address: Address, body: bytes, exchange: Exchange) -> bytes:
        deadline = Deadline.after(self._policy.total_seconds)
        with self._gate.entered(address.host, deadline):
            self._breaker.refuse_if_open(address.host, self._clock())
            try:
                reply = self._posted(address, body, exchange, deadline)
            except NoAnswer:
                self._breaker.note_silence(address.host, self._clock())
                raise
        self._breaker.note_answer(address.host)
        if redirect_location(reply) is not None:
            raise Unreachable(f"expected an answer of {address.host}, found a redirect")
        refuse_garbled(reply, exchange.rule, address.host)
        return reply.body

    def _posted(self, address: Address, body: bytes, exchange: Exchange, deadline: Deadline) -> Reply:
        forbidden = forbidden_inside if address.host in self._private_hosts else forbidden_reason
        addresses = self._names.checked_addresses(address.host, deadline, forbidden)
        policy = self._policy
        hop = Hop(address, addresses, exchange.rule, deadline, policy.connect_seconds, policy.user_agent, exchange.content_type)
        return self._transport.post(hop, body)


class NoPeers:
    """Stands where nobody is to be called."""

    def check(self, base_url: str) -> None:
        """Raise AddressForbidden for an address that no peer may have."""
        _address_under(base_url, "")

    def call(self, base_url: str, path: str, form: Mapping[str, str]) -> bytes:  # noqa: ARG002  the protocol's
        """Raise Unreachable."""
        raise Unreachable(f"nobody is called from here, nor {base_url}{path}")


NO_PEERS = NoPeers()


def _address_under(base_url: str, path: str) -> Address:
    if "?" in base_url or "#" in base_url:
        raise AddressForbidden("expected the address of a peer without query and fragment")
    return read_address(f"{base_url.rstrip('/')}{path}", PEER_PORTS)
