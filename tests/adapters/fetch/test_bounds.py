"""The gate, the breaker, the flights and the cache: how much is asked, and what is remembered."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.adapters.fetch.answer import Answer, FetchPurpose
from app.adapters.fetch.breaker import Breaker
from app.adapters.fetch.cache import Cache
from app.adapters.fetch.flights import Flights
from app.adapters.fetch.gate import HostGate
from app.adapters.fetch.hop import Deadline, NoAnswer, NotAsked
from tests.adapters.fetch.peers import NOON

DID = FetchPurpose.DID_DOCUMENT
SOON = 5.0


def answer(url: str = "https://issuer.example/", body: bytes = b"{}") -> Answer:
    return Answer(url, body, "application/json", None, NOON)


def test_a_deadline_that_has_passed_leaves_no_time() -> None:
    with pytest.raises(NoAnswer, match="in time"):
        Deadline.after(-1).seconds_left()


def test_the_earlier_of_two_deadlines_counts() -> None:
    late = Deadline.after(100)

    assert late.within(1000) == late
    assert late.within(1).seconds_left() <= 1


def test_a_host_takes_so_many_at_once_and_another_host_is_free() -> None:
    gate = HostGate(2)

    with gate.entered("a.example", Deadline.after(SOON)), gate.entered("a.example", Deadline.after(SOON)):
        with pytest.raises(NotAsked, match=r"among 2 requests to a\.example"), gate.entered("a.example", Deadline.after(0.02)):
            pytest.fail("nobody gets in")
        with gate.entered("b.example", Deadline.after(0.02)):
            assert gate.hosts == {"a.example", "b.example"}


def test_who_waits_gets_in_when_somebody_leaves() -> None:
    gate = HostGate(1)
    entered = threading.Event()

    def wait_and_enter() -> None:
        with gate.entered("a.example", Deadline.after(SOON)):
            entered.set()

    with ThreadPoolExecutor(1) as threads:
        with gate.entered("a.example", Deadline.after(SOON)):
            waiting = threads.submit(wait_and_enter)
            assert not entered.wait(0.05)
        waiting.result(SOON)

    assert entered.is_set()


def test_hosts_are_forgotten_when_the_last_one_leaves() -> None:
    gate = HostGate(2)

    with pytest.raises(NoAnswer), gate.entered("a.example", Deadline.after(SOON)):
        raise NoAnswer("the work inside fails")

    assert gate.hosts == frozenset()


def test_a_host_that_was_silent_five_times_is_left_alone_until_that_has_aged() -> None:
    breaker = Breaker(5, 60)
    for second in range(5):
        breaker.refuse_if_open("a.example", NOON + timedelta(seconds=second))
        breaker.note_silence("a.example", NOON + timedelta(seconds=second))

    with pytest.raises(NotAsked, match="left alone"):
        breaker.refuse_if_open("a.example", NOON + timedelta(seconds=59))
    breaker.refuse_if_open("b.example", NOON + timedelta(seconds=59))
    breaker.refuse_if_open("a.example", NOON + timedelta(seconds=60))


def test_one_answer_makes_silences_forgotten() -> None:
    breaker = Breaker(2, 60)
    breaker.note_silence("a.example", NOON)
    breaker.note_answer("a.example")
    breaker.note_silence("a.example", NOON)

    breaker.refuse_if_open("a.example", NOON)


def test_a_clock_that_was_set_back_keeps_no_host_shut() -> None:
    breaker = Breaker(1, 60)
    breaker.note_silence("a.example", NOON)

    breaker.refuse_if_open("a.example", NOON - timedelta(hours=1))


def test_the_breaker_remembers_a_bounded_number_of_hosts() -> None:
    breaker = Breaker(1, 60)
    for number in range(1025):
        breaker.note_silence(f"{number}.example", NOON)

    breaker.refuse_if_open("0.example", NOON)
    with pytest.raises(NotAsked):
        breaker.refuse_if_open("1.example", NOON)


def test_whoever_asks_meanwhile_gets_the_same_answer() -> None:
    flights = Flights()
    key = (DID, "https://issuer.example/")
    release, asked = threading.Event(), []

    def ask() -> Answer:
        asked.append(1)
        release.wait(SOON)
        return answer()

    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(flights.share, key, ask, SOON) for _ in range(8)]
        assert not any(each.done() for each in waiting)
        release.set()
        answers = [each.result(SOON) for each in waiting]

    assert len(asked) == 1
    assert all(each is answers[0] for each in answers)


def test_a_follower_does_not_wait_for_ever() -> None:
    flights = Flights()
    key = (DID, "https://issuer.example/")
    started, release = threading.Event(), threading.Event()

    def ask() -> Answer:
        started.set()
        release.wait(SOON)
        return answer()

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(flights.share, key, ask, SOON)
        started.wait(SOON)
        with pytest.raises(NotAsked, match="earlier question"):
            flights.share(key, answer, 0.02)
        release.set()
        first.result(SOON)


def test_a_fault_of_the_first_does_not_hold_up_the_others_or_the_next() -> None:
    flights = Flights()
    key = (DID, "https://issuer.example/")
    started, release = threading.Event(), threading.Event()

    def ask() -> Answer:
        started.set()
        release.wait(SOON)
        raise ZeroDivisionError

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(flights.share, key, ask, SOON)
        started.wait(SOON)
        second = threads.submit(flights.share, key, answer, SOON)
        release.set()
        assert isinstance(first.exception(SOON), ZeroDivisionError)
        # The second followed and learns that there is no answer, or came late and asked for itself.
        assert isinstance(second.exception(SOON), NotAsked | None)

    assert flights.share(key, answer, SOON) == answer()


def test_an_answer_is_fresh_for_its_time_and_not_longer() -> None:
    cache = Cache(10, 100_000)
    cache.keep((DID, "u"), answer(), NOON, 60)

    assert cache.recall((DID, "u"), NOON) == answer()
    assert cache.recall((DID, "u"), NOON + timedelta(seconds=59.9)) == answer()
    assert cache.recall((DID, "u"), NOON + timedelta(seconds=60)) is None
    assert cache.recall((DID, "u"), NOON - timedelta(seconds=1)) is None
    assert cache.recall((FetchPurpose.STATUS_LIST, "u"), NOON) is None


def test_the_longest_unused_answer_goes_first_when_there_are_too_many() -> None:
    cache = Cache(2, 100_000)
    for url in ("a", "b"):
        cache.keep((DID, url), answer(url), NOON, 60)
    cache.recall((DID, "a"), NOON)
    cache.keep((DID, "c"), answer("c"), NOON, 60)

    assert [cache.recall((DID, url), NOON) is not None for url in "abc"] == [True, False, True]


def test_the_bytes_kept_are_bounded_and_counted_once() -> None:
    cache = Cache(100, 10_000)
    for number in range(20):
        cache.keep((DID, f"{number % 4}"), answer(body=b"x" * 2_000), NOON, 60)

    assert cache.size == (3, 3 * (2_000 + 1_024))
