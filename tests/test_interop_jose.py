"""The command that the W3C's suite for VC-JOSE-COSE calls, on the files that are published with the suite."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.interop_jose import FEATURES, main, read_paths

KEYS = ("vm-p256.json", "vm-p384.json", "vm-p521.json", "vm-ed25519.json", "vm-did-ed25519.json")


@pytest.fixture
def vectors(shared: Path) -> Path:
    return shared / "vectors/vc-jose"


def run(function: str, source: Path, key: Path, feature: str, output: Path, *more: str) -> dict[str, Any]:
    code = main([function, "--input", str(source), "--key", str(key), "--feature", feature, "--output", str(output), *more])

    answer: dict[str, Any] = json.loads(output.read_text())
    assert code == (0 if answer["result"] == "success" else 1)
    return answer


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("feature", FEATURES)
def test_what_it_issues_it_verifies_and_with_no_other_key(vectors: Path, tmp_path: Path, key: str, feature: str) -> None:
    name = "credential-full.json" if feature.startswith("credential") else "presentation-single.json"
    paths = ["--sd", '["credentialSubject.degree.name", "evidence[0]"]'] if feature == "credential_sdjwt" else []
    other = KEYS[(KEYS.index(key) + 1) % 3]

    issued = run("issue", vectors / name, vectors / key, feature, tmp_path / "issued.json", *paths)
    (tmp_path / "secured").write_text(issued["data"] + "\n")
    verified = run("verify", tmp_path / "secured", vectors / key, feature, tmp_path / "verified.json")

    assert (issued["result"], verified["result"]) == ("success", "success")
    assert json.loads(verified["data"]) == json.loads((vectors / name).read_text())
    assert issued["data"].count("~") == {"sdjwt": 1 + len(paths)}.get(feature.partition("_")[2], 0)
    assert run("verify", tmp_path / "secured", vectors / other, feature, tmp_path / "other.json")["result"] == "failure"


@pytest.mark.parametrize("key", KEYS[:4])
@pytest.mark.parametrize("feature", FEATURES)
def test_no_character_of_what_it_issues_can_be_changed(vectors: Path, tmp_path: Path, key: str, feature: str) -> None:
    name = "credential-minimal.json" if feature.startswith("credential") else "presentation-single.json"
    text = run("issue", vectors / name, vectors / key, feature, tmp_path / "issued.json")["data"]

    for position in range(0, len(text.rstrip("=")), max(1, len(text) // 12)):
        (tmp_path / "secured").write_text(text[:position] + ("A" if text[position] != "A" else "B") + text[position + 1 :])
        assert run("verify", tmp_path / "secured", vectors / key, feature, tmp_path / "out.json") == {"result": "failure", "data": ""}


@pytest.mark.parametrize("feature", ["credential_jose", "credential_sdjwt", "credential_cose"])
def test_members_that_only_a_vocabulary_defines_are_not_issued(
    vectors: Path, tmp_path: Path, feature: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run("issue", vectors / "credential-unknown-extensions.json", vectors / KEYS[2], feature, tmp_path / "out.json")

    assert answer == {"result": "failure", "data": ""}
    assert "badExtension, anotherBadOne" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["credential-jose-bad-media-type.txt", "credential-jose-bad-signature.txt", "credential-minimal.json"])
def test_the_published_refusals_are_refused(vectors: Path, tmp_path: Path, name: str) -> None:
    assert run("verify", vectors / name, vectors / "vm-ed25519.json", "credential_jose", tmp_path / "out.json")["result"] == "failure"


def test_the_published_credential_verifies(vectors: Path, tmp_path: Path) -> None:
    answer = run("verify", vectors / "credential-jose-minimal.txt", vectors / "vm-p256.json", "credential_jose", tmp_path / "out.json")

    assert json.loads(answer["data"]) == json.loads((vectors / "credential-minimal.json").read_text())


def test_a_token_of_another_kind_is_refused(vectors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, feature in (("credential-jose-minimal.txt", "presentation_jose"), ("credential-jose-minimal.txt", "credential_sdjwt")):
        assert run("verify", vectors / name, vectors / KEYS[0], feature, tmp_path / "out.json")["result"] == "failure"

    assert "expected vp+jwt, found vc+jwt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("member", "value"),
    [("issuer", None), ("credentialSubject", {}), ("validFrom", "soon"), ("@context", ["https://unknown.example/context"])],
)
def test_what_is_no_credential_is_not_issued(vectors: Path, tmp_path: Path, member: str, value: Any) -> None:
    (tmp_path / "in.json").write_text(json.dumps({**json.loads((vectors / "credential-minimal.json").read_text()), member: value}))

    assert run("issue", tmp_path / "in.json", vectors / KEYS[0], "credential_jose", tmp_path / "out.json")["result"] == "failure"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "[]",
        "{}",
        '{"id": 7}',
        '{"secretKeyJwk": {}, "publicKeyJwk": 7}',
        '{"id": "a", "secretKeyJwk": {"kty": "OKP", "crv": "Ed25519", "d": "AA"}}',
    ],
)
def test_a_file_without_a_key_fails_with_a_reason(vectors: Path, tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key.json").write_text(key)

    for function, name in (("issue", "credential-minimal.json"), ("verify", "credential-jose-minimal.txt")):
        assert run(function, vectors / name, tmp_path / "key.json", "credential_jose", tmp_path / "out.json")["result"] == "failure"
        assert capsys.readouterr().err.startswith("credential_jose: ")


def test_a_key_that_may_not_sign_is_not_used(vectors: Path, tmp_path: Path) -> None:
    method = json.loads((vectors / KEYS[0]).read_text())
    (tmp_path / "key.json").write_text(json.dumps({**method, "secretKeyJwk": {**method["secretKeyJwk"], "use": "enc"}}))

    assert run("issue", vectors / "credential-minimal.json", tmp_path / "key.json", "credential_jose", tmp_path / "out.json")["data"] == ""


def test_a_file_that_is_not_there_fails_with_a_reason(vectors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify", tmp_path / "none", vectors / KEYS[0], "credential_jose", tmp_path / "out.json")["result"] == "failure"
    assert "No such file" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "not base64 é", "d2845856a40126", "!!!!"])
def test_a_message_that_is_no_cose_in_base64_is_refused(vectors: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "in").write_text(content)

    assert run("verify", tmp_path / "in", vectors / KEYS[0], "credential_cose", tmp_path / "out.json")["result"] == "failure"


def test_paths_are_those_of_the_suite() -> None:
    assert read_paths('["credentialSubject.phoneNumbers[0]", "holder", "a/b[1].c~d"]') == (
        "/credentialSubject/phoneNumbers/0",
        "/holder",
        "/a~1b/1/c~0d",
    )
    assert read_paths(None) == ()


@pytest.mark.parametrize("paths", ["[", "{}", '"text"', "[7]", '["none"]', '[""]'])
def test_paths_that_are_none_fail_with_a_reason(vectors: Path, tmp_path: Path, paths: str) -> None:
    answer = run("issue", vectors / "credential-minimal.json", vectors / KEYS[0], "credential_sdjwt", tmp_path / "o.json", "--sd", paths)

    assert answer["result"] == "failure"


def test_it_runs_as_a_module(vectors: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    files = {"--input": vectors / "credential-jose-bad-signature.txt", "--key": vectors / "vm-ed25519.json", "--output": output}
    arguments = [str(part) for option, path in files.items() for part in (option, path)]

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "app.interop_jose", "verify", "--feature", "credential_jose", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "credential_jose: the EdDSA signature does not fit key and document\n"
    assert json.loads(output.read_text()) == {"result": "failure", "data": ""}
