"""The checks beside (3): form, seal, dates, status, trusted lists; and which of them are not made where the seal does not stand."""

import base64
import hashlib
from dataclasses import replace
from typing import Any

import orjson
import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519

from app.crypto.encodings import encode_base64url
from app.model.report import Check, Outcome, Verdict
from app.model.seal import Anchors
from app.verifier.evidence import OwnRecord, Purpose
from app.verifier.forms import read_presented
from app.verifier.judge import judge
from app.verifier.kinds import still_wanted
from tests.crypto.authorities import NOON, Authority, Wish, certified
from tests.verifier.europass.seals import (
    AUTHORITY,
    HOUR,
    ISSUER,
    LEAF,
    LIST_URL,
    NAMES,
    ROOT,
    SEALS,
    STAMPER,
    STAMPS,
    STATUS,
    Beside,
    case,
    credential,
    owned,
    report,
    sealed,
)
from tests.verifier.world import ISSUER as DID
from tests.verifier.world import ISSUER_URL, a_list, answered, finding, keys_document, signed

NOBODY = Anchors()
_STATEMENTS = "1.3.6.1.5.5.7.1.3"


def codes(body: bytes, *around: Any, **more: Any) -> list[str]:
    return [each.code for each in report(body, *around, **more).findings]


def qualified(name: str = "Claims much") -> Authority:
    """A seal whose certificate claims to be qualified, and for seals."""
    kind = core.SequenceOf(spec=core.ObjectIdentifier)
    kind.append("0.4.0.1862.1.6.2")
    compliant = _sequence(core.ObjectIdentifier("0.4.0.1862.1.1"))
    for_seals = _sequence(core.ObjectIdentifier("0.4.0.1862.1.6"), kind)
    value = _sequence(compliant, for_seals).dump()
    return certified(
        name,
        AUTHORITY,
        Wish(names=NAMES, extensions=((x509.UnrecognizedExtension(x509.ObjectIdentifier(_STATEMENTS), value), False),)),
    )


def _sequence(*items: Any) -> core.Sequence:
    content = b"".join(item.dump() for item in items)
    return core.Sequence.load(core.Sequence(contents=content).dump())


# (1) readable


def test_a_damaged_file_is_not_judged_any_further() -> None:
    found = report(sealed()[:-3])

    assert (found.verdict, found.credential_format) == (Verdict.NOT_VALID, "europass")
    assert [each.code for each in found.findings] == ["json-malformed", *["not-judged"] * 5, "no-registry"]


def test_a_context_that_nobody_here_knows_leaves_its_words_open() -> None:
    contexts = ["https://www.w3.org/2018/credentials/v1", "http://dev.example/edc-ap-context.jsonld"]
    found = codes(sealed(credential(**{"@context": contexts})))

    assert found[:4] == ["context-unknown", "schema-violation", "seal-anchored", "seal-genuine"]


def test_more_than_anybody_needs_is_refused() -> None:
    entries = [{**STATUS, "id": f"urn:{number}"} for number in range(17)]

    for body in (sealed(credential(credentialStatus=entries)), orjson.dumps(credential(credentialStatus=entries))):
        assert codes(body)[0] == "document-too-complex"


# (2) form


def test_what_the_profile_demands_is_demanded() -> None:
    found = finding(report(sealed(credential(displayParameter=...))), 2)

    assert found.code == "schema-violation"
    assert found.facts["pointer"] == "/displayParameter"


def test_what_is_odd_and_allowed_is_remarked() -> None:
    found = finding(report(sealed(credential(favouriteColour="green"))), 2)

    assert (found.code, found.outcome) == ("schema-europass-remarks", Outcome.PASSED)
    assert found.facts["pointer"] == "/favouriteColour"


def test_a_profile_that_is_not_known_here_is_neither_kept_nor_broken() -> None:
    newer = "http://data.europa.eu/snb/model/application-profile/edc-generic-full"
    asked = [*credential()["credentialSchema"], {"id": newer, "type": "ShaclValidator2017"}]

    found = report(sealed(credential(credentialSchema=asked)))
    broken = report(sealed(credential(credentialSchema=asked, displayParameter=...)))

    assert (finding(found, 2).code, finding(found, 2).facts) == ("schema-profile-unknown", {"profile": newer})
    assert (found.verdict, finding(broken, 2).code) == (Verdict.CANNOT_TELL, "schema-violation")


# (4) the seal


@pytest.mark.parametrize("member", ["displayParameter", "validFrom", "issuer"])
def test_another_document_under_the_same_seal_fails(member: str) -> None:
    file = orjson.loads(sealed())
    payload = orjson.loads(file["payload"])
    payload.pop(member)
    found = report(orjson.dumps({**file, "payload": orjson.dumps(payload).decode()}))

    assert (found.verdict, finding(found, 4).code) == (Verdict.NOT_VALID, "seal-invalid")
    assert found.content is None


def test_the_same_document_written_otherwise_fails() -> None:
    file = orjson.loads(sealed())
    body = orjson.dumps({**file, "payload": file["payload"].replace(":", ": ", 1)})

    assert finding(report(body), 4).code == "seal-invalid"


def test_the_same_file_escaped_otherwise_holds() -> None:
    text = credential(displayParameter={**credential()["displayParameter"], "title": {"en": "Τραγούδι"}})
    body = sealed(text)
    escaped = body.decode().encode("ascii", "backslashreplace").replace(b'\\\\"', b'\\"')

    assert body != escaped
    assert finding(report(escaped), 4).code == "seal-genuine"


@pytest.mark.parametrize(
    ("header", "code", "outcome"),
    [
        pytest.param({"alg": "none"}, "proof-malformed", Outcome.FAILED, id="no algorithm"),
        pytest.param({"alg": "HS256"}, "proof-malformed", Outcome.FAILED, id="a secret"),
        pytest.param({"alg": "RS256"}, "seal-invalid", Outcome.FAILED, id="another kind of key"),
        pytest.param({"alg": "ES256K"}, "suite-unsupported", Outcome.UNKNOWN, id="a curve that we do not know"),
        pytest.param({"crit": ["b64", "new"], "new": 1}, "proof-malformed", Outcome.FAILED, id="critical and unknown"),
        pytest.param({"crit": ...}, "proof-malformed", Outcome.FAILED, id="not critical"),
        pytest.param({"x5c": ...}, "proof-malformed", Outcome.FAILED, id="no certificate"),
        pytest.param({"x5t#S256": "AAAA"}, "proof-malformed", Outcome.FAILED, id="another digest"),
        pytest.param({"sigD": {}}, "suite-unsupported", Outcome.UNKNOWN, id="detached"),
    ],
)
def test_headers_that_cannot_be_relied_on_are_refused(header: dict[str, Any], code: str, outcome: Outcome) -> None:
    found = report(sealed(header=header))

    assert found.verdict is (Verdict.NOT_VALID if outcome is Outcome.FAILED else Verdict.CANNOT_TELL)
    assert (finding(found, 4).code, finding(found, 4).outcome) == (code, outcome)
    assert found.content is None


def test_a_seal_in_the_flattened_form_is_not_judged() -> None:
    file = orjson.loads(sealed())
    flattened = {
        "payload": file["payload"],
        "protected": file["signatures"][0]["protected"],
        "signature": file["signatures"][0]["signature"],
    }
    found = report(orjson.dumps(flattened))

    assert (found.verdict, finding(found, 4).code) == (Verdict.CANNOT_TELL, "suite-unsupported")


def test_all_seals_must_hold_and_be_the_issuers() -> None:
    first, second = orjson.loads(sealed()), orjson.loads(sealed(by=certified("Second", AUTHORITY, Wish(names=NAMES))))
    both = {"payload": first["payload"], "signatures": [*first["signatures"], *second["signatures"]]}
    stranger = orjson.loads(sealed(by=certified("Stranger", wish=Wish(names=NAMES))))
    mixed = {"payload": first["payload"], "signatures": [*first["signatures"], *stranger["signatures"]]}
    broken = {**both, "signatures": [first["signatures"][0], {**second["signatures"][0], "signature": first["signatures"][0]["signature"]}]}

    assert report(orjson.dumps(both)).verdict is Verdict.VALID
    assert codes(orjson.dumps(mixed))[2:4] == ["seal-unanchored", "seal-genuine"]
    assert codes(orjson.dumps(broken))[2:4] == ["seal-anchored", "seal-invalid"]


def test_a_seal_over_another_document_than_was_read_fails() -> None:
    judged = case(sealed())
    other = replace(judged.presented, document=credential(validFrom="2020-01-01T00:00:00Z"))
    found = judge(replace(judged, presented=other))

    assert finding(found, 4).code == "proof-malformed"


def test_a_credential_without_a_seal_could_be_anybodys() -> None:
    found = report(orjson.dumps(credential()))

    assert (found.verdict, found.securing) == (Verdict.NOT_VALID, "none")
    assert [each.code for each in found.findings] == [
        "readable",
        "schema-europass",
        "not-judged",
        "proof-missing",
        "not-judged",
        "not-judged",
        "no-registry",
    ]
    assert found.content is None


def test_a_trusted_time_stamp_is_told() -> None:
    found = finding(report(sealed(beside=Beside(stamps=((STAMPER, NOON + HOUR),))), STAMPS, NOON + 2 * HOUR), 4)

    assert found.code == "seal-genuine-stamped"
    assert found.facts["stamped_at"] == (NOON + HOUR).isoformat()


def test_without_a_moment_of_its_own_a_seal_says_none() -> None:
    assert finding(report(sealed(header={"iat": ...})), 4).facts == {}


# (5) dates

LONG_AGO = dict.fromkeys(("issuanceDate", "issued", "validFrom"), "2026-01-01T00:00:00Z")
JANUARY = NOON.replace(month=1, day=31)
IN_JANUARY = {"iat": int(JANUARY.timestamp())}


@pytest.mark.parametrize(
    ("members", "code", "verdict"),
    [
        ({**LONG_AGO, "validUntil": "2026-06-14T00:00:00Z"}, "expired", Verdict.VALID_NOT_CURRENT),
        ({"validFrom": "2026-07-01T00:00:00Z"}, "not-yet-valid", Verdict.VALID_NOT_CURRENT),
        ({"validUntil": "2030-06-14T00:00:00Z"}, "current-until", Verdict.VALID),
    ],
)
def test_dates_are_judged_once_the_seal_stands(members: dict[str, str], code: str, verdict: Verdict) -> None:
    body = sealed(credential(**members))

    assert (report(body).verdict, finding(report(body), 5).code) == (verdict, code)
    assert finding(report(body, NOBODY), 5).code == "not-judged"


def test_a_seal_of_the_future_is_told_apart() -> None:
    assert finding(report(sealed(header={"iat": int((NOON + HOUR).timestamp())})), 5).code == "signed-in-future"


# (6) status


def status_evidence(*set_indexes: int, issuer: str = DID) -> Any:
    document = a_list(set_indexes, list_url=LIST_URL, issuer=issuer)
    fetched = (answered(LIST_URL, signed(document)), answered(ISSUER_URL, keys_document()))
    return {each.url: each for each in fetched}


IDENTIFIED = {**ISSUER, "identifier": [{"id": "urn:epass:identifier:1", "type": "Identifier", "schemeName": "DID", "notation": DID}]}
WITH_STATUS = credential(credentialStatus=STATUS, issuer=IDENTIFIED)


def test_lists_are_wanted_only_once_the_seal_stands() -> None:
    wanted = still_wanted(case(sealed(WITH_STATUS)))

    assert [(each.url, each.purpose) for each in wanted] == [(LIST_URL, Purpose.STATUS_LIST)]
    assert still_wanted(case(sealed(WITH_STATUS), NOBODY)) == ()
    assert still_wanted(case(sealed())) == ()


@pytest.mark.parametrize(("indexes", "code", "verdict"), [((), "not-revoked", Verdict.VALID), ((5,), "revoked", Verdict.NOT_VALID)])
def test_the_list_tells_whether_it_was_revoked(indexes: tuple[int, ...], code: str, verdict: Verdict) -> None:
    found = report(sealed({**WITH_STATUS, **LONG_AGO}, header=IN_JANUARY), moment=JANUARY, evidence=status_evidence(*indexes))

    assert (found.verdict, finding(found, 6).code) == (verdict, code)


def test_a_list_of_somebody_else_leaves_it_open() -> None:
    body = sealed({**WITH_STATUS, **LONG_AGO, "issuer": ISSUER}, header=IN_JANUARY)
    found = report(body, moment=JANUARY, evidence=status_evidence())

    assert (found.verdict, finding(found, 6).code) == (Verdict.CANNOT_TELL, "status-list-refused")


def test_a_list_that_was_not_had_leaves_it_open() -> None:
    found = report(sealed(WITH_STATUS))

    assert (found.verdict, finding(found, 6).code) == (Verdict.CANNOT_TELL, "status-unreachable")


def test_a_status_of_another_kind_leaves_it_open() -> None:
    body = sealed(credential(credentialStatus={"id": "https://a.example/1", "type": "CredentialStatus"}))

    assert finding(report(body), 6).code == "status-type-unknown"


@pytest.mark.parametrize(
    ("own", "code", "verdict"),
    [
        (OwnRecord(DID, revoked=True), "revoked", Verdict.NOT_VALID),
        (OwnRecord(DID, suspended=True), "suspended", Verdict.VALID_NOT_CURRENT),
        (OwnRecord(DID, revoked=True, superseded_by="https://a.example/c/2"), "superseded", Verdict.VALID_NOT_CURRENT),
        (OwnRecord(DID), "no-status", Verdict.VALID),
        (OwnRecord("did:web:another.example", revoked=True), "no-status", Verdict.VALID),
    ],
)
def test_our_own_register_is_asked_for_what_one_of_ours_sealed(own: OwnRecord, code: str, verdict: Verdict) -> None:
    found = report(sealed(), NOBODY, seals=owned(LEAF, DID), own=own)

    assert (found.verdict, finding(found, 6).code) == (verdict, code)


def test_our_own_register_says_nothing_of_what_a_stranger_sealed() -> None:
    assert finding(report(sealed(), own=OwnRecord(DID, revoked=True)), 6).code == "no-status"


def test_the_lists_of_our_own_seals_are_our_identitys() -> None:
    body = sealed(credential(credentialStatus=STATUS, **LONG_AGO), header=IN_JANUARY)
    found = report(body, NOBODY, JANUARY, seals=owned(LEAF, DID), evidence=status_evidence(5))

    assert finding(found, 6).code == "revoked"


# (7) trusted lists

LISTED = Anchors(seals=(ROOT.der, AUTHORITY.der), granted_seals=frozenset({AUTHORITY.der}))


def trust(body: bytes, anchors: Anchors) -> tuple[str, Outcome]:
    found = report(body, anchors).finding(Check.ISSUER_TRUST)
    return found.code, found.outcome


def test_what_claims_to_be_qualified_claims_it() -> None:
    assert trust(sealed(by=qualified()), SEALS) == ("seal-claims-qualified", Outcome.NOT_APPLICABLE)
    assert trust(sealed(by=qualified()), NOBODY) == ("seal-claims-qualified", Outcome.NOT_APPLICABLE)


def test_what_does_not_claim_it_is_never_said_to() -> None:
    assert trust(sealed(), SEALS) == ("no-registry", Outcome.NOT_APPLICABLE)
    assert trust(sealed(), LISTED) == ("seal-authority-unlisted", Outcome.UNKNOWN)


def test_a_trusted_list_names_the_authority_behind_a_claim() -> None:
    assert trust(sealed(by=qualified()), LISTED) == ("seal-authority-listed", Outcome.PASSED)
    assert trust(sealed(by=qualified()), replace(LISTED, granted_seals=frozenset({b"another"}))) == (
        "seal-authority-unlisted",
        Outcome.UNKNOWN,
    )


def test_a_claim_that_no_anchor_carries_is_not_listed() -> None:
    elsewhere = Anchors(granted_seals=frozenset({AUTHORITY.der}))

    assert trust(sealed(by=qualified()), elsewhere) == ("seal-authority-unlisted", Outcome.UNKNOWN)


def test_of_a_broken_seal_nothing_is_said() -> None:
    file = orjson.loads(sealed(by=qualified()))
    broken = orjson.dumps({**file, "payload": file["payload"] + " "})

    assert trust(broken, LISTED) == ("no-registry", Outcome.NOT_APPLICABLE)


def test_trust_never_changes_the_verdict() -> None:
    assert report(sealed(), LISTED).verdict is Verdict.VALID


def test_a_key_that_is_of_no_use_to_us_is_named() -> None:
    odd = certified("Odd", AUTHORITY, Wish(names=NAMES), key=ed25519.Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
    found = report(sealed(header={"x5c": [_base64(odd.der)], "x5t#S256": _digest(odd.der)}))

    assert finding(found, 4).outcome is Outcome.FAILED


def test_what_was_presented_names_its_seals() -> None:
    presented = read_presented(sealed())

    assert presented.securing == "jades ES256"
    assert len(presented.proofs) == 1


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _digest(octets: bytes) -> str:
    return encode_base64url(hashlib.sha256(octets).digest())
