"""What is handed in: recognised or not, whole or broken."""

from typing import Any

import orjson
import pytest

from app.crypto.encodings import encode_base64url
from app.errors import MalformedJson, MalformedProof, NotRecognised, TooComplex
from app.verifier.forms import read_presented
from app.verifier.presented import issuer_of
from tests.verifier.world import BADGE, SIGNER, STATUS, badge, signed, signed_jwt, tampered, with_proof


def jws(header: Any, payload: Any, signature: bytes = b"s" * 64) -> bytes:
    parts = [part if isinstance(part, bytes) else orjson.dumps(part) for part in (header, payload)]
    return ".".join(encode_base64url(part) for part in (*parts, signature)).encode()


HEADER = {"alg": "EdDSA", "kid": SIGNER.verification_method}


# recognised


def test_a_signed_document_is_taken_apart() -> None:
    presented = read_presented(signed(), "application/vc")

    assert presented.document == BADGE
    assert presented.format == "open-badges"
    assert presented.securing == "eddsa-rdfc-2022"
    assert [proof.verification_method for proof in presented.proofs] == [SIGNER.verification_method]
    assert presented.trouble is None
    assert presented.proof_trouble is None


def test_a_jwt_is_taken_apart() -> None:
    presented = read_presented(signed_jwt(), "text/plain")

    assert presented.document == BADGE
    assert presented.securing == "jwt RS256"
    assert len(presented.proofs) == 1


@pytest.mark.parametrize("around", [b"%s", b"  %s\n", b'"%s"', b'\n "%s" \n', b'" %s "'])
def test_a_jwt_may_stand_in_quotes_and_white_space(around: bytes) -> None:
    assert read_presented(around % signed_jwt()).document == BADGE


def test_a_jwt_that_a_mail_program_wrapped_is_put_together() -> None:
    text = signed_jwt()
    wrapped = b"\r\n".join(text[start : start + 60] for start in range(0, len(text), 60))

    assert read_presented(wrapped).secured.body == text


@pytest.mark.parametrize("kind", ["application/vc+jwt", "application/jwt"])
def test_an_enveloped_credential_is_unwrapped(kind: str) -> None:
    envelope = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:{kind},{signed_jwt().decode()}",
    }

    assert read_presented(orjson.dumps(envelope)).document == BADGE


def test_a_credential_of_data_model_1_inside_a_jwt_gets_back_what_the_claims_say() -> None:
    inner = {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"], "credentialSubject": {"a": "b"}}
    claims = {"iss": "did:web:a.example", "jti": "urn:uuid:1", "nbf": 1_700_000_000, "vc": inner}

    presented = read_presented(jws(HEADER, claims))

    assert issuer_of(presented.document) == "did:web:a.example"
    assert presented.document["id"] == "urn:uuid:1"


@pytest.mark.parametrize(
    ("members", "form"),
    [
        ({"type": ["VerifiableCredential"]}, "verifiable-credential"),
        ({"type": ["VerifiableCredential", "AchievementCredential"]}, "open-badges"),
        ({"type": "OpenBadgeCredential"}, "open-badges"),
        ({"type": ["Something"], "credentialSubject": {}}, "verifiable-credential"),
        ({"type": [7, {}, None], "credentialSubject": 7}, "verifiable-credential"),
        ({"@type": "VerifiableCredential"}, "verifiable-credential"),
    ],
)
def test_a_credential_is_recognised_by_its_type_or_its_subject(members: dict[str, Any], form: str) -> None:
    presented = read_presented(orjson.dumps(members))

    assert presented.format == form
    assert presented.securing == "none"
    assert presented.proofs == ()


@pytest.mark.parametrize(
    ("document", "issuer"),
    [
        ({"issuer": "did:web:a"}, "did:web:a"),
        ({"issuer": {"id": "did:web:a"}}, "did:web:a"),
        ({"issuer": {"id": ""}}, None),
        ({"issuer": ""}, None),
        ({"issuer": {"id": ["did:web:a"]}}, None),
        ({"issuer": ["did:web:a"]}, None),
        ({"issuer": 7}, None),
        ({}, None),
    ],
)
def test_the_issuer_is_a_text_or_the_id_of_an_object(document: dict[str, Any], issuer: str | None) -> None:
    assert issuer_of(document) == issuer


# recognised, but broken


@pytest.mark.parametrize(
    "body",
    [
        signed()[:-1],
        signed() + b"}",
        signed().replace(b'"name":', b'"name":"Other","name":', 1),
        signed().replace(b'"Wine tasting"', b"NaN", 1),
        signed().replace(b"Wine", b"W\xffne", 1),
        b"\xef\xbb\xbf" + signed(),
        b'{"type": "VerifiableCredential", "name": "\\ud800"}',
    ],
)
def test_a_credential_that_is_no_strict_json_is_presented_with_its_trouble(body: bytes) -> None:
    presented = read_presented(body)

    assert isinstance(presented.trouble, MalformedJson)
    assert presented.document == {}
    assert presented.format == "unknown"


@pytest.mark.parametrize(
    "body",
    [
        orjson.dumps(badge(name="x" * 300_000)),
        orjson.dumps(badge(extra=[[]] * 6_000)),
        orjson.dumps(badge()).replace(b'"Wine tasting"', b"[" * 40 + b"]" * 40, 1),
    ],
)
def test_a_credential_beyond_the_limits_is_presented_with_its_trouble(body: bytes) -> None:
    assert isinstance(read_presented(body).trouble, TooComplex)


@pytest.mark.parametrize(
    ("members", "amount"),
    [
        ({"proof": [{}] * 9}, "at most 8 proofs, found 9"),
        ({"credentialStatus": [STATUS] * 17}, "at most 16 status entries, found 17"),
        (
            {"credentialStatus": [{**STATUS, "statusListCredential": f"https://a.example/{number}"} for number in range(4)]},
            "at most 3 status lists, found 4",
        ),
    ],
)
def test_more_proofs_entries_or_lists_than_we_verify_are_too_complex(members: dict[str, Any], amount: str) -> None:
    in_json, in_jwt = read_presented(orjson.dumps(badge(**members))), read_presented(jws(HEADER, badge(**members)))

    for presented in (in_json, in_jwt):
        assert isinstance(presented.trouble, TooComplex)
        assert amount in presented.trouble.detail
        assert presented.proofs == ()


def test_several_proofs_leave_room_for_a_smaller_document() -> None:
    proof = orjson.loads(signed())["proof"]
    fits, twice = badge(name="x" * 130_000, proof=[proof]), badge(name="x" * 130_000, proof=[proof, proof])

    assert read_presented(orjson.dumps(fits)).trouble is None
    trouble = read_presented(orjson.dumps(twice)).trouble
    assert isinstance(trouble, TooComplex)
    assert "at most 262144 bytes to canonicalise" in trouble.detail


def test_eight_proofs_sixteen_entries_and_three_lists_are_read() -> None:
    entries = [{**STATUS, "statusListCredential": f"https://a.example/{number % 3}"} for number in range(16)]
    proof = orjson.loads(signed())["proof"]

    presented = read_presented(orjson.dumps(badge(credentialStatus=entries, proof=[proof] * 8)))

    assert presented.trouble is None
    assert len(presented.proofs) == 8
    assert presented.securing == "eddsa-rdfc-2022"


@pytest.mark.parametrize("proof", [None, [], {}, "proof", 7, [7], {"type": "DataIntegrityProof"}, [{"type": 7}]])
def test_a_proof_that_is_none_is_the_proofs_trouble(proof: Any) -> None:
    presented = read_presented(tampered(signed(), proof=proof))

    assert isinstance(presented.proof_trouble, MalformedProof)
    assert presented.trouble is None
    assert presented.securing == "unknown"
    assert presented.document == BADGE


def test_a_proof_that_builds_on_one_that_is_not_there_is_malformed() -> None:
    assert isinstance(read_presented(with_proof(signed(), previousProof="urn:uuid:1")).proof_trouble, MalformedProof)


@pytest.mark.parametrize(
    "body",
    [
        jws(HEADER, BADGE).rpartition(b".")[0],
        jws(HEADER, BADGE) + b".x",
        jws(HEADER, BADGE)[:-1] + b"!",
        jws(HEADER, BADGE, b""),
        jws({**HEADER, "crit": ["b64"], "b64": False}, BADGE),
        jws(b'{"alg":"EdDSA","alg":"none"}', BADGE),
        jws({"alg": 7}, BADGE),
        jws(HEADER, BADGE) + "é".encode(),
    ],
)
def test_a_damaged_jwt_is_presented_with_its_trouble(body: bytes) -> None:
    presented = read_presented(body)

    assert isinstance(presented.trouble, MalformedProof)
    assert presented.securing == "jwt"
    assert presented.format == "unknown"


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'"text"', b'{"a":1,"a":2}', b'{"type":"VerifiableCredential","a":NaN}'])
def test_a_jwt_whose_payload_is_no_object_is_presented_with_its_trouble(payload: bytes) -> None:
    assert isinstance(read_presented(jws(HEADER, payload)).trouble, MalformedJson)


def test_a_jwt_with_too_deep_a_payload_is_presented_with_its_trouble() -> None:
    assert isinstance(read_presented(jws(HEADER, b'{"a":' + b"[" * 50 + b"]" * 50 + b"}")).trouble, TooComplex)


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"alg": "none", "kid": "a"}, {}),
        ({"alg": "HS256", "kid": "a"}, {}),
        ({"alg": "EdDSA"}, {}),
        ({**HEADER, "typ": "vp+jwt"}, {}),
        ({**HEADER, "jwk": 7}, {}),
        (HEADER, {"iss": "did:web:another"}),
        (HEADER, {"vc": 7}),
        ({**HEADER, "typ": "vc+jwt"}, {"vc": {}}),
    ],
)
def test_a_jwt_whose_header_or_claims_are_refused_is_the_proofs_trouble(header: dict[str, Any], claims: dict[str, Any]) -> None:
    presented = read_presented(jws(header, {**BADGE, **claims}))

    assert isinstance(presented.proof_trouble, MalformedProof)
    assert presented.trouble is None
    assert presented.document["name"] == BADGE["name"]


def test_where_claims_disagree_with_the_inner_credential_it_is_presented_as_it_stands() -> None:
    presented = read_presented(jws(HEADER, {"iss": "did:web:another", "vc": BADGE}))

    assert presented.document == BADGE
    assert isinstance(presented.proof_trouble, MalformedProof)


# not recognised


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "another text, 0 bytes"),
        (b"   ", "another text"),
        (b"hello", "another text"),
        (b"7", "another text"),
        (b"null", "another text"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"%PDF-1.7", "a PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "exactly one badge in it, found none"),
        (b"<note/>", "XML or HTML"),
        (b"https://issuer.example/c/1", "an address"),
        (b"www.example.com", "another text"),
        (b"eyes.example.com", "another text"),
        (b"[" + signed() + b"]", "one credential at a time"),
        (b"{", "cannot be read as JSON"),
        (b"{}", "without the type VerifiableCredential"),
        (b'{"a":1,"a":2}', "cannot be read as JSON"),
        (b'{"type":["NonconformingDocument"]}', "without the type VerifiableCredential"),
        (b'{"credential":{}}', "without the type VerifiableCredential"),
        (b'{"type":["VerifiablePresentation"],"verifiableCredential":[]}', "a presentation"),
        (b'{"vp":{}}', "a presentation"),
        (b'{"@context":["https://w3id.org/openbadges/v2"],"type":"BadgeClass"}', "another object of Open Badges 2.0"),
        (b'{"@context":"https://w3id.org/openbadges/v1","type":"Assertion"}', "another version of Open Badges"),
        (b'{"type":"Assertion"}', "another version of Open Badges"),
        (b'{"uid":"1","recipient":{},"badge":"https://issuer.example/1","verify":{}}', "another version of Open Badges"),
        (jws(HEADER, {"@context": "https://w3id.org/openbadges/v2", "type": "Endorsement"}), "another object of Open Badges 2.0"),
        (b'{"payload":"eyJ9","signatures":[]}', "Europass"),
        (b'{"payload":"eyJ9","signature":""}', "Europass"),
        (b'"text"', "another text"),
        (b'"', "in quotes that cannot be read"),
        (b'"\\ud800"', "in quotes that cannot be read"),
        (jws(HEADER, {"iss": "a", "sub": "b"}), "without the type VerifiableCredential"),
        (jws({"alg": "EdDSA"}, {"vp": {"type": "VerifiablePresentation"}}), "a presentation"),
        (jws([], BADGE), "another text"),
        (jws({"kid": "no algorithm"}, BADGE), "another text"),
        ("é.é.é".encode(), "another text"),
    ],
)
def test_what_is_no_credential_is_told_so(body: bytes, told: str) -> None:
    with pytest.raises(NotRecognised, match=told):
        read_presented(body)


def test_the_media_type_says_what_was_found_instead() -> None:
    with pytest.raises(NotRecognised, match="found image/gif, 3 bytes"):
        read_presented(b"GIF", "image/gif")


@pytest.mark.parametrize(
    "changes",
    [
        {"@context": []},
        {"@context": None},
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2", "https://www.w3.org/ns/credentials/v2"]},
        {"id": 7},
        {"id": None},
        {"id": "https://issuer.example/c/1"},
        {"id": "data:application/vc+other,eyJ"},
        {"id": "data:application/vc+jwt;base64,e!J"},
    ],
)
def test_an_envelope_of_another_kind_is_not_opened(changes: dict[str, Any]) -> None:
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/jwt,eyJ",
        **changes,
    }

    with pytest.raises(NotRecognised, match="expected an"):
        read_presented(orjson.dumps(envelope))


def test_an_envelope_around_rubbish_is_broken() -> None:
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/jwt,rubbish",
    }

    assert isinstance(read_presented(orjson.dumps(envelope)).trouble, MalformedProof)
