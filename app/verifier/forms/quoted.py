"""A credential as a JSON text: signed text in quotes."""

from app.errors import DocumentError, NotRecognised
from app.proofs import vc_jwt
from app.schemas.strict_json import read_json
from app.verifier.forms.form import Inside, Wrapping


def _is_quoted(text: bytes) -> bool:
    return text.startswith(b'"')


def _inside_quotes(text: bytes) -> Inside:
    try:
        value = read_json(text, vc_jwt.LIMITS)
    except DocumentError as error:
        raise NotRecognised(f"expected a credential, found a text in quotes that cannot be read: {error.detail}") from error
    return Inside(str(value).encode())


QUOTED = Wrapping(_is_quoted, _inside_quotes)
