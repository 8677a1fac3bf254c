"""What becomes of seals: listed, retired, declared compromised, examined; their certificates stay where everybody can fetch them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.adapters.database import identities
from app.adapters.journal import read_journal
from app.errors import Conflict, TimeStampUnavailable
from app.model.record import CredentialState, IssuerKey, KeyState
from app.services.audited import operator_actor
from app.services.compromise_key import compromise_key
from app.services.examine import examine
from app.services.examine_seals import examine_seals
from app.services.examined import Examined
from app.services.installation import Installation, Seals
from app.services.list_keys import keys_of, listed_keys
from app.services.retire_key import Retired, retire_key
from app.services.seals import TEST_SEAL_DAYS, create_test_seal
from tests.installations import Stage
from tests.props import NOON


def give_seal(stage: Stage) -> IssuerKey:
    return create_test_seal(stage.installation, operator_actor(stage.client().tenant_id), "academy")


def seal_now(stage: Stage, key: IssuerKey) -> IssuerKey:
    found = stage.installation.database.read(lambda session: identities.key_by_id(session, key.tenant_id, key.id))
    assert found is not None
    return found


def retired(stage: Stage, key: IssuerKey) -> Retired:
    return retire_key(stage.installation, operator_actor(key.tenant_id), "academy", key.kid)


def edc(stage: Stage, credential: str) -> int:
    return int(stage.http().get(f"/v1/credentials/{credential}/representations/edc").status_code)


def said(installation: Installation) -> list[Examined]:
    return list(examine_seals(installation))


def test_seals_are_listed_after_the_keys_that_sign_with_what_they_sealed(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    assert edc(quick_stage, quick_stage.issued()["id"]) == 200

    *signing, last = listed_keys(quick_stage.installation, "academy")

    assert (last.key, last.files) == (key, 1)
    assert [listed.key for listed in signing] == [each for each, _ in keys_of(quick_stage.installation, "academy")]


def test_the_last_seal_may_be_retired_and_then_nothing_is_sealed(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    before, after = (quick_stage.issued(source_ref=ref)["id"] for ref in ("a", "b"))
    assert edc(quick_stage, before) == 200

    assert retired(quick_stage, key).key.state is KeyState.RETIRED

    assert seal_now(quick_stage, key).state is KeyState.RETIRED
    assert (edc(quick_stage, before), edc(quick_stage, after)) == (200, 409)
    assert read_journal(quick_stage.installation.journal.path).entries[-1] == seal_now(quick_stage, key)


def test_a_compromised_seal_takes_what_it_sealed_since_with_it_and_nothing_else(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    ids = {ref: quick_stage.issued(source_ref=ref)["id"] for ref in ("before", "since", "never")}
    assert edc(quick_stage, ids["before"]) == 200
    quick_stage.clock.move(days=2)
    assert edc(quick_stage, ids["since"]) == 200

    done = compromise_key(quick_stage.installation, operator_actor(key.tenant_id), "academy", key.kid, NOON + timedelta(days=1))

    assert (done.revoked.credentials, done.kept, done.replacement) == (1, 1, None)
    states = {ref: quick_stage.credential(found).row.state for ref, found in ids.items()}
    assert states == {"before": CredentialState.ISSUED, "since": CredentialState.REVOKED, "never": CredentialState.ISSUED}
    revoked = seal_now(quick_stage, key)
    assert (revoked.state, revoked.public.revoked_at) == (KeyState.REVOKED, NOON + timedelta(days=1))
    assert edc(quick_stage, ids["never"]) == 409
    with pytest.raises(Conflict, match="revoked"):
        retired(quick_stage, key)


def test_the_keys_that_sign_are_left_alone_when_a_seal_is_compromised(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    before = keys_of(quick_stage.installation, "academy")

    compromise_key(quick_stage.installation, operator_actor(key.tenant_id), "academy", key.kid, NOON)

    assert keys_of(quick_stage.installation, "academy") == before


# its certificates


def test_everybody_can_fetch_the_certificates_whatever_became_of_the_seal(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    assert key.certificate is not None
    address = key.public.verification_method.removeprefix("https://credentials.example.org")
    first = quick_stage.http(None).get(address)
    retired(quick_stage, key)

    again = quick_stage.http(None).get(address)

    assert (first.status_code, first.text) == (200, key.certificate.chain)
    assert first.headers["content-type"] == "application/pem-certificate-chain"
    assert first.headers["access-control-allow-origin"] == "*"
    assert again.content == first.content


@pytest.mark.parametrize("path", ["/issuers/nobody/seals/{kid}", "/issuers/academy/seals/nothing", "/issuers/conservatory/seals/{kid}"])
def test_a_seal_that_there_is_not_is_not_found(quick_stage: Stage, path: str) -> None:
    key = give_seal(quick_stage)

    assert quick_stage.http(None).get(path.format(kid=key.kid)).status_code == 404


def test_a_key_that_signs_is_no_seal_and_a_seal_no_key_that_signs(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    (signing, *_) = (each for each, _ in keys_of(quick_stage.installation, "academy"))

    assert quick_stage.http(None).get(f"/issuers/academy/seals/{signing.kid}").status_code == 404
    assert quick_stage.http(None).get(f"/issuers/academy/keys/{key.kid}").status_code == 404


# the doctor


def test_without_a_seal_nothing_is_said_of_seals(quick_stage: Stage) -> None:
    assert said(quick_stage.installation) == []


def test_a_sound_seal_is_told_to_be_sound(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)

    found = said(quick_stage.installation)

    assert [each.says for each in found] == [
        f"Seal {key.kid} of academy (ES256) opens.",
        f"The certificate of seal {key.kid} of academy is good until 2028-01-31.",
    ]
    assert all(each.holds and not each.warns for each in found)
    assert set(found) <= set(examine(quick_stage.installation))


@pytest.mark.parametrize(("days_left", "warns"), [(61, False), (60, True), (1, True), (0, True)])
def test_sixty_days_before_a_certificate_ends_its_successor_is_asked_for(quick_stage: Stage, days_left: int, *, warns: bool) -> None:
    give_seal(quick_stage)
    quick_stage.clock.move(days=TEST_SEAL_DAYS - days_left)

    found = said(quick_stage.installation)[1]

    assert (found.holds, found.warns) == (True, warns)
    assert (f"in {days_left} days" in found.says and "import-seal academy" in found.says) == warns


def test_a_certificate_that_has_ended_is_wrong(quick_stage: Stage) -> None:
    give_seal(quick_stage)
    quick_stage.clock.move(days=TEST_SEAL_DAYS, seconds=1)

    found = said(quick_stage.installation)[1]

    assert not found.holds
    assert "nothing is sealed any more" in found.says


def test_a_seal_that_another_one_followed_is_to_be_retired_when_it_ends(quick_stage: Stage) -> None:
    old = give_seal(quick_stage)
    quick_stage.clock.move(days=TEST_SEAL_DAYS + 1)
    give_seal(quick_stage)

    found = said(quick_stage.installation)

    assert all(each.holds for each in found)
    assert [each.says for each in found if each.warns] == [
        f"The certificate of seal {old.kid} of academy is followed by another: `proscenium keys retire academy {old.kid}`."
    ]
    retired(quick_stage, old)
    assert not [each for each in said(quick_stage.installation) if each.warns]


def test_a_seal_whose_key_does_not_open_is_wrong_but_badges_go_on(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    quick_stage.keys.locked = True

    found = said(quick_stage.installation)[0]

    assert (found.holds, key.kid in found.says, "passphrase" in found.says) == (False, True, True)


def test_what_waits_for_a_seal_that_does_not_open_is_told_with_the_way_out(quick_stage: Stage) -> None:
    key = give_seal(quick_stage)
    credential = quick_stage.issued()["id"]
    quick_stage.keys.locked = True
    assert edc(quick_stage, credential) == 503
    quick_stage.clock.move(minutes=5)

    (waits,) = (each.says for each in examine(quick_stage.installation) if "wait for the key" in each.says)

    assert "keys import-seal academy" in waits
    assert f"keys retire academy {key.kid}" in waits


def failing(_covered: bytes) -> bytes:
    raise TimeStampUnavailable("it is down")


def answering(_covered: bytes) -> bytes:
    return b"token"


def test_an_authority_that_is_down_is_wrong_and_one_that_answers_is_not(quick_stage: Stage) -> None:
    give_seal(quick_stage)

    down, up = (said(replace(quick_stage.installation, seals=Seals(time_stamp=stamp)))[-1] for stamp in (failing, answering))

    assert (down.holds, down.says) == (False, "The time-stamping authority: it is down")
    assert (up.holds, up.says) == (True, "The time-stamping authority answers.")


def test_production_is_told_what_it_lacks_without_an_authority(quick_stage: Stage) -> None:
    give_seal(quick_stage)

    found = said(replace(quick_stage.installation, demo=False))[-1]

    assert (found.holds, found.warns, "PROSCENIUM_TSA_URL" in found.says) == (True, True, True)


def test_an_issuer_without_a_seal_lacks_nothing(quick_stage: Stage) -> None:
    assert not [each for each in examine(quick_stage.installation) if "edc" in each.says]
