"""What strangers wrote, made fit to stand in a sentence: short, one line, no character that hides or turns others around."""

_MOST_CHARACTERS = 200


def shown(text: object) -> str:
    """Return `text` as facts may hold it: at most 200 characters, `�` for each that cannot be printed (controls, bidi marks)."""
    clean = "".join(character if character.isprintable() else "�" for character in str(text)[: _MOST_CHARACTERS + 1])
    return clean if len(clean) <= _MOST_CHARACTERS else clean[: _MOST_CHARACTERS - 1] + "…"
