"""A PDF with a credential attached to it. Its pages are never read, shown or kept: only what is attached is judged.

Of several attachments that are credentials the first of the best kind counts; two of one name are refused, for which of them is
shown would depend on the reader.

Spec: ISO 32000-2 §7.11.4 (embedded file streams); docs/decisions/0037-paper-and-pictures.md
"""

from typing import Final

from app.baking.pdf import Attached, attachments, is_pdf
from app.errors import NotRecognised
from app.verifier.forms.form import Inside, Wrapping
from app.verifier.forms.jwt import JWT
from app.verifier.shown import shown

_MARKS: Final = (b'"VerifiableCredential"', b'"OpenBadgeCredential"', b'"AchievementCredential"', b'"credentialSubject"')
_SEAL: Final = (b'"payload"', b'"signature')


def _inside_pdf(body: bytes) -> Inside:
    found = [(rank, each) for each in attachments(body) if (rank := _rank(each)) is not None]
    names = [each.name for _, each in found]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled is not None:
        raise NotRecognised(f"expected one attachment of each name in the PDF, found several called {shown(doubled)}")
    if not found:
        raise NotRecognised("expected a PDF with a credential attached to it, found none attached")
    return Inside(min(found, key=lambda each: each[0])[1].body)


def _rank(attached: Attached) -> int | None:
    """Return how good a kind of credential an attachment is: one in the open, a sealed one, a JWT; None for one that is none."""
    text = attached.body.strip()
    if text.startswith(b"{"):
        return 1 if all(mark in text for mark in _SEAL) else 0 if any(mark in text for mark in _MARKS) else None
    return 2 if JWT.recognises(text) else None


PDF = Wrapping(is_pdf, _inside_pdf, "pdf")
