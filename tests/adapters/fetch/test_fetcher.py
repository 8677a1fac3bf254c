import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.adapters.fetch import Answer, DocumentsGiven, Fetcher, FetchPolicy, FetchPurpose, Origin, Source
from app.adapters.fetch.hop import Hop, NoAnswer, Reply
from app.errors import AddressForbidden, Unreachable
from tests.adapters.fetch.conftest import MakeFetcher
from tests.adapters.fetch.peers import JSON, NOON, PUBLIC_IP, MovedClock, ResolverInMemory, TransportInMemory, found, moved_to

DID_URL = "https://issuer.example/.well-known/did.json"
LIST_URL = "https://issuer.example/status/1"
DID, STATUS, KEY, CREDENTIAL = FetchPurpose.DID_DOCUMENT, FetchPurpose.STATUS_LIST, FetchPurpose.JSON_WEB_KEY, FetchPurpose.CREDENTIAL


def refusal(answer: Answer) -> AddressForbidden | Unreachable:
    assert answer.body is None
    assert isinstance(answer.trouble, AddressForbidden | Unreachable)
    return answer.trouble


def test_a_document_comes_back_with_its_type_and_moment(fetcher: Fetcher, transport: TransportInMemory) -> None:
    transport.replies[DID_URL] = found(b'{"id":"did:web:issuer.example"}')

    answer = fetcher.fetch(DID_URL, DID)

    assert answer == Answer(DID_URL, b'{"id":"did:web:issuer.example"}', "application/json", None, NOON)
    assert not answer.cached


def test_the_answer_bears_the_address_as_it_was_asked_for(fetcher: Fetcher, transport: TransportInMemory) -> None:
    transport.replies[DID_URL] = found()

    assert (
        fetcher.fetch("https://Issuer.example/.well-known/did.json#key-1", DID).url == "https://Issuer.example/.well-known/did.json#key-1"
    )
    assert transport.urls == [DID_URL]


def test_only_checked_addresses_are_handed_to_the_transport(
    fetcher: Fetcher, transport: TransportInMemory, resolver: ResolverInMemory
) -> None:
    transport.replies[DID_URL] = found()

    fetcher.fetch(DID_URL, DID)

    assert transport.hops[0].ip_addresses == (PUBLIC_IP,)
    assert resolver.asked == ["issuer.example"]


@pytest.mark.parametrize("url", ["http://issuer.example/", "https://127.0.0.1/", "https://localhost/", "https://issuer.example:22/", "x"])
def test_a_forbidden_address_is_neither_looked_up_nor_remembered(
    fetcher: Fetcher, transport: TransportInMemory, resolver: ResolverInMemory, url: str
) -> None:
    for _ in range(2):
        answer = fetcher.fetch(url, DID)
        assert isinstance(refusal(answer), AddressForbidden)
        assert (answer.url, answer.cached) == (url, False)
    assert (resolver.asked, transport.hops) == ([], [])


@pytest.mark.parametrize("addresses", [("10.0.0.1",), (PUBLIC_IP, "127.0.0.1")])
def test_a_host_with_a_private_address_is_never_connected_to(
    fetcher: Fetcher, transport: TransportInMemory, resolver: ResolverInMemory, addresses: tuple[str, ...]
) -> None:
    resolver.addresses["issuer.example"] = addresses

    assert isinstance(refusal(fetcher.fetch(DID_URL, DID)), AddressForbidden)
    assert transport.hops == []


def test_a_name_that_changes_its_address_is_asked_only_once(
    fetcher: Fetcher, transport: TransportInMemory, resolver: ResolverInMemory
) -> None:
    class Rebinding:
        def get(self, hop: Hop) -> Reply:
            resolver.addresses["issuer.example"] = ("127.0.0.1",)
            return transport.get(hop)

    transport.replies[DID_URL] = found()
    rebound = Fetcher(resolve=resolver, transport=Rebinding())

    assert rebound.fetch(DID_URL, DID).body == b"{}"
    assert transport.hops[0].ip_addresses == (PUBLIC_IP,)
    assert resolver.asked == ["issuer.example"]
    assert isinstance(refusal(fetcher.fetch(DID_URL, DID)), AddressForbidden)


@pytest.mark.parametrize("purpose", [DID, KEY])
def test_a_did_document_or_key_that_lies_elsewhere_is_refused(
    fetcher: Fetcher, transport: TransportInMemory, purpose: FetchPurpose
) -> None:
    transport.replies[DID_URL] = moved_to("https://issuer.example/elsewhere")

    assert "at most 0 redirects" in refusal(fetcher.fetch(DID_URL, purpose)).detail
    assert transport.urls == [DID_URL]


@pytest.mark.parametrize("purpose", [STATUS, CREDENTIAL])
def test_two_redirects_are_followed_and_each_is_checked_anew(
    fetcher: Fetcher, transport: TransportInMemory, resolver: ResolverInMemory, purpose: FetchPurpose
) -> None:
    transport.replies[LIST_URL] = moved_to("/status/one")
    transport.replies["https://issuer.example/status/one"] = moved_to("https://lists.example/two", 308)
    transport.replies["https://lists.example/two"] = found(b"[]")

    answer = fetcher.fetch(LIST_URL, purpose)

    assert (answer.url, answer.body) == (LIST_URL, b"[]")
    assert resolver.asked == ["issuer.example", "issuer.example", "lists.example"]


@pytest.mark.parametrize("purpose", [FetchPurpose.HOSTED_ASSERTION, FetchPurpose.BADGE_OBJECT])
def test_where_the_hosts_word_is_all_there_is_redirects_stay_on_it(
    fetcher: Fetcher, transport: TransportInMemory, purpose: FetchPurpose
) -> None:
    transport.replies[LIST_URL] = moved_to("/badges/1")
    transport.replies["https://issuer.example/badges/1"] = found()

    assert fetcher.fetch(LIST_URL, purpose).body == b"{}"

    transport.replies["https://issuer.example/badges/2"] = moved_to("https://elsewhere.example/badges/2")
    transport.replies["https://elsewhere.example/badges/2"] = found()

    assert "redirect to elsewhere.example" in refusal(fetcher.fetch("https://issuer.example/badges/2", purpose)).detail
    assert "https://elsewhere.example/badges/2" not in transport.urls


@pytest.mark.parametrize("status", [404, 410, 500])
def test_the_status_of_what_is_not_there_is_told(fetcher: Fetcher, transport: TransportInMemory, status: int) -> None:
    transport.replies[LIST_URL] = Unreachable("not there", status)

    for _ in range(2):
        trouble = refusal(fetcher.fetch(LIST_URL, FetchPurpose.HOSTED_ASSERTION))
        assert isinstance(trouble, Unreachable)
        assert trouble.status == status


def test_a_third_redirect_is_not_followed(fetcher: Fetcher, transport: TransportInMemory) -> None:
    transport.replies[LIST_URL] = moved_to(LIST_URL)

    assert "at most 2 redirects" in refusal(fetcher.fetch(LIST_URL, STATUS)).detail
    assert transport.urls == [LIST_URL] * 3


@pytest.mark.parametrize(
    "location", ["http://issuer.example/", "https://127.0.0.1/", "https://private.example/", "https://issuer.example:22/"]
)
def test_a_redirect_out_of_the_public_https_world_is_refused(
    fetcher: Fetcher, transport: TransportInMemory, resolver: ResolverInMemory, location: str
) -> None:
    resolver.addresses["private.example"] = ("192.168.1.1",)
    transport.replies[LIST_URL] = moved_to(location)

    assert isinstance(refusal(fetcher.fetch(LIST_URL, STATUS)), AddressForbidden)
    assert transport.urls == [LIST_URL]


def test_an_answer_is_remembered_for_its_purpose_as_long_as_it_says(
    fetcher: Fetcher, transport: TransportInMemory, clock: MovedClock
) -> None:
    transport.replies[LIST_URL] = found(b"{}", JSON | {"cache-control": "max-age=120"})
    first = fetcher.fetch(LIST_URL, STATUS)
    clock.move(119)

    again = fetcher.fetch(LIST_URL, STATUS)
    assert again == replace(first, origin=Origin.CACHE)
    assert again.cached
    assert not fetcher.fetch(LIST_URL, DID).cached

    clock.move(1)
    assert not fetcher.fetch(LIST_URL, STATUS).cached
    assert len(transport.hops) == 3


def test_a_learners_credential_is_not_remembered(fetcher: Fetcher, transport: TransportInMemory) -> None:
    transport.replies[LIST_URL] = found(b"{}", JSON | {"cache-control": "max-age=86400"})

    assert not any(fetcher.fetch(LIST_URL, CREDENTIAL).cached for _ in range(2))


@pytest.mark.parametrize("trouble", [Unreachable("expected the document, found HTTP status 404"), NoAnswer("silence")])
def test_an_absence_is_remembered_for_a_minute(
    fetcher: Fetcher, transport: TransportInMemory, clock: MovedClock, trouble: Unreachable
) -> None:
    transport.replies[DID_URL] = trouble
    first = fetcher.fetch(DID_URL, DID)
    transport.replies[DID_URL] = found()
    clock.move(59)

    again = fetcher.fetch(DID_URL, DID)
    assert (again.cached, again.fetched_at, refusal(again).detail) == (True, first.fetched_at, trouble.detail)
    assert type(refusal(first)) is Unreachable

    clock.move(1)
    assert fetcher.fetch(DID_URL, DID).body == b"{}"


def test_garbage_is_never_remembered_as_an_answer(fetcher: Fetcher, transport: TransportInMemory, clock: MovedClock) -> None:
    transport.replies[DID_URL] = found(b'{"id":1,"id":2}', JSON | {"cache-control": "max-age=86400"})
    assert "expected JSON" in refusal(fetcher.fetch(DID_URL, DID)).detail

    transport.replies[DID_URL] = found()
    clock.move(60)
    assert fetcher.fetch(DID_URL, DID).body == b"{}"


def test_a_trouble_holds_on_to_nothing_that_was_read(fetcher: Fetcher, transport: TransportInMemory) -> None:
    transport.replies[DID_URL] = found(b"garbage")

    trouble = refusal(fetcher.fetch(DID_URL, DID))
    gc.collect()

    assert (trouble.__traceback__, trouble.__cause__, trouble.__context__) == (None, None, None)


def test_each_caller_has_a_trouble_of_their_own_to_raise(fetcher: Fetcher, transport: TransportInMemory) -> None:
    transport.replies[DID_URL] = NoAnswer("silence")
    first, again = (refusal(fetcher.fetch(DID_URL, DID)) for _ in range(2))

    with pytest.raises(Unreachable, match="silence"):
        raise first

    assert again is not first
    assert again.__traceback__ is None


def test_a_silent_host_is_left_alone_and_then_tried_again(fetcher: Fetcher, transport: TransportInMemory, clock: MovedClock) -> None:
    urls = [f"https://issuer.example/{number}" for number in range(7)]
    transport.replies.update(dict.fromkeys(urls, NoAnswer("silence")))
    for url in urls[:5]:
        fetcher.fetch(url, DID)

    assert "left alone" in refusal(fetcher.fetch(urls[5], DID)).detail
    assert len(transport.hops) == 5

    # That it was left alone says nothing of the address, so it was not remembered.
    clock.move(60)
    transport.replies[urls[5]] = found()
    assert fetcher.fetch(urls[5], DID).body == b"{}"


def test_bad_answers_cut_no_host_off(fetcher: Fetcher, transport: TransportInMemory) -> None:
    for number in range(10):
        url = f"https://issuer.example/{number}"
        transport.replies[url] = NoAnswer("silence") if number % 2 else Unreachable("status 500")
        fetcher.fetch(url, DID)
    transport.replies[DID_URL] = found()

    assert fetcher.fetch(DID_URL, DID).body == b"{}"


class HeldTransport:
    """Lets nobody go before it is told to; counts who is inside."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.inside = threading.Semaphore(0)
        self.calls = 0

    def get(self, hop: Hop) -> Reply:
        self.calls += 1
        self.inside.release()
        self.release.wait(5)
        return found(hop.address.target.encode(), {"content-type": "text/plain"})


def test_twenty_threads_that_want_one_list_ask_once(resolver: ResolverInMemory) -> None:
    held = HeldTransport()
    fetcher = Fetcher(resolve=resolver, transport=held)
    with ThreadPoolExecutor(20) as threads:
        waiting = [threads.submit(fetcher.fetch, LIST_URL, STATUS) for _ in range(20)]
        held.inside.acquire(timeout=5)
        held.release.set()
        answers = [each.result(5) for each in waiting]
    fetcher.close()

    assert {answer.body for answer in answers} == {b"/status/1"}
    assert held.calls == 1


def test_a_fifth_request_to_one_host_waits_and_is_not_remembered_as_absent(resolver: ResolverInMemory) -> None:
    held = HeldTransport()
    fetcher = Fetcher(FetchPolicy(total_seconds=0.5), resolver, held)
    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(fetcher.fetch, f"https://issuer.example/{number}", STATUS) for number in range(4)]
        for _ in running:
            held.inside.acquire(timeout=5)
        fifth = fetcher.fetch("https://issuer.example/5", STATUS)
        held.release.set()

    assert "free place among 4" in refusal(fifth).detail
    assert fetcher.fetch("https://issuer.example/5", STATUS).body == b"/5"
    fetcher.close()


def test_the_policy_sets_ports_and_caps(make_fetcher: MakeFetcher, transport: TransportInMemory) -> None:
    transport.replies["https://issuer.example:8443/did.json"] = found()
    fetcher = make_fetcher(FetchPolicy(ports=frozenset({443, 8443}), contact_url="https://us.example"))

    assert fetcher.fetch("https://issuer.example:8443/did.json", DID).body == b"{}"
    assert transport.hops[0].user_agent == "Proscenium (+https://us.example)"


def test_documents_given_stand_in_for_the_network(clock: MovedClock) -> None:
    source: Source = DocumentsGiven({DID_URL: b"{}"}, clock)

    there, absent = source.fetch(DID_URL, DID), source.fetch(LIST_URL, STATUS)

    assert there == Answer(DID_URL, b"{}", None, None, NOON, Origin.GIVEN)
    assert f"the status-list at {LIST_URL} is not among the documents given" in refusal(absent).detail


def test_documents_given_are_dated_by_the_real_clock_unless_told_otherwise() -> None:
    assert DocumentsGiven({}).fetch(DID_URL, DID).fetched_at.tzinfo is not None
