"""Certificates are drawn a few at a time, by one of those who ask for the same: nobody else waits for them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.errors import Overloaded
from app.model.record import IntentState
from app.services.drawing import Drawing
from app.services.represent import representation_for_client
from tests.installations import Stage
from tests.services.papers import give_seal, had, path_of

DRAWN = ["edc", "pdf", "png", "svg"]
PATIENCE_SECONDS = 20


def test_no_more_draw_at_once_than_there_are_places() -> None:
    drawing, inside = Drawing(places=2, most_waiting=3), Barrier(2)

    def draw(_: int) -> None:
        with drawing.place():
            inside.wait(PATIENCE_SECONDS)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, range(4))) == [None] * 4


def test_who_comes_when_too_many_wait_is_told_to_come_back_and_later_has_a_place() -> None:
    drawing, leave, came = Drawing(places=1, most_waiting=0), Event(), Event()

    def draw() -> None:
        with drawing.place():
            came.set()
            leave.wait(PATIENCE_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        drawn = pool.submit(draw)
        assert came.wait(PATIENCE_SECONDS)
        with pytest.raises(Overloaded), drawing.place():
            pass
        leave.set()
        drawn.result()
    with drawing.place():
        pass


def test_a_mistake_gives_its_place_back() -> None:
    drawing = Drawing(places=1, most_waiting=0)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError), drawing.place():
            raise ZeroDivisionError


@pytest.mark.parametrize("name", DRAWN)
def test_while_too_many_are_drawn_all_else_goes_on_and_who_asks_is_told_when_to_come_back(quick_stage: Stage, name: str) -> None:
    crowded = quick_stage.again(drawing=Drawing(places=1, most_waiting=0))
    give_seal(quick_stage)
    made = quick_stage.issued(source_ref="made")
    before = had(quick_stage, made, name).content

    with crowded.installation.drawing.place():
        credential = crowded.issued()
        refused = crowded.http().get(path_of(credential, name))

        assert (refused.status_code, refused.json()["code"]) == (503, Overloaded.code)
        assert int(refused.headers["retry-after"]) > 0
        assert had(crowded, made, name).content == before
        had(crowded, credential, "ob3-jwt")
    had(crowded, credential, name)


@pytest.mark.parametrize("name", DRAWN)
def test_twenty_who_ask_at_once_get_one_file(stage: Stage, name: str) -> None:
    give_seal(stage)
    credential = stage.issued()
    client = stage.client()

    def ask(_: int) -> bytes | None:
        try:
            return representation_for_client(stage.installation, client, credential["id"], name).body
        except Overloaded:
            return None

    with ThreadPoolExecutor(20) as pool:
        bodies = set(pool.map(ask, range(20))) - {None}

    intents = metadata.tables["intent"].c
    assert len(bodies) == 1
    assert stage.audited().count(f"representation.made:{name}") == 1
    assert {state for (state,) in stage.select(select(intents.state))} == {IntentState.SIGNED}
