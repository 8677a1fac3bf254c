"""Paper and pictures: a certificate as PDF, PNG and SVG, from the award that the credential is made from (pure).

`certificate_of` says what it shows, the others set it. Scripts without a font: `uncovered` tells of them, `unnamed` leaves the learner's
name to the signed credential, `abridged` everything that cannot be printed.
"""

from app.render.certificate import Certificate
from app.render.compose import abridged, certificate_of, unnamed
from app.render.fonts import check_fonts
from app.render.pictures import render_png
from app.render.typesetting import Attachment, render_pdf, render_svg, uncovered

__all__ = [
    "Attachment",
    "Certificate",
    "abridged",
    "certificate_of",
    "check_fonts",
    "render_pdf",
    "render_png",
    "render_svg",
    "uncovered",
    "unnamed",
]
