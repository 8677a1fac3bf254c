"""The statements of a proof's options where they have no more than the five members that every proof of ours has.

What stands in the five lines depends on the document's contexts and on nothing else, as long as the values are plain: whether
these contexts give these lines is asked of the canonicaliser once for each list of contexts, with a sample.

Spec: VC Data Integrity EdDSA Cryptosuites 1.0 §3.2.5 (proof configuration), https://www.w3.org/TR/vc-di-eddsa/
"""

import re
from functools import lru_cache

from app.crypto.canonical import canonical_nquads
from app.errors import DocumentError
from app.model.secured import Document

_MEMBERS = {"@context", "type", "cryptosuite", "created", "verificationMethod", "proofPurpose"}
_MOMENT = re.compile(r"[0-9TZ:+.-]+")
_METHOD = re.compile(
    r"(?:did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-F]{2})+|https://[a-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._-]+)*)(?:#[A-Za-z0-9._-]+)?"
)
_PURPOSE = re.compile(r"assertionMethod|authentication")
_WORD = re.compile(r"[A-Za-z0-9-]+")
_MOST_CONTEXT_LISTS = 1_024
_LINES = (
    '_:c14n0 <http://purl.org/dc/terms/created> "{created}"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n'
    "_:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#DataIntegrityProof> .\n"
    '_:c14n0 <https://w3id.org/security#cryptosuite> "{cryptosuite}"^^<https://w3id.org/security#cryptosuiteString> .\n'
    "_:c14n0 <https://w3id.org/security#proofPurpose> <https://w3id.org/security#{purpose}> .\n"
    "_:c14n0 <https://w3id.org/security#verificationMethod> <{verificationMethod}> .\n"
)
_PURPOSES = {"assertionMethod": "assertionMethod", "authentication": "authenticationMethod"}
_SAMPLES = {"did": "did:example:sample#key", "https": "https://sample.example/key#key"}


def fixed_nquads(options: Document) -> str | None:
    """Return the canonical N-Quads of the options, `@context` included; None where they are not of the fixed shape."""
    if options.keys() != _MEMBERS or options["type"] != "DataIntegrityProof":
        return None
    contexts = options["@context"]
    listed = tuple(contexts) if isinstance(contexts, list) else (contexts,)
    created, *others = (options[name] for name in ("created", "cryptosuite", "verificationMethod", "proofPurpose"))
    if not all(isinstance(each, str) for each in (*listed, *others, created)) or not _MOMENT.fullmatch(created):
        return None
    around = _around_moment(listed, *others)
    return f"{around[0]}{created}{around[1]}" if around else None


@lru_cache(maxsize=_MOST_CONTEXT_LISTS)
def _around_moment(contexts: tuple[str, ...], cryptosuite: str, method: str, purpose: str) -> tuple[str, str] | None:
    """Return what stands before and after the moment, which alone differs from signature to signature; None where it is not fixed."""
    if not (_METHOD.fullmatch(method) and _PURPOSE.fullmatch(purpose) and _WORD.fullmatch(cryptosuite)):
        return None
    if not _is_fixed(contexts, purpose, method.partition(":")[0]):
        return None
    values = {"cryptosuite": cryptosuite, "verificationMethod": method, "purpose": _PURPOSES[purpose]}
    before, _, after = _LINES.format(created="\0", **values).partition("\0")
    return before, after


@lru_cache(maxsize=_MOST_CONTEXT_LISTS)
def _is_fixed(contexts: tuple[str, ...], purpose: str, scheme: str) -> bool:
    """Return whether a sample in these contexts has the five lines. A scheme that is a term of theirs would not stand as it is."""
    sample: Document = {
        "@context": list(contexts),
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-31T12:00:00Z",
        "verificationMethod": _SAMPLES[scheme],
        "proofPurpose": purpose,
    }
    try:
        return canonical_nquads(sample) == _LINES.format(purpose=_PURPOSES[purpose], **sample)
    except DocumentError:
        return False
