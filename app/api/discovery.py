"""Trust material for everybody: DID documents, keys, status lists. Readable from any origin."""

import re
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Path, Response

from app.api.openapi import given, problems
from app.edge.installation import Wired
from app.services.did_documents import host_document, issuer_document, issuer_key, seal_chain
from app.services.installation import Installation
from app.services.publish_status import current_list

router = APIRouter(tags=["trust material"])

DID_SECONDS = 300
OPEN = {"Access-Control-Allow-Origin": "*"}
Slug = Annotated[str, Path(max_length=100)]
IfNoneMatch = Annotated[str | None, Header(include_in_schema=False)]
Accept = Annotated[str | None, Header(include_in_schema=False)]
_AS_CREDENTIAL = re.compile(r"(?:^|[\s,])application/vc(?:$|[\s,;])", re.IGNORECASE)

_DOCUMENT = given("DID document", "application/did+json") | problems(404)
_KEY = given("JSON Web Key", "application/jwk+json") | problems(404)
_CHAIN = given("Certificates in PEM, the seal's own first", "application/pem-certificate-chain") | problems(404)
LIST = given("Bitstring Status List credential", "application/vc", "application/ld+json") | problems(404)


@router.get("/.well-known/did.json", summary="DID document of this address", response_class=Response, responses=_DOCUMENT)
def get_host_document(installation: Wired) -> Response:
    """Return the DID document of this installation's address: it names the issuers that live here."""
    return _json(host_document(installation), "application/did+json")


@router.get("/issuers/{slug}/did.json", summary="DID document of an issuer", response_class=Response, responses=_DOCUMENT)
def get_issuer_document(slug: Slug, installation: Wired) -> Response:
    """Return an issuer's DID document with all its keys; retired ones stay listed."""
    return _json(issuer_document(installation, slug), "application/did+json")


@router.get("/issuers/{slug}/keys/{kid}", summary="One key of an issuer", response_class=Response, responses=_KEY)
def get_issuer_key(slug: Slug, kid: Annotated[str, Path(max_length=100)], installation: Wired) -> Response:
    """Return one public key as a bare JSON Web Key: where the `kid` of a signed JWT leads."""
    return _json(dict(issuer_key(installation, slug, kid).public.jwk), "application/jwk+json")


@router.get("/issuers/{slug}/seals/{kid}", summary="Certificates of a seal", response_class=Response, responses=_CHAIN)
def get_seal_chain(slug: Slug, kid: Annotated[str, Path(max_length=100)], installation: Wired) -> Response:
    """Return the certificates of one of an issuer's seals (RFC 8555 §9.1), also of one that is retired or revoked."""
    headers = OPEN | {"Cache-Control": f"public, max-age={DID_SECONDS}"}
    return Response(seal_chain(installation, slug, kid), media_type="application/pem-certificate-chain", headers=headers)


@router.get("/status/{list_id}", summary="A signed status list", response_class=Response, responses=LIST)
def get_status_list(
    list_id: Annotated[str, Path(max_length=100)],
    installation: Wired,
    if_none_match: IfNoneMatch = None,
    accept: Accept = None,
) -> Response:
    """Return a Bitstring Status List credential: stored bytes, the same for everybody, so that nobody learns who is looked up.

    It is `application/vc` to who asks for that, else `application/ld+json`: many clients read as JSON only what says it is.
    """
    return published_list(installation, list_id, if_none_match, accept)


def published_list(installation: Installation, list_id: str, if_none_match: str | None, accept: str | None) -> Response:
    """Return a status list as it is published now, in the media type that is asked for; 304 where the caller has it."""
    publication = current_list(installation, list_id)
    media_type = "application/vc" if _AS_CREDENTIAL.search(accept or "") else "application/ld+json"
    headers = OPEN | {
        "Vary": "Accept",
        "ETag": f'"{publication.sha256}"',
        "Cache-Control": f"public, max-age={installation.status_ttl_seconds}",
    }
    if if_none_match is not None and (if_none_match.strip() == "*" or headers["ETag"] in if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(publication.body, media_type=media_type, headers=headers)


def _json(document: object, media_type: str) -> Response:
    headers = OPEN | {"Cache-Control": f"public, max-age={DID_SECONDS}"}
    return Response(orjson.dumps(document), media_type=media_type, headers=headers)
