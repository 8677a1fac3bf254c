"""Reads pages as a browser, a screen reader and a suspicious colleague would."""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"meta", "link", "img", "input", "br", "path", "circle"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
SCHEMES = {"", "http", "https"}


class Page(HTMLParser):
    """A page taken apart: `elements` in order, the visible `text`, the hidden fields of its `forms`, and the `faults` of its markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.faults: list[str] = []
        self.forms: dict[str, list[dict[str, str]]] = {}
        self._form: dict[str, str] = {}
        self._open: list[str] = []
        self._words: list[str] = []
        self.feed(html)
        self.close()
        self.text = " ".join(" ".join(self._words).split())
        if self._open:
            self.faults.append(f"never closed: {self._open}")
        self._judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._fill(tag, self.elements[-1][1])
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"closed out of turn: {tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "title":
            self._words.append(data)

    def _fill(self, tag: str, attributes: dict[str, str]) -> None:
        """Gather the hidden fields of each form that is posted, by its action."""
        if tag == "form" and attributes.get("method") == "post":
            self.forms.setdefault(attributes["action"], []).append({})
            self._form = self.forms[attributes["action"]][-1]
        elif tag == "input" and attributes.get("type") == "hidden" and "form" in self._open:
            self._form[attributes["name"]] = attributes["value"]

    def every(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def marked(self, css_class: str) -> bool:
        """Return whether an element bears this class."""
        return any(css_class in attributes.get("class", "").split() for _, attributes in self.elements)

    @property
    def skeleton(self) -> list[str]:
        """The names of all elements in order: what untrusted text must not be able to change."""
        return [name for name, _ in self.elements]

    @property
    def links(self) -> list[str]:
        """Where the page leads."""
        return [attributes["href"] for attributes in self.every("a")]

    def _judge(self) -> None:
        self.faults += [
            f"forbidden element: {name}" for name, _ in self.elements if name in {"script", "style", "iframe", "object", "base"}
        ]
        for name, attributes in self.elements:
            self.faults += [f"forbidden attribute: {name} {key}" for key in attributes if key.startswith("on") or key == "style"]
            for key in ("href", "src", "action"):
                if urlsplit(attributes.get(key, "")).scheme not in SCHEMES:
                    self.faults.append(f"forbidden address: {attributes[key]}")
        self._judge_structure()

    def _judge_structure(self) -> None:
        levels = [int(name[1]) for name, _ in self.elements if name in HEADINGS]
        if levels.count(1) != 1 or any(later - earlier > 1 for earlier, later in zip([0, *levels], levels, strict=False)):
            self.faults.append(f"headings skip: {levels}")
        ids = Counter(attributes["id"] for _, attributes in self.elements if "id" in attributes)
        self.faults += [f"id twice: {key}" for key, count in ids.items() if count > 1]
        referred = [attributes[key] for _, attributes in self.elements for key in ("aria-labelledby", "for") if key in attributes]
        referred += [token for _, attributes in self.elements for token in attributes.get("aria-describedby", "").split()]
        self.faults += [f"refers to nothing: {key}" for key in referred if key not in ids]
        self.faults += ["picture without words" for attributes in self.every("img") if not attributes.get("alt")]
        for landmark in ("main", "header", "footer"):
            if len(self.every(landmark)) != 1:
                self.faults.append(f"not exactly one {landmark}")
        ways = [attributes.get("aria-label") for attributes in self.every("nav")]
        if not ways:
            self.faults.append("not exactly one nav")
        if len(set(ways)) < len(ways):
            self.faults.append(f"ways that cannot be told apart: {ways}")
        root = self.every("html")[0]
        if not root.get("lang") or root.get("dir") not in {"ltr", "rtl"}:
            self.faults.append("page without language or direction")
