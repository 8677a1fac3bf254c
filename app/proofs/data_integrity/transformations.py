"""How a document and the options of its proof become the bytes that are hashed: as statements (rdfc) or as they stand (jcs).

Spec: VC Data Integrity EdDSA Cryptosuites 1.0 §3.2.3 and §3.2.5 (rdfc), §3.3.2, §3.3.3 and §3.3.5 (jcs),
https://www.w3.org/TR/vc-di-eddsa/#algorithms; VC Data Integrity ECDSA Cryptosuites 1.0 §3.2 and §3.3, which read alike
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.crypto.bounds import GraphLimits
from app.crypto.canonical import nquads_as_read
from app.crypto.jcs import canonical_json
from app.errors import DataLoss, MalformedJson, MalformedProof
from app.model.secured import Document
from app.proofs.data_integrity.fixed_options import fixed_nquads


@dataclass(frozen=True, slots=True)
class Transformation:
    """One way from JSON to bytes.

    written: the proof's options as they stand in the secured document. Given: the options, the document.
    covered: the options and the document as they are hashed; raises MalformedProof where their contexts do not fit. Given: the
        options as they stand, the document.
    options_form, document_form: the bytes; raises DocumentError.
    signs_bytes: whether members that no context defines are signed too.
    """

    written: Callable[[Document, Document], Document]
    covered: Callable[[Document, Document], tuple[Document, Document]]
    options_form: Callable[[Document, GraphLimits], bytes]
    document_form: Callable[[Document, GraphLimits], bytes]
    signs_bytes: bool


def _as_given(options: Document, _document: Document) -> Document:
    return options


def _in_documents_context(options: Document, document: Document) -> tuple[Document, Document]:
    context = document.get("@context")
    if options.get("@context", context) != context:
        raise MalformedProof("proof: an @context of its own, which the proof would not cover")
    return {**options, "@context": context}, document


def _statements_of_options(options: Document, limits: GraphLimits) -> bytes:
    fixed = fixed_nquads(options)
    return _statements(options, limits) if fixed is None else fixed.encode()


def _statements(document: Document, limits: GraphLimits) -> bytes:
    return nquads_as_read(document, limits)


def _with_documents_context(options: Document, document: Document) -> Document:
    return {**options, "@context": document["@context"]} if "@context" in document else options


def _in_proofs_context(options: Document, document: Document) -> tuple[Document, Document]:
    """What follows the proof's context in the document's was added later, and is not covered.

    Drafts of the suites, and openvc still, hash the document's context among the options and leave it out of the proof; today a proof
    of a document with a context always has it.
    """
    if "@context" not in options:
        return _with_documents_context(options, document), document
    signed, standing = _listed(options["@context"]), _listed(document.get("@context"))
    if standing[: len(signed)] != signed:
        raise MalformedProof("proof: an @context that the document's does not begin with")
    return options, {**document, "@context": options["@context"]}


def _bytes(document: Document, _limits: GraphLimits) -> bytes:
    try:
        return canonical_json(document)
    except MalformedJson as error:
        raise DataLoss(f"something would not be signed as all read it: {error.detail}") from error


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


RDFC = Transformation(_as_given, _in_documents_context, _statements_of_options, _statements, signs_bytes=False)
JCS = Transformation(_with_documents_context, _in_proofs_context, _bytes, _bytes, signs_bytes=True)
