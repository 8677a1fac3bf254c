"""Trusted lists from files: who signed them, whom they name, when they are overdue."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.signer import XMLSigner

from app.adapters.trusted_lists import MAX_LIST_BYTES, TrustedLists, read_trusted_lists
from app.errors import ConfigurationError
from app.model.seal import Anchors
from tests.crypto.authorities import CA, NOON, Authority, certified

SIGNER = certified("List signer of Italy")
OPERATOR = certified("List signer of the lists")
SEALS, SIGNATURES, STAMPS = (certified(name, wish=CA) for name in ("For seals", "For signatures", "For times"))

_TSL = "http://uri.etsi.org/02231/v2#"
_TYPE = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType"
_STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus"
_PURPOSE = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt"
_KIND = "http://uri.etsi.org/TrstSvc/Svctype"


@dataclass(frozen=True)
class Service:
    """A service as a list has it."""

    authority: Authority
    kind: str = f"{_KIND}/CA/QC"
    status: str = f"{_STATUS}/granted"
    purpose: str = f"{_PURPOSE}/ForeSeals"

    def xml(self) -> str:
        return f"""<TSPService><ServiceInformation><ServiceTypeIdentifier>{self.kind}</ServiceTypeIdentifier>
          <ServiceDigitalIdentity><DigitalId><X509Certificate>{_base64(self.authority.der)}</X509Certificate></DigitalId>
          <DigitalId><X509Certificate>no certificate</X509Certificate></DigitalId></ServiceDigitalIdentity>
          <ServiceStatus>{self.status}</ServiceStatus><ServiceInformationExtensions><Extension Critical="false">
          <AdditionalServiceInformation><URI xml:lang="en">{self.purpose}</URI></AdditionalServiceInformation>
          </Extension></ServiceInformationExtensions></ServiceInformation></TSPService>"""


def trusted_list(
    *services: Service, territory: str = "IT", kind: str = "EUgeneric", until: str = "2026-12-01T00:00:00Z", pointers: str = ""
) -> etree._Element:
    """A list, unsigned."""
    return etree.fromstring(
        f"""<TrustServiceStatusList xmlns="{_TSL}"><SchemeInformation><TSLType>{_TYPE}/{kind}</TSLType>
        <SchemeTerritory>{territory}</SchemeTerritory><PointersToOtherTSL>{pointers}</PointersToOtherTSL>
        <NextUpdate><dateTime>{until}</dateTime></NextUpdate></SchemeInformation>
        <TrustServiceProviderList><TrustServiceProvider><TSPServices>{"".join(each.xml() for each in services)}</TSPServices>
        </TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"""
    )


def pointer(territory: str, *signers: Authority) -> str:
    named = "".join(f"<DigitalId><X509Certificate>{_base64(each.der)}</X509Certificate></DigitalId>" for each in signers)
    return f"""<OtherTSLPointer>
      <ServiceDigitalIdentities><ServiceDigitalIdentity>{named}</ServiceDigitalIdentity></ServiceDigitalIdentities>
      <AdditionalInformation><OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation></AdditionalInformation>
      </OtherTSLPointer>"""


def signed(root: etree._Element, by: Authority = SIGNER) -> bytes:
    """A list with an enveloped signature."""
    key = by.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    found = signer.sign(root, key=key, cert=[by.certificate])
    return bytes(etree.tostring(found))


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


@dataclass(frozen=True)
class Folder:
    """Where the files of one test lie."""

    path: Path

    def read(self, *lists: bytes, signers: Iterable[Authority] = (SIGNER,), moment: datetime = NOON) -> TrustedLists:
        files = [self.path / f"list-{number}.xml" for number in range(len(lists))]
        for file, content in zip(files, lists, strict=True):
            file.write_bytes(content)
        return read_trusted_lists(files, tuple(each.der for each in signers), moment)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_without_a_list_nobody_is_named() -> None:
    assert read_trusted_lists((), (), NOON) == TrustedLists(Anchors())


def test_a_list_names_who_is_granted_to_certify_seals_and_to_stamp_times(folder: Folder) -> None:
    body = signed(
        trusted_list(
            Service(SEALS),
            Service(SEALS),
            Service(SIGNATURES, purpose=f"{_PURPOSE}/ForeSignatures"),
            Service(SIGNATURES, status=f"{_STATUS}/withdrawn"),
            Service(SIGNATURES, kind=f"{_KIND}/CA/PKC"),
            Service(STAMPS, kind=f"{_KIND}/TSA/QTST"),
        )
    )

    assert folder.read(body) == TrustedLists(Anchors((SEALS.der,), (STAMPS.der,), frozenset({SEALS.der})))


def test_several_lists_are_read_together(folder: Folder) -> None:
    other = signed(trusted_list(Service(SIGNATURES), territory="GR"), OPERATOR)

    assert folder.read(signed(trusted_list(Service(SEALS))), other, signers=(SIGNER, OPERATOR)).anchors.seals == (SEALS.der, SIGNATURES.der)


# who signed


def test_a_list_that_a_stranger_signed_stops_the_start(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="not signed by any certificate that counts"):
        folder.read(signed(trusted_list(Service(SEALS)), OPERATOR))


def test_so_does_one_that_nobody_signed(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="not signed"):
        folder.read(bytes(etree.tostring(trusted_list(Service(SEALS)))))


def test_so_does_one_that_was_changed_since(folder: Folder) -> None:
    body = signed(trusted_list(Service(SEALS, status=f"{_STATUS}/withdrawn")))

    with pytest.raises(ConfigurationError, match="not signed"):
        folder.read(body.replace(b"withdrawn", b"granted"))


def test_so_does_a_signed_part_in_an_unsigned_whole(folder: Folder) -> None:
    inner = signed(trusted_list(Service(SIGNATURES)))
    outer = etree.tostring(trusted_list(Service(SEALS))).replace(b"</TrustServiceStatusList>", inner + b"</TrustServiceStatusList>")

    with pytest.raises(ConfigurationError, match="not signed"):
        folder.read(bytes(outer))


def test_a_signers_certificate_that_has_ended_counts_no_longer(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="not signed"):
        folder.read(signed(trusted_list(Service(SEALS))), moment=NOON + timedelta(days=4_000))


def test_a_list_of_lists_names_the_signers_of_the_others(folder: Folder) -> None:
    lists = signed(trusted_list(territory="EU", kind="EUlistofthelists", pointers=pointer("IT", SIGNER) + pointer("", SIGNER)), OPERATOR)
    national = signed(trusted_list(Service(SEALS)))

    assert folder.read(national, lists, signers=(OPERATOR,)).anchors.seals == (SEALS.der,)


def test_it_names_them_for_their_own_territory_alone(folder: Folder) -> None:
    lists = signed(trusted_list(territory="EU", kind="EUlistofthelists", pointers=pointer("GR", SIGNER)), OPERATOR)

    with pytest.raises(ConfigurationError, match="not signed"):
        folder.read(signed(trusted_list(Service(SEALS))), lists, signers=(OPERATOR,))


def test_any_other_list_names_nobody_elses_signers(folder: Folder) -> None:
    lists = signed(trusted_list(pointers=pointer("GR", OPERATOR)))

    with pytest.raises(ConfigurationError, match="not signed"):
        folder.read(signed(trusted_list(territory="GR"), OPERATOR), lists)


# when


@pytest.mark.parametrize("until", ["2026-06-15T11:59:59Z", "soon", ""])
def test_an_overdue_list_is_left_out_and_named(folder: Folder, until: str) -> None:
    found = folder.read(signed(trusted_list(Service(SEALS), until=until)))

    assert found == TrustedLists(Anchors(), ("list-0.xml",))


# what cannot be read


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no list",
        b"<a/>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><TrustServiceStatusList xmlns='http://uri.etsi.org/02231/v2#'>&b;</TrustServiceStatusList>",
    ],
    ids=["empty", "text", "another document", "entities"],
)
def test_a_file_that_is_no_list_stops_the_start(folder: Folder, content: bytes) -> None:
    with pytest.raises(ConfigurationError, match=r"expected a trusted list .*list-0\.xml"):
        folder.read(content)


def test_so_does_one_that_is_too_large(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="at most"):
        folder.read(b" " * (MAX_LIST_BYTES + 1))


def test_so_does_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="none that can be read"):
        read_trusted_lists([tmp_path / "absent.xml"], (SIGNER.der,), NOON)


def test_lists_without_known_signers_stop_the_start(folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="not signed by any certificate that counts"):
        folder.read(signed(trusted_list(Service(SEALS))), signers=())
