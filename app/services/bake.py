"""Bakes a signed file of a credential into a picture that the caller brings; the picture is kept nowhere.

A baked picture gives the signed file out, so it follows the rules of `represent`: which file, for whom, and until when.
"""

from dataclasses import dataclass, replace

from app.baking import BadgeKind, PictureFormat
from app.errors import NotFound, PictureRefused
from app.model.record import Client
from app.services.envelopes import AS_JWT, AT_ISSUE
from app.services.installation import Installation
from app.services.represent import File, representation_for_client

BAKED = (AT_ISSUE.name, AT_ISSUE.file, AS_JWT.name, AS_JWT.file)
"""What goes into pictures, by name and by file name: Open Badges alone do."""


@dataclass(frozen=True, slots=True)
class BakeOrder:
    """Which signed file of which credential is to be baked into which picture, and what that picture is said to be."""

    credential_id: str
    representation: str
    picture: bytes
    picture_format: PictureFormat


def bake_for_client(installation: Installation, client: Client, order: BakeOrder) -> File:
    """Return the picture with the signed file in it, for a system of the credential's tenant.

    Raises NotFound (also of what goes into no picture), Gone, and what else `representation_for_client` does; PictureRefused: no such
    picture, or not fit to be a badge.
    """
    if order.representation not in BAKED:
        raise NotFound(f"No representation {order.representation!r} goes into pictures: {', '.join(BAKED)} do.")
    file = representation_for_client(installation, client, order.credential_id, order.representation)
    wanted = order.picture_format
    if not wanted.recognises(order.picture):
        raise PictureRefused(f"expected a picture of the type {wanted.media_type}, found something else")
    body = wanted.bake(order.picture, file.body.decode(), BadgeKind.OPEN_BADGES_3)
    stem = file.name.partition(".")[0]
    return replace(file, body=body, media_type=wanted.media_type, name=f"{stem}{wanted.suffix}")
