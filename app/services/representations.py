"""What a credential can be had as: signed credentials, paper that carries them, and pictures with one of them inside.

A further file is one row of REPRESENTATIONS; its id is reserved with every credential from the first release on.
Decision: docs/decisions/0037-paper-and-pictures.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Final

from app.baking.pdf import MEDIA_TYPE as PDF_MEDIA_TYPE
from app.baking.pdf_signing import PdfSeal, sign_pdf
from app.baking.png import PNG
from app.baking.svg import SVG
from app.errors import NotFound, SigningError
from app.model.secured import Algorithm, Secured, Signer
from app.proofs.suite import SecureOptions
from app.render import render_png, render_svg
from app.services.compose import Materials, compose_badge, compose_europass, compose_paper, compose_picture
from app.services.envelopes import AS_JWT, AT_ISSUE, EUROPASS, Envelope

PICTURE_WIDTH: Final = 1_200
"""In pixels; a picture for the display of a European Digital Credential is smaller."""


class SignedBy(Enum):
    """Who signs a file: a key of the issuer's by its algorithm, its seal, the seal where there is one, or nobody."""

    KEY = auto()
    SEAL = auto()
    SEAL_IF_ANY = auto()
    NOBODY = auto()


def _sign_nothing(_unsigned: bytes, _signer: Signer, _options: SecureOptions) -> Secured:
    raise SigningError("expected a file that somebody signs, found one that nobody does")


@dataclass(frozen=True, slots=True)
class Representation:
    """One kind of file of a credential.

    name, file: what callers ask for, and the last part of its address.
    compose: what is to be signed, or the whole file where nobody signs it; raises SchemaViolation, DocumentError.
    secure: the signed file; raises SigningError, DocumentError, ProofError.
    profile: what decides the bytes, beside the award and the contexts.
    needs: the names of those that go into it, as far as they can be had. is_drawn: whether there is anything to draw, which takes long.
    """

    name: str
    file: str
    media_type: str
    signed_by: SignedBy
    compose: Callable[[Materials], bytes]
    secure: Callable[[bytes, Signer, SecureOptions], Secured] = _sign_nothing
    algorithm: Algorithm | None = None
    profile: str = "render"
    suite_name: str = "none"
    needs: tuple[str, ...] = ()
    is_drawn: bool = True


def representation_named(name: str) -> Representation:
    """Return the representation of that name or of that file name, or raise NotFound that lists them."""
    found = next((each for each in REPRESENTATIONS if name in {each.name, each.file}), None)
    if found is None:
        raise NotFound(f"No representation {name!r}: there are {', '.join(each.name for each in REPRESENTATIONS)}.")
    return found


def _signed(envelope: Envelope, media_type: str, compose: Callable[[Materials], bytes]) -> Representation:
    return Representation(
        envelope.name,
        envelope.file,
        media_type,
        SignedBy.SEAL if envelope.is_sealed else SignedBy.KEY,
        compose,
        envelope.secure,
        envelope.algorithm,
        envelope.profile,
        envelope.suite_name,
        is_drawn=envelope.is_sealed,
    )


def _sign_paper(unsigned: bytes, signer: Signer, options: SecureOptions) -> Secured:
    seal = PdfSeal(options.certificates, options.moment, options.time_stamp)
    return Secured(sign_pdf(unsigned, signer, seal), PDF_MEDIA_TYPE)


_CREDENTIALS: Final = (AT_ISSUE.name, AS_JWT.name, EUROPASS.name)

REPRESENTATIONS: Final = (
    _signed(AT_ISSUE, "application/vc", compose_badge),
    _signed(AS_JWT, "text/plain", compose_badge),
    _signed(EUROPASS, "application/ld+json", compose_europass),
    Representation(
        "pdf",
        "certificate.pdf",
        PDF_MEDIA_TYPE,
        SignedBy.SEAL_IF_ANY,
        compose_paper,
        _sign_paper,
        profile="certificate pades",
        suite_name="pades",
        needs=_CREDENTIALS,
    ),
    Representation(
        "png",
        "badge.png",
        PNG.media_type,
        SignedBy.NOBODY,
        partial(compose_picture, PNG, partial(render_png, width=PICTURE_WIDTH)),
        needs=(AT_ISSUE.name,),
    ),
    Representation(
        "svg",
        "badge.svg",
        SVG.media_type,
        SignedBy.NOBODY,
        partial(compose_picture, SVG, render_svg),
        needs=(AT_ISSUE.name,),
    ),
)
"""In the order in which they are made: what goes into another stands before it."""
