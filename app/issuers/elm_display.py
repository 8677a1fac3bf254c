"""How a European credential shows itself: its title, its languages, and a picture of it in each.

Spec: EDC application profile 1.2.0 (DisplayParameter, IndividualDisplay, DisplayDetail, MediaObject); elm.md §2.2
"""

import base64
from collections.abc import Mapping
from typing import Final

from app.errors import TooComplex
from app.issuers.elm_nodes import Nodes, Texts, texts
from app.model.language import LanguageMap
from app.model.secured import Document

MAX_PICTURE: Final = 262_144
"""Bytes of one picture. Official files reach 1.3 MB by their pictures alone; ours are drawn to be compact."""
MAX_PICTURES: Final = 2_097_152
"""Bytes of all of them: base64 makes a third more of it, and a sealed file may have 5 MiB."""


def display_node(nodes: Nodes, title: Texts, description: LanguageMap, pictures: Mapping[str, bytes]) -> Document:
    """Return how the credential is shown: PNG `pictures` by language, one page each.

    Raises:
        TooComplex: a picture of more than MAX_PICTURE bytes, or all of them more than MAX_PICTURES.
    """
    _refuse_large(pictures)
    return nodes.node(
        "DisplayParameter",
        {
            "title": title,
            "description": texts(description),
            "primaryLanguage": nodes.language(nodes.main),
            "language": list({each["id"]: each for each in map(nodes.language, (*nodes.languages, *pictures))}.values()),
            "individualDisplay": [_individual_display(nodes, language, picture) for language, picture in pictures.items()],
        },
    )


def _refuse_large(pictures: Mapping[str, bytes]) -> None:
    sizes = {language: len(picture) for language, picture in pictures.items()}
    for language, size in sizes.items():
        if size > MAX_PICTURE:
            raise TooComplex(f"expected a display picture of at most {MAX_PICTURE} bytes, found one of {size} in {language}")
    if sum(sizes.values()) > MAX_PICTURES:
        raise TooComplex(f"expected display pictures of at most {MAX_PICTURES} bytes in all, found {sum(sizes.values())}")


def _individual_display(nodes: Nodes, language: str, picture: bytes) -> Document:
    image = nodes.node(
        "MediaObject",
        {
            "content": base64.b64encode(picture).decode(),
            "contentEncoding": nodes.coded("encoding", "6146cde7dd"),
            "contentType": nodes.coded("file-type", "PNG"),
        },
    )
    detail = nodes.node("DisplayDetail", {"page": 1, "image": image})
    return nodes.node("IndividualDisplay", {"language": nodes.language(language), "displayDetail": [detail]})
