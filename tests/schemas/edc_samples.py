"""European Digital Credentials of others: official samples, and the examples that lie beside them."""

import json
from pathlib import Path
from typing import Any

from app.model.secured import Document

CONFORMING = (
    "elm-repo/credential-sample-3.2.jsonld",
    "elm-repo/Sample-CertOfPart-signed.jsonld",
    "elm-repo/Sample-MC-Annex1-signed.jsonld",
    "elm-support/Sample-MastersDegree-signed.jsonld",
    "elm-support/Sample-TranscriptOfRecords-signed.jsonld",
)
"""Official samples that the official shapes take."""

UNSEALED = ("elm-repo/Sample-MC-Annex1-unsigned.jsonld", "elm-repo/Sample-MC-Annex1-unsigned-uploadable.json")
"""Official drafts: what is added at sealing is missing."""

WITHOUT_CONTEXT = ("elm-support/Sample-CertOfPart-unsigned.json", "elm-support/Sample-MastersDegree-unsigned.json")
OF_OTHER_CONTEXTS = ("edc-source/credential-signed.jsonld", "edc-source/credential-jws-invalid.jsonld")


def sample(shared: Path, name: str) -> Document:
    """Return an official sample: the payload of a sealed one, the credential of a draft."""
    file: dict[str, Any] = json.loads((shared / "elm" / "samples" / name).read_bytes())
    document = json.loads(file["payload"]) if "payload" in file else file.get("credential", file)
    return dict(document)


def example(shared: Path, name: str) -> Document:
    """Return one of the examples whose verdicts `EXPECTED.md` states."""
    return dict(json.loads((shared / "elm" / "examples" / f"{name}.json").read_bytes()))
