"""Signs PDFs: a PAdES baseline signature (B-B; B-T with a time-stamp) under the seal of an institution, as a further revision of the file.

The signature certifies that nothing on the pages changes any more. It is invisible, and every byte that it covers stays as it was.

Spec: ETSI EN 319 142-1 §6 (PAdES baseline); ISO 32000-2 §12.8 (digital signatures); RFC 5652 (CMS); RFC 5035 (signing-certificate-v2)
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from asn1crypto import algos, cms, x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.attributes import CMSAttributeProvider, UnsignedAttributeProviderSpec
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.errors import SigningError
from app.model.secured import Algorithm, Signer

_FIELD: Final = "Seal"
_ROOM: Final = 4_096
_ROOM_FOR_A_TIME_STAMP: Final = 16_384
"""How many bytes the signature may take beside its certificates; an authority sends its own certificates along."""
_DIGESTS: Final = {
    Algorithm.RS256: "sha256",
    Algorithm.PS256: "sha256",
    Algorithm.ES256: "sha256",
    Algorithm.ES384: "sha384",
    Algorithm.ES512: "sha512",
}
_PSS: Final = {
    "hash_algorithm": {"algorithm": "sha256"},
    "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
    "salt_length": 32,
}


@dataclass(frozen=True, slots=True)
class PdfSeal:
    """How a PDF is signed: the chain (DER) of the key, its own certificate first; when; and who vouches for the moment.

    `time_stamp` returns the RFC 3161 token (DER) over the SHA-256 of what it is given, and raises SigningError; None: nobody vouches.
    """

    certificates: tuple[bytes, ...]
    moment: datetime
    time_stamp: Callable[[bytes], bytes] | None = None


def sign_pdf(pdf: bytes, signer: Signer, seal: PdfSeal) -> bytes:
    """Return a PDF of our own with a signature of that key. Raises SigningError."""
    digest = _DIGESTS.get(signer.algorithm)
    if digest is None:
        raise SigningError(f"expected a key that PDFs can be signed with, found one for {signer.algorithm}")
    chain = tuple(x509.Certificate.load(each) for each in seal.certificates)
    writer = _Revision(BytesIO(pdf))
    steps = PdfCMSEmbedder(SigFieldSpec(_FIELD)).write_cms(_FIELD, writer)
    next(steps)
    placeholder = SignatureObject(seal.moment, SigSeedSubFilter.PADES, bytes_reserved=2 * _room(seal))
    steps.send(SigObjSetup(placeholder, SigMDPSetup(digest, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)))
    prepared, output = steps.send(SigIOSetup(digest))
    signed = asyncio.run(_Sealing(signer, chain, seal.time_stamp).async_sign(prepared.document_digest, digest, use_pades=True)).dump()
    if len(signed) > _room(seal):
        raise SigningError(f"expected a signature of at most {_room(seal)} bytes, found {len(signed)}: the time-stamp is too large")
    steps.send(signed)
    return bytes(output.getbuffer())


def _room(seal: PdfSeal) -> int:
    certificates = sum(map(len, seal.certificates))
    return certificates + _ROOM + (_ROOM_FOR_A_TIME_STAMP if seal.time_stamp else 0)


class _Revision(IncrementalPdfFileWriter):
    """A further revision of a PDF, which is said to be of the moment of the first: there is no clock here."""

    def _update_meta(self) -> None:
        """Leave what the PDF says of itself as it is."""


class _Sealing(CmsSigner):
    """Signs CMS with a key of ours, wherever it lies."""

    def __init__(self, signer: Signer, chain: tuple[x509.Certificate, ...], time_stamp: Callable[[bytes], bytes] | None) -> None:
        issuers = SimpleCertificateStore.from_certs(chain[1:])  # type: ignore[no-untyped-call]
        super().__init__(signing_cert=chain[0], cert_registry=issuers, signature_mechanism=_mechanism(signer.algorithm))
        self.unsigned_attr_prov_spec = _TimeStamps(time_stamp) if time_stamp else None
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002
        """Return the signature as CMS has it: of ECDSA as a sequence of two numbers."""
        signature = self._signer.sign(data)
        if not self._signer.algorithm.startswith("ES"):
            return signature
        half = len(signature) // 2
        return encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))


class _TimeStamps(UnsignedAttributeProviderSpec):
    """Says which attributes a signature gets that it does not cover: the time-stamp over it."""

    def __init__(self, time_stamp: Callable[[bytes], bytes]) -> None:
        self._time_stamp = time_stamp

    def unsigned_attr_providers(
        self,
        signature: bytes,
        signed_attrs: cms.CMSAttributes,  # noqa: ARG002
        digest_algorithm: str,  # noqa: ARG002
    ) -> Iterator[CMSAttributeProvider]:
        """Yield the one attribute."""
        yield _TimeStamp(self._time_stamp, signature)


class _TimeStamp(CMSAttributeProvider):
    """Gets a time-stamp over a signature."""

    attribute_type = "signature_time_stamp_token"

    def __init__(self, time_stamp: Callable[[bytes], bytes], signature: bytes) -> None:
        self._time_stamp = time_stamp
        self._signature = signature

    async def build_attr_value(self, dry_run: bool = False) -> cms.ContentInfo:  # noqa: ARG002, FBT001, FBT002
        """Return the token. Raises SigningError."""
        try:
            return cms.ContentInfo.load(self._time_stamp(self._signature), strict=True)
        except ValueError as error:
            raise SigningError("expected a time-stamp (RFC 3161), found something else") from error


def _mechanism(algorithm: Algorithm) -> algos.SignedDigestAlgorithm:
    """Return what CMS calls an algorithm."""
    if algorithm is Algorithm.PS256:
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(_PSS)})
    return algos.SignedDigestAlgorithm({"algorithm": f"{_DIGESTS[algorithm]}_{'rsa' if algorithm is Algorithm.RS256 else 'ecdsa'}"})
