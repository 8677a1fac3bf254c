"""The one way out: fetch what a stranger's document points to, without being led astray by it.

An address in a credential was written by whoever made the credential. So nothing of it is trusted: where it leads, how long it
takes, how much it sends and what it says of itself are all bounded here. What is absent comes back as an `Answer` with its trouble,
for absence is evidence. The design: docs/architecture.md; the threat: CWE-918 (server-side request forgery).

    address   what may be asked, and which IP addresses may be connected to
    names     a host's addresses: asked once, and all of them checked
    transport one hop: TLS by name to a checked address, under deadline and cap
    replies   what of a reply is usable, and for how long
    gate, breaker, flights, cache   how often, how many at once, and what is remembered
    fetcher   all of it together            given   the same from documents at hand, without a network
    caller    forms for configured peers: an address that an administrator wrote, credentials in the body; requests for time-stamps
"""

from app.adapters.fetch.address import Address, forbidden_reason, read_address
from app.adapters.fetch.answer import Answer, FetchPurpose, Origin, Source
from app.adapters.fetch.caller import NO_PEERS, Caller, Peers
from app.adapters.fetch.fetcher import Fetcher
from app.adapters.fetch.given import DocumentsGiven
from app.adapters.fetch.policy import TIME_STAMP, Exchange, FetchPolicy, Rule
from app.adapters.fetch.transport import HttpsTransport

__all__ = [
    "NO_PEERS",
    "TIME_STAMP",
    "Address",
    "Answer",
    "Caller",
    "DocumentsGiven",
    "Exchange",
    "FetchPolicy",
    "FetchPurpose",
    "Fetcher",
    "HttpsTransport",
    "Origin",
    "Peers",
    "Rule",
    "Source",
    "forbidden_reason",
    "read_address",
]
