"""What a reader is told: verdict and sentence of each case that a hiring manager will meet, in English and in German."""

import pytest

from app.model.report import Report
from app.wording import Wording
from tests.verifier.world import (
    INDEX,
    ISSUER_URL,
    LIST_URL,
    STATUS,
    STRANGER,
    a_list,
    answered,
    badge,
    signed,
    signed_jwt,
    silent,
    tampered,
    with_proof,
    world,
)

REPORTS: dict[str, Report] = {
    "genuine": world().report(signed()),
    "expired": world().report(signed(badge(validUntil="2026-01-30T00:00:00Z"))),
    "not yet valid": world().report(signed(badge(validFrom="2026-03-01T00:00:00Z"))),
    "wrong key": world().report(signed(signer=STRANGER)),
    "tampered": world().report(tampered(signed(), name="Forged")),
    "unsigned": world().report(tampered(signed(), proof=...)),
    "unreachable issuer": world(silent(ISSUER_URL)).report(signed()),
    "unreachable list": world(silent(LIST_URL)).report(signed()),
    "unknown status type": world().report(signed_jwt(badge(credentialStatus={**STATUS, "type": "SomethingNew"}))),
    "unknown suite": world().report(with_proof(signed(), cryptosuite="something-new")),
    "revoked": world(answered(LIST_URL, signed(a_list([INDEX])))).report(signed()),
}

TOLD = {
    "genuine": ("Valid", "This credential is genuine, unchanged and in force."),
    "expired": ("Genuine but no longer current", "Its validity ended on 30 January 2026."),
    "not yet valid": ("Genuine but not yet current", "It becomes valid only on 1 March 2026."),
    "wrong key": (
        "Not valid",
        "names did:web:issuer.example as its issuer, but the issuer does not publish the key with which it was signed.",
    ),
    "tampered": ("Not valid", "the credential was changed after it was signed, or somebody else signed it."),
    "unsigned": ("Not valid", "The credential is not signed."),
    "unreachable issuer": (
        "Cannot tell",
        "so we could not see whether the key is theirs: https://issuer.example/.well-known/did.json",
    ),
    "unreachable list": ("Cannot tell", "We could not reach the list of revoked credentials: https://issuer.example/status/stl_1"),
    "unknown status type": ("Cannot tell", "It names a way of telling whether it was revoked that we do not know (SomethingNew)."),
    "unknown suite": ("Cannot tell", "so we cannot tell whether the signature is genuine."),
    "revoked": ("Not valid", "The issuer has revoked it."),
}

GESAGT = {
    "genuine": ("Gültig", "Dieser Nachweis ist echt, unverändert und in Kraft."),
    "expired": ("Echt, aber nicht mehr aktuell", "Seine Gültigkeit endete am 30. Januar 2026."),
    "not yet valid": ("Echt, aber noch nicht gültig", "Er gilt erst ab dem 1. März 2026."),
    "wrong key": ("Nicht gültig", "dieser veröffentlicht den Schlüssel aber nicht, mit dem er unterschrieben wurde."),
    "tampered": ("Nicht gültig", "Der Nachweis wurde nach der Unterschrift verändert, oder jemand anderes hat unterschrieben."),
    "unsigned": ("Nicht gültig", "Der Nachweis ist nicht unterschrieben."),
    "unreachable issuer": ("Nicht feststellbar", "ob der Schlüssel ihm gehört: https://issuer.example/.well-known/did.json"),
    "unreachable list": ("Nicht feststellbar", "konnten die Liste der widerrufenen Nachweise nicht erreichen"),
    "unknown status type": ("Nicht feststellbar", "die wir nicht kennen (SomethingNew)."),
    "unknown suite": ("Nicht feststellbar", "ob die Unterschrift echt ist, können wir nicht sagen."),
    "revoked": ("Nicht gültig", "Der Aussteller hat ihn widerrufen."),
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(("language", "table"), [("en", TOLD), ("de", GESAGT)])
def test_each_case_has_its_verdict_and_its_sentence(name: str, language: str, table: dict[str, tuple[str, str]]) -> None:
    title, sentence = Wording(language).verdict(REPORTS[name])

    assert title == table[name][0]
    assert table[name][1] in sentence


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_sentence_lacks_a_fact(name: str, language: str) -> None:
    wording = Wording(language)

    for finding in REPORTS[name].findings:
        sentence = wording.finding(finding)
        assert "{" not in sentence.says + sentence.advice
        assert " – " not in sentence.says
        assert not sentence.says.endswith(("–", "–."))
