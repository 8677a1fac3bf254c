"""Shows a report as the page of a credential of ours, and reads that page."""

from starlette.responses import HTMLResponse

from app.model.report import Report
from app.services.show_credential import CredentialPage
from app.web.credential_page import credential_page
from app.web.rendering import Frame
from app.wording import Wording
from tests.web.reader import Page
from tests.web.samples import PAGE_URL


def answer(found: Report, *, demo: bool = False, show_private: bool = False, language: str = "en") -> HTMLResponse:
    shown = CredentialPage(found, "9fKq3vXo2TzLrW0uYb5mNA", PAGE_URL, demo, None)
    return credential_page(shown, Frame(Wording(language), demo=False), show_private=show_private)


def read(found: Report, *, demo: bool = False, show_private: bool = False, language: str = "en") -> Page:
    return Page(bytes(answer(found, demo=demo, show_private=show_private, language=language).body).decode())
