"""Malicious issuers and holders of European credentials, over HTTP: nothing false reads as valid, nothing is told of it, nothing breaks."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any, cast

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID

from app.crypto.certificate_contents import load_certificate
from app.crypto.certificates import read_chain
from app.crypto.encodings import encode_base64url
from app.crypto.keys import PrivateKeyObject
from app.model.record import KeyState
from app.model.report import Check
from app.model.seal import Anchors
from app.services.installation import Seals
from tests.api.verifying import check, send
from tests.crypto.authorities import Authority, Wish, certified
from tests.installations import Stage
from tests.services.papers import give_seal, had
from tests.verifier.europass.seals import AUTHORITY, CREDENTIAL, LEAF, NAMES, SEALS, STATUS, Beside, credential, header_of, sealed

LD = "application/ld+json"
LARGEST = 5 * 1024 * 1024
DEEP = b'{"payload":' + b'{"payload":' * 400_000


def judged(stage: Stage, body: bytes) -> dict[str, Any]:
    answer = send(stage, body, LD)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


class _PublicHalf:
    """What certifying takes of a key: all that anybody has of ours."""

    def __init__(self, certificate: bytes) -> None:
        self._certificate = certificate

    def public_key(self) -> Any:
        return load_certificate(self._certificate).public_key()


class Ours:
    """A genuine credential of ours, and what its seal is made of."""

    def __init__(self, stage: Stage) -> None:
        key = give_seal(stage)
        self.body = had(stage, stage.issued(), "edc").content
        self.file = orjson.loads(self.body)
        self.document = orjson.loads(self.file["payload"])
        assert key.certificate is not None
        (self.certificate,) = read_chain(key.certificate.chain)
        self.key_id = key.id
        self.signer = stage.installation.signer_for(key)

    @property
    def issuer(self) -> dict[str, Any]:
        """How it names its issuer."""
        return dict(self.document["issuer"])

    def impostor(self) -> Authority:
        """Somebody else's key in a certificate that says word for word whom the genuine one names."""
        names = load_certificate(self.certificate).subject
        others = tuple((each.oid, str(each.value)) for each in names if each.oid != NameOID.COMMON_NAME)
        common = str(names.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
        return certified(common, wish=Wish(names=others))

    def certified_again(self) -> bytes:
        """Another certificate of the genuine key, by an authority."""
        impostor = self.impostor()
        names = tuple((each.oid, str(each.value)) for each in impostor.certificate.subject if each.oid != NameOID.COMMON_NAME)
        return certified("Renewed seal", AUTHORITY, Wish(names=names), key=cast("PrivateKeyObject", _PublicHalf(self.certificate))).der

    def resealed(self, payload: str, **header: Any) -> bytes:
        """A text sealed with the genuine key."""
        members = {"x5c": [_base64(self.certificate)], "x5t#S256": _digest(self.certificate), **header}
        protected = encode_base64url(orjson.dumps(header_of(LEAF, members)))
        signature = encode_base64url(self.signer.sign(f"{protected}.{payload}".encode()))
        return orjson.dumps({"payload": payload, "signatures": [{"protected": protected, "signature": signature}]})


def as_it_is(ours: Ours) -> bytes:
    return sealed(ours.file["payload"], by=ours.impostor())


def with_the_genuine_certificate_beside(ours: Ours) -> bytes:
    impostor = ours.impostor()
    both = [_base64(impostor.der), _base64(ours.certificate)]
    return sealed(ours.file["payload"], by=impostor, beside=Beside(certificates=(ours.certificate,)), header={"x5c": both})


def two_seals(ours: Ours) -> bytes:
    file = orjson.loads(as_it_is(ours))
    return orjson.dumps({**file, "signatures": [*ours.file["signatures"], *file["signatures"]]})


def about_another_slot(ours: Ours) -> bytes:
    status = {**ours.document["credentialStatus"], "statusListIndex": "7"}
    return sealed(orjson.dumps({**ours.document, "credentialStatus": status}).decode(), by=ours.impostor())


def with_another_list(ours: Ours) -> bytes:
    return sealed({**ours.document, "credentialStatus": STATUS}, by=ours.impostor())


@pytest.mark.parametrize(
    "forge",
    [as_it_is, with_the_genuine_certificate_beside, two_seals, about_another_slot, with_another_list],
    ids=lambda each: each.__name__,
)
@pytest.mark.parametrize("trusts", [False, True], ids=["nobody trusted", "the genuine certificate trusted"])
def test_a_certificate_in_our_name_is_nobodys(quick_stage: Stage, forge: Callable[[Ours], bytes], trusts: bool) -> None:  # noqa: FBT001
    ours = Ours(quick_stage)
    stage = quick_stage.again(seals=Seals(anchors=Anchors(seals=(ours.certificate,)))) if trusts else quick_stage
    report = judged(stage, forge(ours))

    assert (report["verdict"], check(report, Check.ISSUER_KEY)) == ("cannot_tell", ("unknown", "seal-unanchored"))
    assert "credential_view" not in report
    assert report["sources"] == []
    assert stage.network.asked == []


def stolen(ours: Ours) -> bytes:
    """The genuine certificate over somebody else's signature."""
    members = {"x5c": [_base64(ours.certificate)], "x5t#S256": _digest(ours.certificate)}
    return sealed(ours.file["payload"], by=ours.impostor(), header=members)


def another_id(ours: Ours) -> bytes:
    payload = ours.file["payload"].replace(ours.document["id"], "urn:credential:00000000-0000-5000-8000-000000000000")
    return orjson.dumps({**ours.file, "payload": payload})


def another_name(ours: Ours) -> bytes:
    return orjson.dumps({**ours.file, "payload": ours.file["payload"].replace('"fullName":{', '"fullName":{"fr":"Eve",', 1)})


def another_spelling(ours: Ours) -> bytes:
    return orjson.dumps({**ours.file, "payload": ours.file["payload"].replace('"issuer"', '"\\u0069ssuer"', 1)})


def unsealed(ours: Ours) -> bytes:
    return orjson.dumps(ours.document)


def without_its_seal(ours: Ours) -> bytes:
    return orjson.dumps({"payload": ours.file["payload"], "signatures": []})


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (stolen, "seal-invalid"),
        (another_id, "seal-invalid"),
        (another_name, "seal-invalid"),
        (another_spelling, "seal-invalid"),
        (unsealed, "proof-missing"),
        (without_its_seal, "proof-malformed"),
    ],
    ids=["stolen", "id", "name", "spelling", "unsealed", "no seals"],
)
def test_what_the_seal_does_not_cover_is_not_ours(quick_stage: Stage, forge: Callable[[Ours], bytes], code: str) -> None:
    ours = Ours(quick_stage)
    report = judged(quick_stage, forge(ours))

    assert (report["verdict"], check(report, Check.PROOF)) == ("not_valid", ("failed", code))
    assert "credential_view" not in report
    assert report["sources"] == []


def test_not_even_our_own_seal_vouches_for_another_name(quick_stage: Stage) -> None:
    ours = Ours(quick_stage)
    victim = {**ours.issuer, "legalName": {"en": "Example Performing Arts Academy"}}
    report = judged(quick_stage, ours.resealed(orjson.dumps({**ours.document, "issuer": victim}).decode()))

    assert (report["verdict"], check(report, Check.ISSUER_KEY)) == ("not_valid", ("failed", "seal-of-another"))
    assert "credential_view" not in report


def test_what_our_own_seal_covers_without_an_entry_here_has_no_status_of_another(quick_stage: Stage) -> None:
    ours = Ours(quick_stage)
    elsewhere = {**ours.document, "id": "urn:credential:00000000-0000-5000-8000-000000000000", "credentialStatus": STATUS}
    report = judged(quick_stage, ours.resealed(orjson.dumps(elsewhere).decode()))

    assert report["verdict"] == "cannot_tell"
    assert check(report, Check.STATUS)[0] == "unknown"


def test_a_compromised_key_of_ours_is_so_under_every_certificate(quick_stage: Stage) -> None:
    ours = Ours(quick_stage)
    again = ours.certified_again()
    stage = quick_stage.again(seals=Seals(anchors=SEALS))
    evidence = {"etsiU": [{"xVals": [{"x509Cert": {"val": _base64(AUTHORITY.der)}}]}]}
    file = orjson.loads(ours.resealed(ours.file["payload"], **{"x5c": [_base64(again)], "x5t#S256": _digest(again)}))
    body = orjson.dumps({**file, "signatures": [{**file["signatures"][0], "header": evidence}]})

    assert check(judged(stage, body), Check.ISSUER_KEY) == ("passed", "seal-anchored")
    quick_stage.update("issuer_key", ours.key_id, state=KeyState.REVOKED, revoked_at=quick_stage.clock())
    assert check(judged(stage, body), Check.ISSUER_KEY) == ("failed", "key-revoked")
    assert check(judged(stage, ours.body), Check.ISSUER_KEY)[0] != "passed"


def test_a_seal_of_a_kind_that_we_do_not_use_is_judged_all_the_same(quick_stage: Stage) -> None:
    odd = certified("Odd", AUTHORITY, Wish(names=NAMES), key=ed25519.Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
    report = judged(quick_stage, sealed(header={"x5c": [_base64(odd.der)], "x5t#S256": _digest(odd.der)}))

    assert report["verdict"] == "not_valid"


def test_a_stranger_in_good_standing_cannot_borrow_our_lists(quick_stage: Stage) -> None:
    ours = Ours(quick_stage)
    document = credential(credentialStatus=ours.document["credentialStatus"])
    report = judged(quick_stage.again(seals=Seals(anchors=SEALS)), sealed(document))

    assert check(report, Check.ISSUER_KEY) == ("passed", "seal-anchored")
    assert check(report, Check.STATUS) == ("unknown", "status-list-refused")


def _padded(amount: int) -> bytes:
    return sealed(credential(displayParameter={**CREDENTIAL["displayParameter"], "summaryDisplay": "x" * amount}))


def _claims(amount: int) -> bytes:
    claim = {"id": "urn:epass:a:1", "type": "LearningAchievement"}
    return sealed(credential(credentialSubject={**CREDENTIAL["credentialSubject"], "hasClaim": [claim] * amount}))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (_padded(LARGEST - 20_000), 200),
        (_padded(LARGEST + 1), 413),
        (_claims(30_000), 200),
        (_claims(70_000), 200),
        (DEEP, 422),
        (b'{"payload":"' + b"[" * 1_000_000 + b'","signatures":[]}', 422),
        (sealed("[]"), 422),
        (sealed("{}"), 422),
        (sealed('{"credentialSubject":' * 200 + "1" + "}" * 200), 200),
    ],
    ids=["nearly too large", "too large", "many claims", "more than many", "deep", "deep text", "a list", "nothing", "deep document"],
)
def test_whatever_is_too_much_gets_an_answer(quick_stage: Stage, body: bytes, status: int) -> None:
    answer = send(quick_stage, body, LD)

    assert answer.status_code == status
    assert status != 200 or answer.json()["verdict"] != "valid"


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _digest(octets: bytes) -> str:
    return encode_base64url(hashlib.sha256(octets).digest())
