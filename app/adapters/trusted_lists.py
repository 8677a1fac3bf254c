"""Trusted lists of the EU's member states, from files: which authorities are granted to certify seals and to stamp times.

A list counts only if one of the given certificates signed it, or one that a list of lists names for its territory, when that list
counts itself. Only what the signature covers is read. A list whose next update is overdue is left out, and named.

Spec: ETSI TS 119 612 §5 (trusted lists), §5.5.9.4 (ForeSeals); Decision (EU) 2015/1505
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from app.errors import ConfigurationError
from app.model.seal import Anchors
from app.schemas.moments import read_moment

MAX_LIST_BYTES: Final = 32 * 1024 * 1024

_TSL = "{http://uri.etsi.org/02231/v2#}"
_ROOT = f"{_TSL}TrustServiceStatusList"
_DIGITAL_IDENTITY = f".//{_TSL}ServiceDigitalIdentity/{_TSL}DigitalId/{_TSL}X509Certificate"
_LIST_OF_LISTS = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists"
_GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
_FOR_SEALS = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals"
_CERTIFIES = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
_STAMPS = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"


@dataclass(frozen=True, slots=True)
class TrustedLists:
    """Whom the lists name, and the files (by name) that are overdue and were left out."""

    anchors: Anchors
    overdue: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    root: etree._Element

    @property
    def territory(self) -> str:
        """The country that the list says it is of: used to find who must have signed it, never believed."""
        return self.root.findtext(f"{_TSL}SchemeInformation/{_TSL}SchemeTerritory") or ""


def read_trusted_lists(files: Sequence[Path], signers: tuple[bytes, ...], moment: datetime) -> TrustedLists:
    """Return what trusted lists say; nothing where there are none.

    Args:
        files: the lists, XML, in any order; a list of lists among them makes its signers known.
        signers: the certificates (DER) by which lists are signed, as the Official Journal publishes them.
        moment: when the lists must be in force.

    Raises ConfigurationError: a file that cannot be read, or that nobody who counts has signed.
    """
    waiting = [_File(path, _parsed(path)) for path in files]
    counted = {each.path: root for each in waiting if (root := _signed(each, signers, moment)) is not None}
    named = dict(_named_signers(counted.values()))
    for each in waiting:
        root = counted.get(each.path)
        root = root if root is not None else _signed(each, named.get(each.territory, ()), moment)
        if root is None:
            raise ConfigurationError(f"the trusted list {each.path} is not signed by any certificate that counts")
        counted[each.path] = root
    overdue = tuple(path.name for path, root in counted.items() if _is_overdue(root, moment))
    current = [root for path, root in counted.items() if path.name not in overdue]
    seals = tuple(dict.fromkeys(each for root in current for each in _granted(root, _CERTIFIES)))
    stamps = tuple(dict.fromkeys(each for root in current for each in _granted(root, _STAMPS)))
    return TrustedLists(Anchors(seals, stamps, frozenset(seals)), overdue)


def _parsed(path: Path) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=False)
    try:
        content = path.read_bytes()
        if len(content) > MAX_LIST_BYTES:
            raise ConfigurationError(f"expected a trusted list of at most {MAX_LIST_BYTES} bytes in {path}, found {len(content)}")
        root = etree.fromstring(content, parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise ConfigurationError(f"expected a trusted list in XML in {path}, found none that can be read") from error
    if root.tag != _ROOT or root.getroottree().docinfo.doctype:
        raise ConfigurationError(f"expected a trusted list in {path}, found another document")
    return root


def _signed(file: _File, signers: Iterable[bytes], moment: datetime) -> etree._Element | None:
    """Return the list as one of the signers signed it; None where none did."""
    expected = SignatureConfiguration(location="./", expect_references=True, verification_time=moment)
    for signer in signers:
        certificate = x509.load_der_x509_certificate(signer)
        try:
            found = XMLVerifier().verify(file.root, x509_cert=certificate, expect_config=expected)
        except (SignXMLException, ValueError):
            continue
        for each in found if isinstance(found, list) else [found]:
            if each.signed_xml is not None and each.signed_xml.tag == _ROOT:
                return each.signed_xml
    return None


def _named_signers(lists: Iterable[etree._Element]) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """Yield who signs the lists of each territory, by the lists of lists."""
    for root in lists:
        if root.findtext(f"{_TSL}SchemeInformation/{_TSL}TSLType") != _LIST_OF_LISTS:
            continue
        for pointer in root.iterfind(f"{_TSL}SchemeInformation/{_TSL}PointersToOtherTSL/{_TSL}OtherTSLPointer"):
            territory = pointer.findtext(f".//{_TSL}SchemeTerritory")
            if territory:
                yield territory, tuple(_identities(pointer))


def _is_overdue(root: etree._Element, moment: datetime) -> bool:
    """Return whether the next update is past, or cannot be read; a list that is closed has none, and says nothing any more."""
    try:
        return read_moment(root.findtext(f"{_TSL}SchemeInformation/{_TSL}NextUpdate/{_TSL}dateTime")) < moment
    except ValueError:
        return True


def _granted(root: etree._Element, kind: str) -> Iterator[bytes]:
    """Yield the certificates (DER) of services of that kind that are granted today; of authorities, those for seals."""
    for service in root.iterfind(f".//{_TSL}TSPService/{_TSL}ServiceInformation"):
        said = (service.findtext(f"{_TSL}ServiceTypeIdentifier"), service.findtext(f"{_TSL}ServiceStatus"))
        purposes = {each.text for each in service.iterfind(f".//{_TSL}AdditionalServiceInformation/{_TSL}URI")}
        if said == (kind, _GRANTED) and (kind != _CERTIFIES or _FOR_SEALS in purposes):
            yield from _identities(service)


def _identities(holder: etree._Element) -> Iterator[bytes]:
    for each in holder.iterfind(_DIGITAL_IDENTITY):
        try:
            der = base64.b64decode("".join((each.text or "").split()), validate=True)
            x509.load_der_x509_certificate(der)
        except (binascii.Error, ValueError):
            continue
        yield der
