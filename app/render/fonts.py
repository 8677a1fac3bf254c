"""The fonts that certificates are set in, each from an installed package and pinned by its SHA-256, and what they cover.

Noto Sans has the scripts of the European Union (Latin, Greek, Cyrillic) and some more, Noto Sans Arabic the Arabic one. No font of
the system is ever used: the same certificate looks the same everywhere. A further font is one row of `PINNED`.

Spec: OpenType cmap, https://learn.microsoft.com/typography/opentype/spec/cmap; Unicode Standard Annex 24 (scripts).
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.unicodedata import script, script_name

from app.errors import ConfigurationError

_FORMATTING = frozenset("\u200c\u200d ")
"""Signs that have no shape of their own, whether a font names them or not."""
_SYMBOLS = frozenset({"Sm", "Sc", "Sk", "So", "No"})
_TOO_WIDE = frozenset("\ufdfd")
"""A whole sentence in one sign, ten times as wide as a letter: a page of them is ten pages."""
_MOST_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class PinnedFont:
    """A font: its family, the package and file that it is read from, and that file's SHA-256 in hex."""

    family: str
    package: str
    path: str
    sha256: str


PINNED: tuple[PinnedFont, ...] = (
    PinnedFont(
        "Noto Sans",
        "fontpkg_noto_sans",
        "files/NotoSans[wdth,wght].ttf",
        "bfb7bb691513f12e734dc346c03a03f784912432d7e3fa8e56efcf906fe86b3d",
    ),
    PinnedFont(
        "Noto Sans Arabic",
        "fontpkg_noto_sans_arabic",
        "files/NotoSansArabic[wdth,wght].ttf",
        "63111b5b2e074dd48cc67692e0a2726d86ee94c1c37fe8598257b7b4e87e869e",
    ),
)


def check_fonts(pinned: tuple[PinnedFont, ...] = PINNED) -> tuple[Path, ...]:
    """Return the files of the pinned fonts. Raises ConfigurationError: names each that is missing or not what was pinned."""
    found = {each: _file(each) for each in pinned}
    changed = [f"{each.package}/{each.path}" for each, path in found.items() if path is None or _sha256(path) != each.sha256]
    if changed:
        raise ConfigurationError(f"expected the pinned fonts, found other bytes or none: {', '.join(changed)}")
    return tuple(path for path in found.values() if path is not None)


@cache
def font_files() -> tuple[Path, ...]:
    """Return the files of our fonts, checked once. Raises ConfigurationError."""
    return check_fonts()


def symbols_named(text: str) -> str:
    """Return a text in which symbols that no font of ours has, or that no line has room for, stand as their names: `[rightwards arrow]`.

    Letters stay as they are: a script is reported, never transcribed.
    """
    signs = set(text)
    unknown = {sign for sign in (signs - _covered()) | (signs & _TOO_WIDE) if unicodedata.category(sign) in _SYMBOLS}
    return "".join(f"[{unicodedata.name(sign).lower()}]" if sign in unknown else sign for sign in text) if unknown else text


def missing_scripts(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what no font of ours covers, a line for each script: its name and some of its signs, `Han: 李 (U+674E)`."""
    missing: dict[str, list[str]] = {}
    for sign in sorted(set().union(*texts) - _FORMATTING - _covered()):
        missing.setdefault(script(sign), []).append(sign)
    return tuple(f"{script_name(each).replace('_', ' ')}: {_examples(signs)}" for each, signs in sorted(missing.items()))


@cache
def _covered() -> frozenset[str]:
    """Return every sign that one of our fonts has a shape for."""
    fonts = (TTFont(path, lazy=True) for path in font_files())
    return frozenset(chr(point) for font in fonts for point in font["cmap"].getBestCmap())


def _examples(signs: list[str]) -> str:
    shown = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in signs[:_MOST_EXAMPLES])
    return shown if len(signs) <= _MOST_EXAMPLES else f"{shown}, …"


def _file(pinned: PinnedFont) -> Path | None:
    """Return the file, None where its package is not installed. The package is found and not imported."""
    package = find_spec(pinned.package)
    return Path(package.origin).parent / pinned.path if package and package.origin else None


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
