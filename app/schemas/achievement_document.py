"""An achievement as it is stored: a JSON document that reads back equal, and the digest that tells whether its content changed."""

from app.model.achievement import Achievement
from app.model.secured import Document
from app.schemas.record_documents import canonical_sha256, read_record, write_record


def achievement_document(achievement: Achievement) -> Document:
    """Return the achievement's document."""
    return write_record(achievement)


def read_achievement(document: Document) -> Achievement:
    """Return the achievement that the document holds, or raise SchemaViolation with a fault for every wrong member."""
    return read_record(Achievement, document)


def achievement_sha256(achievement: Achievement) -> str:
    """Return the digest of the content. The version number does not count: it names a content, and is no part of it."""
    document = write_record(achievement)
    del document["version"]
    return canonical_sha256(document)
