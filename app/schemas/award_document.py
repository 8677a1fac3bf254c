"""An award as it is stored: the snapshot from which every envelope of its credential is written, now or later."""

from app.model.award import Award
from app.model.secured import Document
from app.schemas.record_documents import read_record, write_record


def award_document(award: Award) -> Document:
    """Return the award's document. It names the learner: whoever stores it encrypts it."""
    return write_record(award)


def read_award(document: Document) -> Award:
    """Return the award that the document holds, or raise SchemaViolation with a fault for every wrong member."""
    return read_record(Award, document)
