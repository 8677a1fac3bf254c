"""The JSON-LD contexts that we know, each from a file on this disk and pinned by its SHA-256. None is ever fetched.

Files come from packages that ship the published text; what no package ships is written by us (`app/schemas/contexts/`) and held
term by term against the published one in tests. A further context is one row of `PINNED`.

Spec: VC Data Integrity 1.0 §2.4.2 (contexts and vocabularies by digest), https://www.w3.org/TR/vc-data-integrity/#contexts-and-vocabularies
"""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.errors import ConfigurationError, UnknownContext
from app.model.secured import Document
from app.schemas.strict_json import read_object

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EDC_AP = "http://data.europa.eu/snb/model/context/edc-ap"


@dataclass(frozen=True, slots=True)
class PinnedContext:
    """A context: the URL that documents name it by, the file it is read from, and that file's SHA-256 in hex."""

    url: str
    package: str
    path: str
    sha256: str


PINNED: tuple[PinnedContext, ...] = (
    PinnedContext(
        CREDENTIALS_V2,
        "openbadgeslib",
        "ob3/contexts/credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    PinnedContext(
        OPEN_BADGES_V3,
        "openbadgeslib",
        "ob3/contexts/ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    PinnedContext(
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "openbadgeslib",
        "ob3/contexts/ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    PinnedContext(
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "openbadgeslib",
        "ob3/contexts/ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    PinnedContext(
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "openbadgeslib",
        "ob3/contexts/ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    PinnedContext(
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "openbadgeslib",
        "ob3/contexts/clr_context_2.0.1.json",
        "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    ),
    PinnedContext(
        "https://w3id.org/security/data-integrity/v2",
        "openbadgeslib",
        "ob3/contexts/security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    PinnedContext(
        "https://w3id.org/security/multikey/v1",
        "openbadgeslib",
        "ob3/contexts/security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    PinnedContext(
        CREDENTIALS_V1,
        "pyld",
        "documentloader/frozen/bundled/credentials-v1.jsonld",
        "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8",
    ),
    PinnedContext(
        "https://www.w3.org/ns/did/v1",
        "pyld",
        "documentloader/frozen/bundled/did-v1.jsonld",
        "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f",
    ),
    PinnedContext(
        "https://w3id.org/security/v1",
        "pyld",
        "documentloader/frozen/bundled/security-v1.jsonld",
        "e2d146cd556f6fa5f14996c6f1749667d5a14073fa30f0643990068e2c0b1bac",
    ),
    PinnedContext(
        "https://w3id.org/security/v2",
        "pyld",
        "documentloader/frozen/bundled/security-v2.jsonld",
        "4cb186bc29c08af6e40c58178c22dd84d542f2871a063afed6e648b47abc3cf6",
    ),
    PinnedContext(
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "pyld",
        "documentloader/frozen/bundled/security-ed25519-2020-v1.jsonld",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
    PinnedContext(
        "https://w3id.org/security/suites/jws-2020/v1",
        "pyld",
        "documentloader/frozen/bundled/security-jws-2020-v1.jsonld",
        "00ee65bb7307f9a01c3170b823083b0d4de68223520834b2c5eb7a09bae5dea6",
    ),
    PinnedContext(
        "https://www.w3.org/ns/credentials/examples/v2",
        "app",
        "schemas/contexts/credentials-examples-v2.jsonld",
        "895d705429f42934c1568b13376dfcb1aec71e5a42add2b9bb0855dfb3bc2ff4",
    ),
    PinnedContext(
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
        "app",
        "schemas/contexts/credentials-undefined-terms-v2.jsonld",
        "a4165009ff24ac896e5ac9790db61ee190e9ff608e20f67eab04b90ffb46601b",
    ),
    PinnedContext(
        "https://w3id.org/security/data-integrity/v1",
        "app",
        "schemas/contexts/data-integrity-v1.jsonld",
        "b7f045d6257eab325656d60f510629b6174c4ae0c01e850bcddf994c356a758d",
    ),
    PinnedContext(
        "https://w3id.org/security/jwk/v1",
        "app",
        "schemas/contexts/jwk-v1.jsonld",
        "2d3f40e6f4a9573592c3ac8905d7c4b6ae2bf82f2d5eb3a7c13fe509e516620a",
    ),
    PinnedContext(
        "https://www.w3.org/ns/credentials/status/v1",
        "app",
        "schemas/contexts/bitstring-status-list-v1.jsonld",
        "cf9e77ec300a24669aa6bd2ce4a685fb10a2a9b21708447a0b3582801343533a",
    ),
    PinnedContext(
        "https://w3id.org/vc/status-list/2021/v1",
        "app",
        "schemas/contexts/status-list-2021-v1.jsonld",
        "bb5a629453140f97fbcc37241a52d7f73d72eef325d350c3bb7757e1b0f55cab",
    ),
    PinnedContext(
        EDC_AP,
        "app",
        "schemas/contexts/edc-ap-3.2.jsonld",
        "ae4c10ace5e22eee445ad6347a925b614ff29a43a6432a55f621f5d9eab128a5",
    ),
)


def check_contexts(pinned: tuple[PinnedContext, ...] = PINNED) -> None:
    """Return nothing if every pinned file is there and unchanged. Raises ConfigurationError: names each that is not."""
    changed = [f"{each.package}/{each.path} ({each.url})" for each in pinned if _sha256(each) != each.sha256]
    if changed:
        raise ConfigurationError(f"expected the pinned JSON-LD contexts, found other bytes or none: {', '.join(changed)}")


def is_pinned(url: str) -> bool:
    """Return whether we know the context of that URL."""
    return any(each.url == url for each in PINNED)


def context_document(url: str, pinned: tuple[PinnedContext, ...] = PINNED) -> Document:
    """Return the document behind a context URL: an object with the member `@context`, the caller's own to change.

    Raises:
        UnknownContext: it is not pinned here; the comparison is by code points, so another spelling is another URL.
        ConfigurationError: its file is no longer what was pinned.
    """
    found = next((each for each in pinned if each.url == url), None)
    if found is None:
        raise UnknownContext(f"expected a JSON-LD context that is pinned here, found {url[:200]!r}")
    check_contexts((found,))
    return read_object(_content(found))


def pinned_content(url: str) -> bytes | None:
    """Return the published bytes of the context of that URL; None where it is not pinned."""
    return next((_content(each) for each in PINNED if each.url == url), None)


def _sha256(pinned: PinnedContext) -> str | None:
    try:
        return hashlib.sha256(_content(pinned)).hexdigest()
    except OSError:
        return None


def _content(pinned: PinnedContext) -> bytes:
    """Return the file's bytes. The package is found and not imported: that would load all of its code for a few files of data."""
    package = find_spec(pinned.package)
    if package is None or package.origin is None:
        raise FileNotFoundError(f"no package {pinned.package}")
    return (Path(package.origin).parent / pinned.path).read_bytes()
