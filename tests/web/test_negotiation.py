import pytest

from app.web.negotiation import preferred

OFFERED = ("text/html", "application/ld+json", "application/json")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", "application/json"),
        ("Application/LD+JSON", "application/ld+json"),
        ("application/*", "application/ld+json"),
        ("application/json;q=0.9, text/html;q=0.5", "application/json"),
        ("application/json, text/html", "text/html"),
        ("application/json;q=0, application/ld+json;q=0.1, text/html;q=0", "application/ld+json"),
        ("text/html;level=1;q=0.2, application/json;q=0.3", "application/json"),
        ("image/png", "text/html"),
        ("application/json;q=much", "text/html"),
        ("application/json;q=7, text/html;q=0.1", "text/html"),
        ("application/json;q=nan, text/html;q=0.1", "text/html"),
        (",;,;;,=", "text/html"),
    ],
)
def test_the_form_that_the_client_likes_best_is_chosen(accept: str | None, chosen: str) -> None:
    assert preferred(accept, OFFERED) == chosen
