"""Reads a page the way a browser would, as far as the tests ask."""

from html.parser import HTMLParser
from typing import NamedTuple

VOID = frozenset({"meta", "link", "input", "br", "img"})


class Form(NamedTuple):
    """A form and what it would send."""

    attributes: dict[str, str]
    fields: list[dict[str, str]]


class Page(HTMLParser):
    """Elements, links, forms and visible text of one page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.forms: list[Form] = []
        self.text = ""
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == [], f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        assert len(attributes) == len(attrs), f"attribute twice in <{tag}>"
        self.elements.append((tag, attributes))
        if tag == "form":
            self.forms.append(Form(attributes, []))
        if tag in ("input", "button"):
            self.forms[-1].fields.append(attributes)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["script"]:
            self.scripts.append(data)
        elif self._open[-1:] == ["style"]:
            self.styles.append(data)
        else:
            self.text += data

    @property
    def links(self) -> list[str]:
        """Where a click leads."""
        return [attributes["href"] for tag, attributes in self.elements if tag == "a"]

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements with the names of their attributes: what no foreign text may change."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]
