"""A time-stamping authority that is down, a locked key, a seal that has ended: nothing is half made, and a retry succeeds."""

from collections.abc import Callable

import pytest

from app.errors import KeyLocked, TimeStampUnavailable
from app.proofs.jades import read_seal
from app.services.installation import Seals
from app.services.recover import recover
from app.services.represent import make_representations
from app.services.seals import TEST_SEAL_DAYS
from tests.baking.papers import authority
from tests.installations import Stage
from tests.services.papers import FILES, give_seal, had, judged, path_of

SEALED = ["edc", "pdf"]


class Moody:
    """A time-stamping authority that can be down. Remembers what it was asked while it was."""

    def __init__(self) -> None:
        self.down = True
        self.asked = 0
        self._stamp: Callable[[bytes], bytes] = authority()

    def __call__(self, covered: bytes) -> bytes:
        """Return a token, or raise TimeStampUnavailable."""
        self.asked += 1
        if self.down:
            raise TimeStampUnavailable("the authority does not answer")
        return self._stamp(covered)


@pytest.mark.parametrize("name", SEALED)
def test_while_the_authority_is_down_nothing_is_sealed_and_afterwards_it_is(stage: Stage, name: str) -> None:
    moody = Moody()
    other = stage.again(seals=Seals(time_stamp=moody))
    give_seal(stage)
    credential = stage.issued()

    refused = [other.http().get(path_of(credential, name)) for _ in range(2)]
    intents = stage.row_counts()["intent"]
    moody.down = False
    made = had(other, credential, name)

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(503, "time-stamp-unavailable")] * 2
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert intents == 2 + (name == "pdf")
    assert judged(other, made.content, FILES[name])["verdict"] == "valid"
    assert stage.audited().count(f"representation.made:{name}") == 1


def test_a_sealed_credential_has_the_time_stamp_of_the_authority(quick_stage: Stage) -> None:
    moody = Moody()
    moody.down = False
    other = quick_stage.again(seals=Seals(time_stamp=moody))
    give_seal(quick_stage)

    seal = read_seal(had(other, quick_stage.issued(), "edc").content)

    assert len(seal.evidence.time_stamps) == 1


@pytest.mark.parametrize("name", SEALED)
def test_a_locked_key_is_told_and_a_retry_succeeds(stage: Stage, name: str) -> None:
    give_seal(stage)
    credential = stage.issued()
    stage.keys.locked = True

    refused = stage.http().get(path_of(credential, name))
    stage.keys.locked = False

    assert (refused.status_code, refused.json()["code"]) == (503, KeyLocked.code)
    assert int(refused.headers["retry-after"]) > 0
    had(stage, credential, name)
    assert stage.audited().count(f"representation.made:{name}") == 1


def test_a_restart_finishes_what_the_authority_kept_from_being_sealed(quick_stage: Stage) -> None:
    moody = Moody()
    other = quick_stage.again(seals=Seals(time_stamp=moody))
    give_seal(quick_stage)
    credential = quick_stage.issued()
    assert other.http().get(path_of(credential, "edc")).status_code == 503

    waiting = recover(other.installation)
    moody.down = False
    finished = recover(other.installation)

    assert (waiting.waiting, finished.finished) == (1, 1)
    asked = moody.asked
    had(other, credential, "edc")
    assert moody.asked == asked


def test_pictures_are_made_whatever_becomes_of_seals(quick_stage: Stage) -> None:
    moody = Moody()
    other = quick_stage.again(seals=Seals(time_stamp=moody))
    give_seal(quick_stage)
    credential = quick_stage.issued()

    with pytest.raises(TimeStampUnavailable):
        make_representations(other.installation, quick_stage.client().tenant_id, credential["id"])

    made = [name for name in FILES if f"representation.made:{name}" in quick_stage.audited()]
    assert made == ["ob3-jwt", "png", "svg"]


@pytest.mark.parametrize("name", SEALED)
def test_a_seal_that_has_ended_seals_no_more_and_its_successor_does(quick_stage: Stage, name: str) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued(achievement="rehearsal")
    quick_stage.clock.move(days=TEST_SEAL_DAYS + 1)

    refused = [quick_stage.http().get(path_of(credential, name)) for _ in range(2)]
    give_seal(quick_stage)

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(503, "seal-expired")] * 2
    assert judged(quick_stage, had(quick_stage, credential, name).content, FILES[name])["verdict"] == "valid"


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("name", [*SEALED, "png"])
def test_what_could_not_be_stored_is_made_again(quick_stage: Stage, name: str, turn: int) -> None:
    give_seal(quick_stage)
    credential = quick_stage.issued()
    had(quick_stage, credential, "ob3-jwt")
    quick_stage.storage.refused = {turn} if name != "png" else {1}

    assert quick_stage.http().get(path_of(credential, name)).status_code == 503
    had(quick_stage, credential, name)
    assert quick_stage.audited().count(f"representation.made:{name}") == 1
