"""A key that another one has followed signs no more; what waits for a key that is lost is given up; on both databases."""

import pytest

from app.errors import Conflict, NotFound
from app.model.record import CredentialState, KeyState
from app.model.report import Verdict
from app.model.secured import Algorithm
from app.services.audited import operator_actor
from app.services.create_issuer import add_key
from app.services.examine import examine
from app.services.list_keys import issuer_named, listed_keys
from app.services.recover import Recovered, recover
from app.services.retire_key import Retired, retire_key
from app.services.rotate_keys import rotate_key
from tests.installations import Stage
from tests.services.signing_keys import ISSUER, KeyStage, with_distinct_keys


@pytest.fixture
def theatre(stage: Stage) -> KeyStage:
    return with_distinct_keys(stage)


@pytest.fixture
def quick(quick_stage: Stage) -> KeyStage:
    return with_distinct_keys(quick_stage)


def retire(theatre: KeyStage, kid: str) -> Retired:
    return retire_key(theatre.stage.installation, theatre.operator, ISSUER, kid)


def complaints(theatre: KeyStage) -> list[str]:
    return [found.says for found in examine(theatre.stage.installation) if not found.holds]


def test_a_retired_key_signs_no_more_and_what_it_signed_verifies(theatre: KeyStage) -> None:
    before = theatre.file(theatre.stage.issued(source_ref="a")["id"])
    old = theatre.active()
    newer = add_key(theatre.stage.installation, issuer_named(theatre.stage.installation, ISSUER), Algorithm.EDDSA)

    retired = retire(theatre, old.kid)

    assert (retired.key.id, retired.key.state, retired.voided, retired.left) == (old.id, KeyState.RETIRED, 0, 0)
    assert theatre.active() == newer
    assert theatre.report(before).verdict is Verdict.VALID
    assert "key.retired" in theatre.stage.audited()


def test_the_newest_key_can_be_retired_and_an_older_one_signs_again(theatre: KeyStage) -> None:
    old = theatre.active()
    newer = add_key(theatre.stage.installation, issuer_named(theatre.stage.installation, ISSUER), Algorithm.EDDSA)

    retire(theatre, newer.kid)

    assert theatre.active() == old
    assert theatre.report(theatre.file(theatre.stage.issued()["id"])).verdict is Verdict.VALID


@pytest.mark.parametrize("algorithm", [Algorithm.EDDSA, Algorithm.RS256, Algorithm.ES256])
def test_the_last_key_of_its_algorithm_is_not_retired(theatre: KeyStage, algorithm: Algorithm) -> None:
    key, rows = theatre.active(algorithm), theatre.stage.row_counts()

    with pytest.raises(Conflict, match=f"keys rotate academy --algorithm {algorithm}"):
        retire(theatre, key.kid)

    assert (theatre.active(algorithm), theatre.stage.row_counts()) == (key, rows)


def test_what_waits_for_a_lost_key_is_given_up_and_may_be_asked_for_again(theatre: KeyStage) -> None:
    credential_id = theatre.intend(key="k1")
    old = theatre.active()
    theatre.keys.lost.add(old.uri)
    rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)
    assert recover(theatre.stage.installation) == Recovered(finished=0, voided=0, waiting=1)

    retired = retire(theatre, old.kid)

    assert (retired.voided, retired.left) == (1, 0)
    assert theatre.stage.credential(credential_id).row.state is CredentialState.VOIDED
    assert recover(theatre.stage.installation) == Recovered(finished=0, voided=0)
    again = theatre.stage.issue(key="k1")
    assert again.status_code == 201
    assert theatre.report(theatre.file(again.json()["id"])).verdict is Verdict.VALID


def test_what_waits_for_a_key_that_opens_is_finished_with_it(theatre: KeyStage) -> None:
    credential_id = theatre.intend()
    old = theatre.active()
    rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)

    retired = retire(theatre, old.kid)

    assert (retired.voided, retired.left) == (0, 1)
    assert recover(theatre.stage.installation) == Recovered(finished=1, voided=0)
    assert theatre.stage.credential(credential_id).row.state is CredentialState.ISSUED


def test_retiring_again_changes_nothing(theatre: KeyStage) -> None:
    old = theatre.active()
    rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)
    rows = theatre.stage.row_counts()

    assert retire(theatre, old.kid).key.state is KeyState.RETIRED
    assert theatre.stage.row_counts() == rows


def test_the_doctor_names_the_way_out_for_intents_whose_key_is_lost(quick: KeyStage) -> None:
    quick.intend(source_ref="a")
    old = quick.active()
    quick.keys.lost.add(old.uri)
    rotate_key(quick.stage.installation, quick.operator, ISSUER, Algorithm.EDDSA)
    quick.intend(source_ref="b")
    quick.stage.clock.move(minutes=1)

    lost, waiting = complaints(quick)

    assert lost.startswith(f"1 intents to sign wait for the key {old.kid} of academy, which does not open")
    assert f"`proscenium keys retire academy {old.kid}` gives them up" in lost
    assert waiting == "1 intents to sign were left open: a restart finishes them."


def test_a_revoked_key_is_not_retired(quick: KeyStage) -> None:
    key = quick.active()
    quick.stage.update("issuer_key", key.id, state=KeyState.REVOKED)

    with pytest.raises(Conflict, match="revoked"):
        retire(quick, key.kid)


def test_a_key_of_another_tenant_or_of_nobody_is_not_found(quick: KeyStage) -> None:
    kid = quick.active().kid
    stranger = operator_actor(quick.stage.client("orchestra").tenant_id)

    for actor, slug, name in ((stranger, ISSUER, kid), (quick.operator, "conservatory", kid), (quick.operator, ISSUER, "nothing")):
        with pytest.raises(NotFound):
            retire_key(quick.stage.installation, actor, slug, name)


def test_every_key_is_listed_with_the_number_of_files_that_it_signed(theatre: KeyStage) -> None:
    credential_id = theatre.stage.issued(source_ref="a")["id"]
    theatre.file(credential_id, "ob3-jwt")
    theatre.stage.issued(source_ref="b")
    rotate_key(theatre.stage.installation, theatre.operator, ISSUER, Algorithm.EDDSA)
    theatre.intend(source_ref="c")

    counted = {(each.key.algorithm, each.key.state): each.files for each in listed_keys(theatre.stage.installation, ISSUER)}

    assert counted == {
        (Algorithm.EDDSA, KeyState.RETIRED): 2,
        (Algorithm.EDDSA, KeyState.ACTIVE): 0,
        (Algorithm.RS256, KeyState.ACTIVE): 1,
        (Algorithm.ES256, KeyState.ACTIVE): 0,
    }
    assert len(listed_keys(theatre.stage.installation, None)) == 7
    assert listed_keys(theatre.stage.installation, "nothing") == ()
