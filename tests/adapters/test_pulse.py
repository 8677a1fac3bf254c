"""A beat follows a beat; a nudge brings the next one at once, and after the end there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Semaphore

from app.adapters.pulse import Pulse

FOR_EVER = 1_000_000.0
PATIENCE = 60.0


@contextmanager
def beating(seconds: float) -> Iterator[tuple[Pulse, Semaphore]]:
    """A pulse, and how often it has beaten."""
    beats = Semaphore(0)
    pulse = Pulse("test", seconds, beats.release)
    pulse.start()
    try:
        yield pulse, beats
    finally:
        assert pulse.close(PATIENCE)


def test_it_beats_again_and_again() -> None:
    with beating(0.001) as (_, beats):
        assert all(beats.acquire(timeout=PATIENCE) for _ in range(5))


def test_a_nudge_brings_the_next_beat() -> None:
    with beating(FOR_EVER) as (pulse, beats):
        assert beats.acquire(timeout=PATIENCE)
        assert not beats.acquire(blocking=False)

        pulse.nudge()

        assert beats.acquire(timeout=PATIENCE)


def test_a_nudge_during_a_beat_is_not_lost() -> None:
    begun, go_on = Semaphore(0), Semaphore(0)

    def beat() -> None:
        begun.release()
        go_on.acquire()

    pulse = Pulse("test", FOR_EVER, beat)
    pulse.start()
    assert begun.acquire(timeout=PATIENCE)
    pulse.nudge()
    go_on.release()

    assert begun.acquire(timeout=PATIENCE)
    go_on.release()
    assert pulse.close(PATIENCE)


def test_its_end_waits_for_the_beat_under_way_but_not_for_ever() -> None:
    begun, end = Event(), Event()

    def beat() -> None:
        begun.set()
        end.wait()

    pulse = Pulse("test", 0.0, beat)
    pulse.start()
    begun.wait(PATIENCE)

    assert not pulse.close(0.01)
    end.set()
    assert pulse.close(PATIENCE)


def test_one_that_never_began_is_closed_without_a_word() -> None:
    assert Pulse("test", FOR_EVER, Event().set).close(0.0)


def test_after_the_end_there_is_no_beat() -> None:
    beats = Semaphore(0)
    pulse = Pulse("test", 0.001, beats.release)
    pulse.stop()
    pulse.start()

    assert pulse.close(PATIENCE)
    assert not beats.acquire(blocking=False)
