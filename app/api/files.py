"""Files of a credential for whoever holds the learner's token: one address for each row of `services/representations`."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from app.api.openapi import given, problems
from app.edge.installation import Wired
from app.services.compose import File
from app.services.represent import representation_for_holder
from app.services.representations import REPRESENTATIONS, Representation

router = APIRouter(tags=["files"])

PublicId = Annotated[str, Path(max_length=100)]
Token = Annotated[str, Query(max_length=100)]

_SAYS: Final = {
    "ob3-jsonld": ("Open Badge as JSON-LD", "Return the signed Open Badge to whoever holds the learner's token."),
    "ob3-jwt": ("Open Badge as JWT", "Return the Open Badge as a signed JWT to whoever holds the learner's token."),
    "edc": (
        "European Digital Credential",
        "Return the sealed European Digital Credential to whoever holds the learner's token; 409 where the issuer has no seal.",
    ),
    "pdf": (
        "Certificate as PDF",
        "Return the certificate to whoever holds the learner's token: with the signed credentials attached, and sealed by the issuer.",
    ),
    "png": ("Certificate as PNG", "Return the certificate as a picture with the Open Badge in it to whoever holds the learner's token."),
    "svg": ("Certificate as SVG", "Return the certificate as a picture with the Open Badge in it to whoever holds the learner's token."),
}
_SHOWN: Final = frozenset({"application/vc", "text/plain"})
"""What a browser may show: text. All else is saved: only the file as it is can be verified, and a picture of ours runs nowhere."""
_SHUT: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


def file_headers(file: File) -> dict[str, str]:
    """Return what is said of a file of a learner's, whoever asks for it."""
    manner = "inline" if file.media_type in _SHOWN else "attachment"
    return {
        "ETag": f'"{file.sha256}"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'{manner}; filename="{file.name}"',
        "Content-Security-Policy": _SHUT,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }


def _route(kind: Representation) -> Callable[[str, str, Wired], Response]:
    def get_file(public_id: PublicId, token: Token, installation: Wired) -> Response:
        file = representation_for_holder(installation, public_id, kind.name, token)
        return Response(file.body, media_type=file.media_type, headers=file_headers(file))

    return get_file


for _kind in REPRESENTATIONS:
    _summary, _description = _SAYS[_kind.name]
    router.add_api_route(
        f"/c/{{public_id}}/{_kind.file}",
        _route(_kind),
        methods=["GET"],
        name=f"get_{_kind.name}",
        summary=_summary,
        description=_description,
        response_class=Response,
        responses=given(_summary, _kind.media_type) | problems(404, 409, 410),
    )
