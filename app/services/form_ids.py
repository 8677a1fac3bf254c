"""Ids that a form bears for what it is to make: sent twice, it makes one thing, for the second time the id is taken.

They are no secrets. Whoever writes another one into the form names their own new thing otherwise, and reaches nothing that there is.
"""

import re

from app.adapters.database.ids import new_id
from app.errors import Malformed
from app.services.installation import Installation


def form_id(installation: Installation, prefix: str) -> str:
    """Return a fresh id with that prefix, for a form."""
    return new_id(prefix, installation.clock())


def read_form_id(text: str, prefix: str) -> str:
    """Return the id that a form brought back, or raise Malformed."""
    if not re.fullmatch(rf"{prefix}_[0-9a-f]{{32}}", text):
        raise Malformed("The form does not say which one it is: open its page again.")
    return text
