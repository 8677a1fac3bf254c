import pytest

from app.adapters.fetch.address import Address
from app.adapters.fetch.answer import FetchPurpose
from app.adapters.fetch.hop import Deadline, Hop, Reply
from app.adapters.fetch.policy import DEFAULT_POLICY, RULES, FetchPolicy
from app.adapters.fetch.replies import kept_seconds, media_type, redirect_location, refuse_garbled, refuse_unusable
from app.errors import Unreachable

DID_DOCUMENT = RULES[FetchPurpose.DID_DOCUMENT]
HOP = Hop(Address("issuer.example", 443, "/did.json"), ("9.9.9.9",), DID_DOCUMENT, Deadline.after(5), 3.0, "Proscenium")


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/DID+JSON", "application/did+ld+json; charset=utf-8", "application/did "]
)
def test_a_document_of_a_wanted_type_is_usable(content_type: str) -> None:
    refuse_unusable(Reply(200, {"content-type": content_type, "content-length": "12"}), HOP)


@pytest.mark.parametrize("content_type", ["", "text/html", "application/json, text/html", "image/png", "application/jsonx", "json"])
def test_another_type_or_none_is_refused(content_type: str) -> None:
    with pytest.raises(Unreachable, match="another type or none"):
        refuse_unusable(Reply(200, {"content-type": content_type}), HOP)


@pytest.mark.parametrize("status", [100, 201, 204, 206, 300, 304, 400, 401, 404, 410, 418, 429, 500, 503])
def test_only_200_has_a_document(status: int) -> None:
    with pytest.raises(Unreachable, match=f"status {status}") as refused:
        refuse_unusable(Reply(status, {"content-type": "application/json"}), HOP)

    assert refused.value.status == status


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", "GZIP", "zstd", ""])
def test_encoded_bytes_are_refused(encoding: str) -> None:
    with pytest.raises(Unreachable, match="encoded"):
        refuse_unusable(Reply(200, {"content-type": "application/json", "content-encoding": encoding}), HOP)


@pytest.mark.parametrize("length", ["262145", "99999999999999999999", "-1", "x", "1, 2"])
def test_a_length_beyond_the_cap_is_refused_before_anything_is_read(length: str) -> None:
    with pytest.raises(Unreachable, match="at most 262144 bytes"):
        refuse_unusable(Reply(200, {"content-type": "application/json", "content-length": length}), HOP)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_no_document_and_says_where_it_leads(status: int) -> None:
    reply = Reply(status, {"location": "https://other.example/"})

    refuse_unusable(reply, HOP)

    assert redirect_location(reply) == "https://other.example/"


def test_a_redirect_that_leads_nowhere_is_still_one() -> None:
    assert redirect_location(Reply(302, {})) == ""
    assert redirect_location(Reply(200, {"location": "https://other.example/"})) is None


def test_the_media_type_is_said_without_its_parameters() -> None:
    assert media_type(Reply(200, {"content-type": " Application/VC ; charset=utf-8"})) == "application/vc"
    assert media_type(Reply(200, {})) == ""


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({}, 300),
        ({"cache-control": "public"}, 300),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE=600, immutable"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "x"}, 600),
        ({"cache-control": "max-age=600", "age": "9" * 5000}, 600),
        ({"cache-control": "max-age=600", "age": "900"}, 60),
        ({"cache-control": "max-age=0"}, 60),
        ({"cache-control": "max-age=59"}, 60),
        ({"cache-control": "max-age=86401"}, 86_400),
        ({"cache-control": "max-age=999999999"}, 86_400),
        ({"cache-control": "max-age=" + "9" * 5000}, 300),
        ({"cache-control": "s-max-age=600"}, 300),
        ({"cache-control": "max-age=-5"}, 300),
        ({"cache-control": "no-store"}, 60),
        ({"cache-control": "max-age=600, no-cache"}, 60),
    ],
)
def test_a_reply_is_kept_as_it_says_within_our_bounds(said: dict[str, str], seconds: int) -> None:
    assert kept_seconds(Reply(200, said), DEFAULT_POLICY) == seconds


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff", b'{"a":' * 40 + b"1" + b"}" * 40])
def test_a_body_that_must_be_json_and_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(Unreachable, match=r"expected JSON of issuer\.example"):
        refuse_garbled(Reply(200, {"content-type": "application/did+json"}, body), DID_DOCUMENT, "issuer.example")


def test_what_is_not_said_to_be_json_or_is_judged_elsewhere_is_left_alone() -> None:
    refuse_garbled(Reply(200, {"content-type": "application/vc+jwt"}, b"e30.e30.AA"), RULES[FetchPurpose.STATUS_LIST], "issuer.example")
    refuse_garbled(Reply(200, {"content-type": "application/vc"}, b"garbled"), RULES[FetchPurpose.CREDENTIAL], "issuer.example")


def test_keys_and_did_documents_allow_no_redirect_and_the_others_two() -> None:
    assert {purpose.value: rule.max_redirects for purpose, rule in RULES.items()} == {
        "did-document": 0,
        "json-web-key": 0,
        "status-list": 2,
        "credential": 2,
        "hosted-assertion": 2,
        "badge-object": 2,
    }


def test_the_user_agent_says_whom_to_ask() -> None:
    assert FetchPolicy(contact_url="https://credentials.example.org").user_agent == "Proscenium (+https://credentials.example.org)"
    assert DEFAULT_POLICY.user_agent == "Proscenium"
