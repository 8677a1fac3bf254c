"""Seals held against others: the official samples of Europass, and an independent library."""

import json
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwcrypto import jwk, jws  # type: ignore[import-untyped]
from jwcrypto.common import JWSEHeaderParameter  # type: ignore[import-untyped]

from app.crypto.certificate_paths import Path as CertificatePath
from app.crypto.certificate_paths import PathTrouble, build_path
from app.crypto.certificates import issuer_and_serial, may_seal, subject_of
from app.crypto.revocation import Revocations
from app.crypto.time_stamps import time_stamp_of
from app.errors import CredentialServiceError
from app.model.secured import Algorithm, Document, PublicKey, Secured
from app.proofs import jades, presented_proofs, suite_for
from tests.proofs.jades_examples import DIPLOMA, file_of, keys_of, seal_of, sealed, stamp

SAMPLES = (
    "edc-source/credential-jws-invalid.jsonld",
    "edc-source/credential-signed.jsonld",
    "edc-source/json_to_seal-signed-jades-baseline-lta.json",
    "elm-repo/Sample-CertOfPart-signed.jsonld",
    "elm-repo/Sample-MC-Annex1-signed.jsonld",
    "elm-support/Sample-MastersDegree-signed.jsonld",
    "elm-support/Sample-TranscriptOfRecords-signed.jsonld",
)


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest, shared: Path) -> Secured:
    return Secured((shared / "elm/samples" / request.param).read_bytes(), jades.MEDIA_TYPE)


def verified(secured: Secured, keys: dict[str, PublicKey]) -> Document:
    (proof,) = presented_proofs(secured)
    return suite_for(proof, keys).verify(proof.secured, keys).document


def test_the_seal_of_each_official_sample_holds(sample: Secured) -> None:
    assert set(verified(sample, keys_of(sample))["type"]) & {"VerifiableCredential", "VerifiablePresentation"}
    assert jades.read_seal(sample.body).header.algorithm == "RS256"


def test_what_each_official_sample_brings_is_read(sample: Secured) -> None:
    seal = jades.read_seal(sample.body)
    subject = subject_of(seal.chain[0])

    assert issuer_and_serial(seal.chain[0]) == seal.header.members["kid"]
    assert may_seal(seal.chain[0])
    assert subject.claims_qualified
    assert subject.organisation_identifier.startswith("VATES-")
    assert len(seal.time_stamps) == 1
    assert seal.evidence.certificates
    assert seal.evidence.ocsp_responses


def test_the_certificate_of_each_official_sample_leads_to_its_own_authority(sample: Secured) -> None:
    seal = jades.read_seal(sample.body)
    brought = seal.evidence.certificates
    evidence = Revocations(seal.evidence.crls, seal.evidence.ocsp_responses, brought)
    stamped = time_stamp_of(seal.time_stamps[0], seal.signature_text.encode(), brought, evidence)
    path = build_path(seal.chain[0], brought, brought, stamped.moment, evidence)

    assert stamped.trusted
    assert isinstance(path, CertificatePath)
    assert path.is_unrevoked
    assert build_path(seal.chain[0], brought, (), stamped.moment, evidence) is PathTrouble.NO_ANCHOR
    assert build_path(seal.chain[0], brought, brought, stamped.moment.replace(year=2037), evidence) is PathTrouble.EXPIRED


def test_a_changed_character_breaks_each_official_sample(sample: Secured) -> None:
    parts = orjson.loads(sample.body)
    (entry,) = parts["signatures"]
    keys = keys_of(sample)
    texts = {"payload": parts["payload"], "protected": entry["protected"], "signature": entry["signature"]}
    for name, text in texts.items():
        for position in (0, 1, len(text) // 3, len(text) // 2, len(text) - 2, len(text) - 1):
            changed = {**texts, name: text[:position] + ("A" if text[position] != "A" else "B") + text[position + 1 :]}
            broken = file_of(changed["payload"], {**entry, "protected": changed["protected"], "signature": changed["signature"]})
            with pytest.raises(CredentialServiceError):
                verified(broken, keys)


@pytest.mark.parametrize("algorithm", jades.ALGORITHMS)
@pytest.mark.parametrize("writes_sig_t", [False, True], ids=["iat", "sigT"])
def test_an_independent_library_verifies_our_seals(algorithm: Algorithm, writes_sig_t: bool) -> None:  # noqa: FBT001
    body = sealed(algorithm=algorithm, writes_sig_t=writes_sig_t, time_stamp=stamp).body.decode()
    public = seal_of(algorithm).certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    registry = {"sigT": JWSEHeaderParameter("signing time", True, True, None)}  # noqa: FBT003 - as jwcrypto has it
    message = jws.JWS(header_registry=registry)
    message.deserialize(body)
    message.verify(jwk.JWK.from_pem(public))

    assert json.loads(message.payload) == DIPLOMA
    broken = jws.JWS(header_registry=registry)
    broken.deserialize(body.replace("Countess", "Duchess", 1))
    with pytest.raises(jws.InvalidJWSSignature):
        broken.verify(jwk.JWK.from_pem(public))
