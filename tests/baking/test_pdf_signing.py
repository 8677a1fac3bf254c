"""PDFs are signed as PAdES has it, and pyhanko, which reads them anew, agrees; the first revision stays byte for byte."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.baking.pdf import attachments
from app.baking.pdf_signing import sign_pdf
from app.errors import KeyLocked, SigningError, TimeStampUnavailable
from app.model.secured import Algorithm
from tests.baking.papers import JSON, NOON, authority, authority_certificate, certificate, paper, seal
from tests.fakes import SignerInMemory

PAPER = paper(ob3__json=JSON)
ALGORITHMS = [Algorithm.RS256, Algorithm.PS256, Algorithm.ES256, Algorithm.ES384, Algorithm.ES512]


def signature_in(pdf: bytes) -> EmbeddedPdfSignature:
    found: list[EmbeddedPdfSignature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    assert len(found) == 1
    return found[0]


def judged(pdf: bytes, *roots: bytes) -> PdfSignatureStatus:
    """Return what pyhanko finds, with those certificates as its roots."""
    context = ValidationContext(trust_roots=[x509.Certificate.load(root) for root in roots], moment=NOON)
    return validate_pdf_signature(signature_in(pdf), context, context)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_pyhanko_finds_the_signature_sound_and_the_whole_file_covered(algorithm: Algorithm) -> None:
    status = judged(sign_pdf(PAPER, *seal(algorithm)), certificate(algorithm))

    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.docmdp_ok is True


@pytest.mark.parametrize("algorithm", [Algorithm.RS256, Algorithm.ES256])
def test_the_moment_is_that_of_the_time_stamp_where_an_authority_gives_one(algorithm: Algorithm) -> None:
    signer, how = seal(algorithm)
    stamped = sign_pdf(PAPER, signer, replace(how, time_stamp=authority(NOON + timedelta(seconds=5))))

    status = judged(stamped, certificate(algorithm), authority_certificate())

    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == NOON + timedelta(seconds=5)


def test_it_is_a_pades_signature_of_that_moment_which_lets_nothing_be_changed() -> None:
    found = signature_in(sign_pdf(PAPER, *seal(Algorithm.ES256)))
    attributes = {each["type"].native for each in found.signer_info["signed_attrs"]}

    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.self_reported_timestamp == NOON
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}
    assert found.docmdp_level is not None
    assert found.docmdp_level.name == "NO_CHANGES"


def test_what_was_rendered_stays_as_it_was_and_only_grows() -> None:
    signed = sign_pdf(PAPER, *seal(Algorithm.ES256))
    before, after = (PdfFileReader(BytesIO(each)) for each in (PAPER, signed))

    assert signed.startswith(PAPER)
    assert attachments(signed) == attachments(PAPER)
    assert before.root["/Metadata"].data == after.root["/Metadata"].data
    assert before.trailer.raw_get("/Info") == after.trailer.raw_get("/Info")


@pytest.mark.parametrize(
    "changed", [b"/Lang(en)", b"(ob3.json)", b"/SubFilter /ETSI", b"/Prev "], ids=["page", "attachment", "seal", "end"]
)
def test_a_changed_byte_breaks_it(changed: bytes) -> None:
    signed = sign_pdf(PAPER, *seal(Algorithm.ES256))
    place = signed.rindex(changed) + len(changed) - 2

    with_change = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

    found = signature_in(signed)
    found.compute_integrity_info()  # type: ignore[no-untyped-call]
    assert found.compute_digest() != digest_of(with_change, found.byte_range)


def digest_of(pdf: bytes, covered: list[int]) -> bytes:
    """Return the digest of what a signature covers: from where, how many bytes, twice."""
    first, first_length, second, second_length = covered
    return sha256(pdf[first : first + first_length] + pdf[second : second + second_length]).digest()


def test_a_changed_signature_is_none() -> None:
    signed = sign_pdf(PAPER, *seal(Algorithm.RS256))
    last = len(signed[: signed.index(b"/ByteRange")].rstrip(b"\n >0"))
    digit = b"1" if signed[last - 1 : last] != b"1" else b"2"

    status = judged(signed[: last - 1] + digit + signed[last:], certificate(Algorithm.RS256))

    assert (status.intact, status.valid) == (True, False)


def test_a_signer_without_a_seals_algorithm_is_refused() -> None:
    with pytest.raises(SigningError, match="found one for EdDSA"):
        sign_pdf(PAPER, SignerInMemory("x#y"), seal(Algorithm.ES256)[1])


class Locked:
    """A key that cannot be used."""

    verification_method = "seal"
    algorithm = Algorithm.ES256

    def sign(self, message: bytes) -> bytes:
        """Raise KeyLocked."""
        del message
        raise KeyLocked("the passphrase does not open it")


def test_a_locked_key_and_a_silent_authority_are_told_as_such() -> None:
    signer, how = seal(Algorithm.ES256)

    with pytest.raises(KeyLocked):
        sign_pdf(PAPER, Locked(), how)
    with pytest.raises(TimeStampUnavailable):
        sign_pdf(PAPER, signer, replace(how, time_stamp=silent))


def silent(covered: bytes) -> bytes:
    del covered
    raise TimeStampUnavailable("the authority does not answer")


def large(_covered: bytes) -> bytes:
    return bytes(cms.ContentInfo({"content_type": "data", "content": bytes(30_000)}).dump())


@pytest.mark.parametrize(("told", "stamp"), [("found something else", lambda _: b"no token"), ("too large", large)])
def test_what_is_no_time_stamp_is_not_signed_in(told: str, stamp: Callable[[bytes], bytes]) -> None:
    signer, how = seal(Algorithm.ES256)

    with pytest.raises(SigningError, match=told):
        sign_pdf(PAPER, signer, replace(how, time_stamp=stamp))
