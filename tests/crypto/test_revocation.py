"""Whether a certificate was revoked: by whom that counts, about what, and when."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.certificate_contents import CertificateContents, read_certificate
from app.crypto.revocation import Revocations, Standing, standing_at
from tests.crypto.authorities import CA, CERTIFYING, DAY, NOON, RESPONDER, YEAR, Authority, Wish, answered, certified, listed

ROOT = certified("Root", wish=CA)
STRANGER = certified("Stranger", wish=CA)
RESPONDS = certified("Responder", ROOT, RESPONDER)
HERE = "http://ca.example/here.crl"


def point(address: str) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(address)], None, None, None)])


LEAF = certified("Leaf", ROOT, Wish(extensions=((point(HERE), False),)))
OTHER = certified("Other", ROOT)


def read(authority: Authority) -> CertificateContents:
    return read_certificate(authority.der)


def standing(*evidence: bytes, moment_after: timedelta = timedelta(), leaf: Authority = LEAF, by: Authority = ROOT) -> Standing:
    """What lists and answers together say of the leaf; each piece is offered as both."""
    revocations = Revocations(crls=evidence, ocsp_responses=evidence)
    return standing_at(read(leaf), read(by), revocations, NOON + moment_after)


def test_without_evidence_nothing_is_known() -> None:
    assert standing() is Standing.UNKNOWN
    assert standing(b"", b"text", LEAF.der) is Standing.UNKNOWN


@pytest.mark.parametrize("evidence", [listed(ROOT), listed(ROOT, (OTHER, NOON - DAY)), answered(LEAF, ROOT)])
def test_a_list_without_it_or_an_answer_says_that_it_is_good(evidence: bytes) -> None:
    assert standing(evidence) is Standing.GOOD


@pytest.mark.parametrize("evidence", [listed(ROOT, (LEAF, NOON - DAY)), answered(LEAF, ROOT, revoked_at=NOON - DAY)])
def test_it_is_revoked_from_the_moment_that_is_said(evidence: bytes) -> None:
    assert standing(evidence) is Standing.REVOKED
    assert standing(evidence, moment_after=-DAY) is Standing.REVOKED
    assert standing(evidence, moment_after=-2 * DAY) is Standing.GOOD


@pytest.mark.parametrize("evidence", [listed(ROOT, (LEAF, NOON - DAY)), answered(LEAF, ROOT, revoked_at=NOON - DAY)])
def test_once_revoked_it_stays_so_however_old_the_evidence(evidence: bytes) -> None:
    assert standing(evidence, moment_after=YEAR) is Standing.REVOKED
    assert standing(evidence, answered(LEAF, ROOT), listed(ROOT)) is Standing.REVOKED


@pytest.mark.parametrize("evidence", [listed(ROOT), answered(LEAF, ROOT)])
def test_that_it_is_good_is_said_until_the_next_update(evidence: bytes) -> None:
    assert standing(evidence, moment_after=DAY) is Standing.GOOD
    assert standing(evidence, moment_after=DAY + timedelta(seconds=1)) is Standing.UNKNOWN
    assert standing(evidence, moment_after=-YEAR) is Standing.GOOD


def test_without_a_next_update_an_answer_says_nothing_of_later() -> None:
    evidence = answered(LEAF, ROOT, until=None)

    assert standing(evidence) is Standing.GOOD
    assert standing(evidence, moment_after=timedelta(seconds=1)) is Standing.UNKNOWN


def test_a_list_made_when_the_certificate_was_over_says_nothing() -> None:
    assert standing(listed(ROOT, made_at=NOON + YEAR + DAY, until=NOON + 2 * YEAR)) is Standing.UNKNOWN
    assert standing(listed(ROOT, made_at=NOON - 2 * YEAR, until=NOON + YEAR)) is Standing.UNKNOWN


@pytest.mark.parametrize(
    "evidence",
    [
        listed(STRANGER),
        listed(STRANGER, (LEAF, NOON - DAY)),
        listed(ROOT, signed_by=STRANGER),
        listed(ROOT, (LEAF, NOON - DAY), signed_by=STRANGER),
        listed(ROOT, digest=hashes.SHA224()),
        listed(ROOT).replace(bytes.fromhex("020101300a"), bytes.fromhex("020107300a"), 1),
        answered(LEAF, STRANGER),
        answered(LEAF, STRANGER, revoked_at=NOON - DAY),
        answered(LEAF, ROOT, responder=STRANGER, revoked_at=NOON - DAY),
        answered(OTHER, ROOT),
        answered(OTHER, ROOT, revoked_at=NOON - DAY),
        answered(LEAF, ROOT, status=ocsp.OCSPCertStatus.UNKNOWN),
        answered(LEAF, ROOT, named_by=hashes.SHA224()),
        ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(Encoding.DER),
    ],
)
def test_what_another_signed_or_what_is_about_another_says_nothing(evidence: bytes) -> None:
    assert standing(evidence) is Standing.UNKNOWN


def test_a_list_by_a_key_that_may_sign_none_says_nothing() -> None:
    root = certified("Plain", wish=Wish(usages=CERTIFYING - {"crl_sign"}, is_authority=True))

    assert standing(listed(root), leaf=certified("Leaf", root), by=root) is Standing.UNKNOWN


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()], ids=lambda digest: str(digest.name))  # noqa: S303
def test_an_answer_may_name_its_issuer_by_any_digest(digest: hashes.HashAlgorithm) -> None:
    assert standing(answered(LEAF, ROOT, named_by=digest)) is Standing.GOOD


@pytest.mark.parametrize("is_brought", [True, False])
def test_a_responder_that_the_authority_certified_may_answer(is_brought: bool) -> None:  # noqa: FBT001
    evidence = answered(LEAF, ROOT, responder=RESPONDS, is_brought=is_brought)
    revocations = Revocations(ocsp_responses=(evidence,), certificates=(b"junk", RESPONDS.der))

    assert standing_at(read(LEAF), read(ROOT), revocations, NOON) is Standing.GOOD


def test_a_responder_that_nobody_brings_does_not_count() -> None:
    assert standing(answered(LEAF, ROOT, responder=RESPONDS, is_brought=False)) is Standing.UNKNOWN


@pytest.mark.parametrize(
    "responder",
    [
        certified("Responder", ROOT),
        certified("Responder", STRANGER, RESPONDER),
        certified("Responder", wish=RESPONDER),
        certified("Responder", certified("Root", wish=CA, key=STRANGER.key), RESPONDER),
        certified("Responder", ROOT, Wish(purposes=RESPONDER.purposes, end=NOON - DAY)),
        certified("Responder", ROOT, Wish(purposes=RESPONDER.purposes, begin=NOON + DAY)),
        certified("Responder", ROOT, Wish(purposes=RESPONDER.purposes, usages=frozenset({"key_encipherment"}))),
        certified(
            "Responder",
            ROOT,
            Wish(purposes=RESPONDER.purposes, extensions=((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b""), True),)),
        ),
    ],
)
def test_only_whom_the_authority_certified_for_it_may_answer(responder: Authority) -> None:
    for revoked_at in (None, NOON - DAY):
        assert standing(answered(LEAF, ROOT, responder=responder, revoked_at=revoked_at)) is Standing.UNKNOWN


def part(
    *,
    address: str | None = None,
    users: bool = False,
    authorities: bool = False,
    attributes: bool = False,
    indirect: bool = False,
    reasons: frozenset[x509.ReasonFlags] | None = None,
) -> tuple[x509.IssuingDistributionPoint, bool]:
    place = [x509.UniformResourceIdentifier(address)] if address else None
    return x509.IssuingDistributionPoint(place, None, users, authorities, reasons, indirect, attributes), True


@pytest.mark.parametrize("extension", [part(address=HERE), part(users=True), part(address=HERE, users=True), (x509.CRLNumber(7), False)])
def test_a_list_of_a_part_counts_for_what_is_in_that_part(extension: tuple[x509.ExtensionType, bool]) -> None:
    assert standing(listed(ROOT, extensions=(extension,))) is Standing.GOOD


@pytest.mark.parametrize(
    "extension",
    [
        part(address="http://ca.example/elsewhere.crl"),
        part(authorities=True),
        part(attributes=True),
        part(indirect=True),
        part(reasons=frozenset({x509.ReasonFlags.key_compromise})),
        (x509.DeltaCRLIndicator(1), True),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b""), True),
    ],
)
def test_a_list_of_another_part_says_nothing(extension: tuple[x509.ExtensionType, bool]) -> None:
    assert standing(listed(ROOT, extensions=(extension,))) is Standing.UNKNOWN


def test_a_list_of_users_says_nothing_of_an_authority() -> None:
    sub = certified("Sub", ROOT, CA)

    assert standing(listed(ROOT, extensions=(part(users=True),)), leaf=sub) is Standing.UNKNOWN
    assert standing(listed(ROOT, extensions=(part(authorities=True),)), leaf=sub) is Standing.GOOD


def test_of_the_certificates_that_an_answer_brings_only_the_first_are_looked_at() -> None:
    builder = ocsp.OCSPResponseBuilder().add_response(
        LEAF.certificate, ROOT.certificate, hashes.SHA256(), ocsp.OCSPCertStatus.GOOD, NOON, NOON + DAY, None, None
    )
    signed = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, RESPONDS.certificate)
    evidence = signed.certificates([OTHER.certificate] * 8 + [RESPONDS.certificate]).sign(RESPONDS.key, hashes.SHA256())

    assert standing(evidence.public_bytes(Encoding.DER)) is Standing.UNKNOWN


LIST, ANSWER = listed(ROOT, (OTHER, NOON - DAY)), answered(LEAF, ROOT, responder=RESPONDS)


@pytest.mark.filterwarnings("ignore")
@given(st.sampled_from([LIST, ANSWER]), st.data())
def test_no_changed_octet_makes_it_revoked_or_raises(evidence: bytes, data: st.DataObject) -> None:
    place, value = data.draw(st.integers(0, len(evidence) - 1)), data.draw(st.integers(0, 255))
    changed = evidence[:place] + bytes([value]) + evidence[place + 1 :]

    assert standing(changed) in {Standing.GOOD, Standing.UNKNOWN}
