"""The fetcher: untrusted GETs, all bounds together. Synchronous; one instance is shared by all threads of a process."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.adapters.fetch.address import Address, read_address, redirect_target
from app.adapters.fetch.answer import Answer, FetchPurpose, Origin
from app.adapters.fetch.breaker import Breaker
from app.adapters.fetch.cache import Cache
from app.adapters.fetch.flights import Flights
from app.adapters.fetch.gate import HostGate
from app.adapters.fetch.hop import Deadline, Hop, NoAnswer, NotAsked, Reply, Transport
from app.adapters.fetch.moments import utc_moment
from app.adapters.fetch.names import Names, Resolve, system_addresses
from app.adapters.fetch.policy import DEFAULT_POLICY, FetchPolicy, Rule
from app.adapters.fetch.replies import kept_seconds, media_type, redirect_location, refuse_garbled
from app.adapters.fetch.transport import HttpsTransport
from app.errors import AddressForbidden, EvidenceError, Unreachable


class Fetcher:
    """Asks the world, on the world's terms never.

    Args:
        resolve: a host's addresses; whatever it says is checked here.
        transport: carries one hop to an address that was checked; public roots over the network by default.
        clock: the moment, for the cache, the breaker and `fetched_at`; deadlines go by the machine's monotonic clock.
    """

    def __init__(
        self,
        policy: FetchPolicy = DEFAULT_POLICY,
        resolve: Resolve = system_addresses,
        transport: Transport | None = None,
        clock: Callable[[], datetime] = utc_moment,
    ) -> None:
        self._policy = policy
        self._names = Names(resolve)
        self._transport = transport or HttpsTransport()
        self._clock = clock
        self._cache = Cache(policy.cache_entries, policy.cache_bytes)
        self._flights = Flights()
        self._gate = HostGate(policy.max_per_host)
        self._breaker = Breaker(policy.failures_to_open, policy.failure_window_seconds)

    def fetch(self, url: str, purpose: FetchPurpose) -> Answer:
        """Return what `url` says, or why it says nothing: `trouble` is AddressForbidden or Unreachable."""
        try:
            address = read_address(url, self._policy.ports)
            answer = self._flights.share((purpose, address.url), lambda: self._known(address, purpose), self._policy.total_seconds)
        except (AddressForbidden, NotAsked) as error:
            return _absent(url, error, self._clock())
        if answer.trouble is not None:
            return replace(answer, url=url, trouble=_fresh(answer.trouble))
        return replace(answer, url=url)

    def close(self) -> None:
        """Let the threads of name lookups end."""
        self._names.close()

    def _known(self, address: Address, purpose: FetchPurpose) -> Answer:
        """Return what is remembered, else what is found now; in either case it is remembered afterwards, if it may be."""
        moment = self._clock()
        key = (purpose, address.url)
        remembered = self._cache.recall(key, moment)
        if remembered is not None:
            return replace(remembered, origin=Origin.CACHE)
        rule = self._policy.rules[purpose]
        try:
            reply = self._followed(address, rule)
        except NotAsked as error:
            return _absent(address.url, error, moment)
        except EvidenceError as error:
            answer = _absent(address.url, error, moment)
            self._cache.keep(key, answer, moment, self._policy.absent_seconds)
            return answer
        answer = Answer(address.url, reply.body, media_type(reply), None, moment)
        if rule.kept:
            self._cache.keep(key, answer, moment, kept_seconds(reply, self._policy))
        return answer

    def _followed(self, address: Address, rule: Rule) -> Reply:
        """Return the reply at the end of at most `rule.max_redirects` redirects, each judged like the first address."""
        deadline = Deadline.after(self._policy.total_seconds)
        for _ in range(rule.max_redirects + 1):
            reply = self._reply(address, rule, deadline)
            location = redirect_location(reply)
            if location is None:
                refuse_garbled(reply, rule, address.host)
                return reply
            target = redirect_target(address, location, self._policy.ports)
            if rule.same_host and target.host != address.host:
                raise Unreachable(f"expected the document of {address.host} on that host, found a redirect to {target.host}")
            address = target
        raise Unreachable(f"expected at most {rule.max_redirects} redirects, found more")

    def _reply(self, address: Address, rule: Rule, deadline: Deadline) -> Reply:
        host = address.host
        with self._gate.entered(host, deadline):
            self._breaker.refuse_if_open(host, self._clock())
            try:
                addresses = self._names.checked_addresses(host, deadline)
                hop = Hop(address, addresses, rule, deadline, self._policy.connect_seconds, self._policy.user_agent)
                reply = self._transport.get(hop)
            except NoAnswer:
                self._breaker.note_silence(host, self._clock())
                raise
            except Unreachable:
                self._breaker.note_answer(host)
                raise
            self._breaker.note_answer(host)
            return reply


def _absent(url: str, error: EvidenceError, moment: datetime) -> Answer:
    return Answer(url, None, None, _fresh(error), moment)


def _fresh(error: EvidenceError) -> EvidenceError:
    """Return the same trouble as a new error of the public class.

    One that was raised holds on to its frames, and with them to what was read; and each caller may raise theirs.
    """
    if isinstance(error, AddressForbidden):
        return AddressForbidden(error.detail)
    return Unreachable(error.detail, error.status if isinstance(error, Unreachable) else None)
