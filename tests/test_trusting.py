"""Whose seals the settings trust: certificates in PEM and trusted lists, together; and what `doctor` says of overdue ones."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from app.config import Settings
from app.main.trusting import Trusted, read_trusted
from app.model.seal import Anchors
from app.services.examine_seals import examine_seals
from app.services.installation import Seals
from tests.adapters.test_trusted_lists import SEALS, SIGNER, STAMPS, Service, signed, trusted_list
from tests.crypto.authorities import CA, NOON, Authority, certified
from tests.installations import Stage

OURS = certified("An authority of ours", wish=CA)


def pem(folder: Path, name: str, *authorities: Authority) -> Path:
    file = folder / name
    file.write_bytes(b"".join(each.certificate.public_bytes(Encoding.PEM) for each in authorities))
    return file


def test_nobody_is_trusted_unless_somebody_is_named() -> None:
    assert read_trusted(Settings(), NOON) == Trusted(Anchors())


def test_what_files_and_trusted_lists_name_counts_together(tmp_path: Path) -> None:
    current, overdue = tmp_path / "it.xml", tmp_path / "gr.xml"
    current.write_bytes(signed(trusted_list(Service(SEALS), Service(STAMPS, kind="http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"))))
    overdue.write_bytes(signed(trusted_list(Service(OURS), until="2026-01-01T00:00:00Z")))
    settings = Settings(
        seal_anchors=(pem(tmp_path, "seals.pem", OURS, SEALS),),
        tsa_anchors=(pem(tmp_path, "stamps.pem", OURS),),
        trusted_lists=(current, overdue),
        trusted_list_signers=(pem(tmp_path, "signers.pem", SIGNER),),
    )

    anchors = Anchors((OURS.der, SEALS.der), (OURS.der, STAMPS.der), frozenset({SEALS.der}))
    assert read_trusted(settings, NOON) == Trusted(anchors, ("gr.xml",))


def test_doctor_names_the_lists_that_are_overdue(quick_stage: Stage) -> None:
    found = list(examine_seals(quick_stage.again(seals=Seals(overdue_lists=("gr.xml",))).installation))

    assert [(each.holds, each.warns) for each in found] == [(True, True)]
    assert "gr.xml is overdue" in found[0].says
