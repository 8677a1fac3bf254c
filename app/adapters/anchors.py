"""Certificates that an operator trusts: from PEM files, each with any number of them.

Spec: RFC 7468 §5 (CERTIFICATE); RFC 5280 §6.1.1 (trust anchors)
"""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.errors import ConfigurationError

MAX_BYTES = 4_194_304


def read_anchors(files: tuple[Path, ...], setting: str) -> tuple[bytes, ...]:
    """Return the certificates (DER) in the files, each once, in their order. Raises ConfigurationError, which names setting and file."""
    return tuple(dict.fromkeys(der for file in files for der in _certificates(file, setting)))


def _certificates(file: Path, setting: str) -> list[bytes]:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ConfigurationError(f"{setting}: expected at most {MAX_BYTES} bytes in {file}, found more")
        return [each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(content)]
    except OSError as error:
        raise ConfigurationError(f"{setting}: {file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"{setting}: expected certificates in PEM in {file}, found something else") from error
