"""Answers for what lies under our own address: straight from our store, never by a fetch.

So no loopback is ever allowed for it, and our own credentials verify while the network is down.
"""

import re

import orjson

from app.dids.web import did_of_url, url_of_did
from app.errors import NotFound, SigningError, Unreachable
from app.services.did_documents import host_document, issuer_document, issuer_key
from app.services.installation import Installation
from app.services.publish_status import current_list
from app.verifier.case import Fetched

_DID_DOCUMENT = re.compile(r"/issuers/([a-z0-9-]{1,100})/did\.json")
_KEY = re.compile(r"/issuers/([a-z0-9-]{1,100})/keys/([A-Za-z0-9_-]{1,100})")
_STATUS_LIST = re.compile(r"/status/([a-z0-9_]{1,100})")


def is_own(installation: Installation, url: str) -> bool:
    """Return whether that address is below our public one, or is where a DID of ours leads."""
    return any(url == base or url.startswith(f"{base}/") for base in _bases(installation))


def own_evidence(installation: Installation, url: str) -> Fetched:
    """Return what our own store says at that address; one that we do not have, or cannot sign now, is evidence of absence."""
    moment = installation.clock()
    try:
        return Fetched(url, own_document(installation, _path_of(installation, url)), None, moment, "own")
    except (NotFound, SigningError) as error:
        return Fetched(url, None, Unreachable(error.detail), moment, "own")


def _bases(installation: Installation) -> tuple[str, ...]:
    """Return our public address, and that to which our DIDs lead: http on localhost, also where something in front of us speaks TLS."""
    host_document = url_of_did(did_of_url(installation.public_url))
    return installation.public_url, host_document.removesuffix("/did.json").removesuffix("/.well-known")


def _path_of(installation: Installation, url: str) -> str:
    base = next((each for each in _bases(installation) if url.startswith(f"{each}/")), url)
    return url.removeprefix(base)


def own_document(installation: Installation, path: str) -> bytes:
    """Return the document at that path of ours. Raises NotFound; SigningError for a status list that was never signed."""
    if path == "/.well-known/did.json":
        return orjson.dumps(host_document(installation))
    if match := _DID_DOCUMENT.fullmatch(path):
        return orjson.dumps(issuer_document(installation, match[1]))
    if match := _KEY.fullmatch(path):
        return orjson.dumps(dict(issuer_key(installation, match[1], match[2]).public.jwk))
    if match := _STATUS_LIST.fullmatch(path):
        return current_list(installation, match[1]).body
    raise NotFound("There is no such document here.")
