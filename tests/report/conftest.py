"""A page taken apart: its elements and its tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from esarisk.report.run.page import render

VOID = {"meta", "br", "link", "img", "input", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def all(self, tag: str) -> list["Element"]:
        """Every element of a tag below this one, in the order of the page."""
        found = []
        for child in self.children:
            found += [child] if child.tag == tag else []
            found += child.all(tag)
        return found

    @property
    def text(self) -> str:
        return " ".join("".join([*self.pieces, *(" " + child.text for child in self.children)]).split())


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = self.open = Element("root", {})
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_endtag(self, tag):
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}>"
        self.open = self.open.parent

    def handle_data(self, data):
        self.open.pieces.append(data)

    def all(self, tag: str) -> list[Element]:
        return self.root.all(tag)

    def rows(self, caption: str) -> dict[str, list[str]]:
        """Cells of the table whose caption starts so, by row heading; with repeated headings, the first."""
        table = next(t for t in self.all("table") if t.all("caption")[0].text.startswith(caption))
        body = table.all("tbody")[0]
        found: dict[str, list[str]] = {}
        for row in body.all("tr"):
            found.setdefault(row.all("th")[0].text, [cell.text for cell in row.all("td")])
        return found


@pytest.fixture(scope="session")
def small_page(small_run) -> Page:
    return Page(render(*small_run))


@pytest.fixture(scope="session")
def central_page(central_run) -> Page:
    return Page(render(*central_run))


@pytest.fixture(scope="session", params=["small_page", "central_page"])
def page(request) -> Page:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def take_apart() -> type[Page]:
    """The parser itself, for a page that a test renders."""
    return Page
