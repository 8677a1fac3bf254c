"""Members that a context defines by name. A vocabulary (`@vocab`) gives every name a meaning, and so tells none from a slip of the pen.

Spec: JSON-LD 1.1 §4.1.2 (default vocabulary), §4.1.8 (type-scoped contexts), https://www.w3.org/TR/json-ld11/#scoped-contexts
"""

from collections.abc import Iterator
from typing import Any

from app.model.secured import Document
from app.schemas.contexts import context_document


def undefined_members(document: Document) -> tuple[str, ...]:
    """Return the document's own members that none of its contexts defines by name, whatever its vocabulary says, in their order.

    Raises:
        UnknownContext: a context that is not pinned here.
    """
    contexts = list(_contexts(document.get("@context")))
    types = _listed(document.get("type"))
    scoped = [inner for context in contexts for name in types if isinstance(name, str) for inner in _scoped(context.get(name))]
    defined = {name for context in (*contexts, *scoped) for name in context}
    return tuple(name for name in document if not name.startswith("@") and name not in defined)


def _contexts(value: Any) -> Iterator[Document]:
    """Yield each context as an object, those behind a URL too; what is no context is left to others."""
    for context in _listed(value):
        if isinstance(context, str):
            yield from _contexts(context_document(context)["@context"])
        elif isinstance(context, dict):
            yield context


def _scoped(term: Any) -> Iterator[Document]:
    return _contexts(term.get("@context")) if isinstance(term, dict) else iter(())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
