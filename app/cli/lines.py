"""What may be printed on a terminal: texts of strangers could hide things in it, or steer it, by characters that nobody sees."""


def printable(text: str) -> str:
    """Return one line of printable characters, `�` for each other."""
    return "".join(character if character.isprintable() else "�" for character in text)
