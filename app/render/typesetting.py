"""Sets a certificate: as PDF on A4, as SVG and as PNG on one page. One template for all languages, filled with JSON.

The template is our own source; what a certificate says goes in as data and is never read as markup. No clock, no network, no font of
the system: the same certificate gives the same bytes.

Spec: PDF/A-3a (ISO 19005-3), PDF/UA-1 (ISO 14289-1); Typst 0.15, https://typst.app/docs/
"""

import json
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import cast

import typst

from app.errors import UncoveredScript
from app.render.certificate import Certificate, texts_of
from app.render.fonts import font_files, missing_scripts
from app.render.sheet import sheet_of

_TEMPLATE = (files("app.render") / "certificate.typ").read_bytes()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a PDF carries: UTF-8 text such as JSON or a JWT. Its bytes come out as they went in."""

    name: str
    media_type: str
    body: bytes
    description: str


def uncovered(certificate: Certificate) -> tuple[str, ...]:
    """Return what no font of ours covers, a line for each script: `Han: 李 (U+674E)`. Nothing where all can be printed."""
    return missing_scripts(texts_of(certificate))


def render_pdf(certificate: Certificate, attachments: tuple[Attachment, ...] = ()) -> bytes:
    """Return the certificate on pages of A4 as PDF/A-3a and PDF/UA-1, with files attached under their names.

    Raises:
        UncoveredScript: it has signs that no font of ours covers.
        ConfigurationError: the fonts are not those that were pinned.
        UnicodeDecodeError: an attachment is not UTF-8.
    """
    carried = [{"name": each.name, "type": each.media_type, "description": each.description} for each in attachments]
    inputs = _inputs(certificate, {"continuous": False, "attachments": carried})
    inputs |= {f"attachment-{number}": each.body.decode() for number, each in enumerate(attachments)}
    made = _compiler(inputs).compile(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=certificate.dated.astimezone(UTC))
    return _only_file(made)


def render_svg(certificate: Certificate) -> bytes:
    """Return the certificate as one picture, letters as outlines. Raises as `render_pdf` does."""
    return _only_file(_picture(certificate).compile(format="svg"))


def set_in_pixels(certificate: Certificate, pixels_per_inch: float) -> bytes:
    """Return the certificate as one PNG picture in full colour. Raises as `render_pdf` does."""
    return _only_file(_picture(certificate).compile(format="png", ppi=pixels_per_inch))


def _picture(certificate: Certificate) -> typst.Compiler:
    return _compiler(_inputs(certificate, {"continuous": True, "attachments": []}))


def _inputs(certificate: Certificate, manner: dict[str, object]) -> dict[str, str]:
    missing = uncovered(certificate)
    if missing:
        raise UncoveredScript(f"expected signs that our fonts have, found {'; '.join(missing)}")
    return {"sheet": json.dumps({**sheet_of(certificate), **manner}, ensure_ascii=False)}


def _compiler(inputs: dict[str, str]) -> typst.Compiler:
    """Return a compiler of its own for each certificate: one cannot be shared by threads, and making it costs little."""
    return typst.Compiler(_TEMPLATE, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs)


@cache
def _fonts() -> typst.Fonts:
    directories = [str(path.parent) for path in font_files()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=directories)


def _only_file(made: bytes | list[bytes] | None) -> bytes:
    """Return what was made: the library says that it may be several files, which pictures of several pages are."""
    return cast("bytes", made)
