import pytest

from app.web.problem_pages import CODES
from app.web.routes import use_cases
from app.wording import LANGUAGES
from tests.web.reader import Page
from tests.web.samples import PAGE_URL
from tests.web.visitor import DOCUMENT, SmallInstallation, Visitor

PAGES = ("/", "/verify", "/c/known", "/c/unknown", "/c/erased", "/achievements/inspire-m1/v1", "/problems/not-found", "/problems/none")
CSP = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound_and_in_the_readers_language(path: str, language: str) -> None:
    answer = Visitor().get(path, {"accept-language": f"{language};q=0.9, xx"})

    page = Page(answer.text)
    assert page.faults == []
    assert page.every("html")[0]["lang"] == answer.headers["content-language"] == language
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_may_do_nothing_but_show_itself(path: str) -> None:
    headers = Visitor().get(path).headers

    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "no-" in headers["cache-control"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_test_installation_says_so(path: str) -> None:
    page = Page(Visitor(SmallInstallation(demo=True)).get(path).text)

    assert page.marked("test-banner")
    assert page.faults == []
    assert not Page(Visitor().get(path).text).marked("test-banner")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_answered_to_who_only_asks_for_its_headers(path: str) -> None:
    visitor = Visitor()

    assert visitor.get(path, method="HEAD").status_code == visitor.get(path).status_code


def test_an_unknown_language_gets_english() -> None:
    assert Visitor().get("/", {"accept-language": "tlh"}).headers["content-language"] == "en"


def test_pages_of_persons_stay_out_of_search_engines_and_others_do_not() -> None:
    visitor = Visitor()

    assert visitor.get("/c/known").headers["x-robots-tag"] == "noindex"
    assert visitor.get("/c/known/qr.svg").headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in visitor.get("/").headers


def test_the_start_page_leads_to_checking_and_to_the_interface() -> None:
    assert {"/verify", "/docs"} <= set(Page(Visitor().get("/").text).links)


@pytest.mark.parametrize(("path", "status"), [("/c/unknown", 404), ("/c/erased", 410), ("/achievements/x/v1", 404), ("/problems/x", 404)])
def test_what_is_not_there_is_refused_with_a_page(path: str, status: int) -> None:
    answer = Visitor().get(path)

    assert answer.status_code == status
    assert str(status) in Page(answer.text).text


def test_the_qr_code_of_a_credential_is_a_picture() -> None:
    answer = Visitor().get("/c/known/qr.svg")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("path", ["/c/unknown/qr.svg", "/c/erased/qr.svg"])
def test_no_code_leads_to_a_page_that_is_not_there(path: str) -> None:
    assert Visitor().get(path).status_code in {404, 410}


@pytest.mark.parametrize("accept", ["application/json", "application/ld+json", "application/ld+json, text/html;q=0.5"])
def test_an_achievement_is_given_to_machines_as_json(accept: str) -> None:
    answer = Visitor().get("/achievements/inspire-m1/v1", {"accept": accept})

    assert answer.content == DOCUMENT
    assert answer.headers["content-type"] == accept.partition(",")[0]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*"])
def test_an_achievement_is_given_to_people_as_a_page(accept: str) -> None:
    assert "Sustainability foundations" in Visitor().get("/achievements/inspire-m1/v1", {"accept": accept}).text


@pytest.mark.parametrize("version", ["v0", "v01", "v-1", "1", "v", "v1.0", "v9999999", "v٣", "V1", "v" + "9" * 4_000])
def test_a_version_that_is_none_is_not_there(version: str) -> None:
    assert Visitor().get(f"/achievements/inspire-m1/{version}").status_code == 404


def test_an_achievement_without_a_version_leads_to_the_newest() -> None:
    answer = Visitor().get("/achievements/inspire-m1")

    assert answer.status_code == 307
    assert answer.headers["location"] == "/achievements/inspire-m1/v1"
    assert Visitor().get("/achievements/x").status_code == 404


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_problem_has_a_page_that_says_what_to_do(code: str) -> None:
    answer = Visitor().get(f"/problems/{code}")

    assert answer.status_code == 200
    assert Page(answer.text).faults == []
    assert code in answer.text


def test_the_stylesheet_is_kept_for_a_year_under_the_name_of_its_content() -> None:
    visitor = Visitor()
    address = Page(visitor.get("/").text).every("link")[0]["href"]

    answer = visitor.get(address)

    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert visitor.get("/static/style.css?v=older").headers["cache-control"] == "no-cache"


def test_the_icon_is_a_picture() -> None:
    assert Visitor().get("/static/icon.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("name", ["none.css", "..%2frouting.py", "%2e%2e%2froutes.py", "style.css%00"])
def test_no_other_file_is_given_out(name: str) -> None:
    assert Visitor().get(f"/static/{name}").status_code == 404


def test_the_pages_ask_the_services_of_this_house() -> None:
    cases = use_cases()

    assert cases.show_credential.__module__ == "app.services.show_credential"
    assert cases.verify_bytes.__module__ == cases.verify_url.__module__ == "app.services.verify"


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_offered_to_the_learner_alone(language: str) -> None:
    visitor, headers = Visitor(), {"accept-language": language}

    mine, nobodys = (Page(visitor.get(f"/c/known{query}", headers).text) for query in ("?token=right", ""))

    assert [link for link in mine.links if "token=right" in link] == [f"{PAGE_URL}/certificate.pdf?token=right"]
    assert mine.faults == []
    assert not [link for link in nobodys.links if "token" in link]
    assert [link for link in Page(visitor.get("/c/known?token=wrong", headers).text).links if "token" in link] == []
