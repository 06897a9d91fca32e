"""Just enough Markdown: what a document shows as headings, tables, lists, code and links."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from infra.local.places import ROOT

DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
_RULE = re.compile(r"[|\s:-]+")

type Table = list[list[str]]


@dataclass
class Section:
    """What stands under one heading, up to the next."""

    level: int
    title: str
    lines: list[str] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)  # Language and content.

    @property
    def text(self) -> str:
        """Everything but code blocks."""
        return "\n".join(self.lines)

    @property
    def tables(self) -> list[Table]:
        """The tables, each as its rows below the heading row."""
        found: list[Table] = []
        inside = False
        for line in self.lines:
            if not line.startswith("|"):
                inside = False
            elif not inside:
                found.append([])  # The heading row itself is words only.
                inside = True
            elif not _RULE.fullmatch(line):
                found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        return found

    @property
    def items(self) -> int:
        """How many list items there are."""
        return sum(1 for line in self.lines if re.match(r"\s*(-|\d+\.) ", line))


@dataclass
class Document:
    """One file, by its headings."""

    file: Path
    sections: list[Section]

    @classmethod
    def read(cls, name: str | Path) -> Self:
        """Read a document of the repository."""
        file = ROOT / name
        sections = [Section(0, "")]
        fence: list[str] | None = None
        for line in file.read_text(encoding="utf-8").splitlines():
            if fence is not None:
                if line == "```":
                    sections[-1].blocks.append((fence[0], "\n".join(fence[1:])))
                    fence = None
                else:
                    fence.append(line)
            elif line.startswith("```"):
                fence = [line.removeprefix("```")]
            elif heading := re.match(r"(#+) (.+)", line):
                sections.append(Section(len(heading[1]), heading[2]))
            else:
                sections[-1].lines.append(line)
        assert fence is None, f"{file.name}: a code block without an end"
        return cls(file, sections)

    def section(self, title: str) -> Section:
        """Return the one section of this title."""
        (found,) = [section for section in self.sections if section.title == title]
        return found

    @property
    def code_spans(self) -> list[str]:
        """Code within the text, tables included."""
        return [span for one in self.sections for span in _CODE_SPAN.findall(one.text)]

    @property
    def links(self) -> list[str]:
        """Where links lead."""
        return [target for one in self.sections for target in _LINK.findall(one.text)]

    def blocks(self, language: str) -> list[str]:
        """Return the code blocks of a language."""
        return [text for one in self.sections for kind, text in one.blocks if kind == language]


def tables_of(file: Path) -> list[list[str]]:
    """Return every table of a document as its lines."""
    found: list[list[str]] = [[]]
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return found


def shape(document: Document) -> list[tuple[int, int, list[int], int]]:
    """Return what both languages of a document share: of each section, level and counts."""
    return [
        (one.level, one.items, [len(table) for table in one.tables], len(one.blocks))
        for one in document.sections
    ]


def code(cell: str) -> str:
    """Return what a cell that is one piece of code says."""
    found = re.fullmatch(r"`([^`]+)`", cell)
    assert found, f"not one piece of code: {cell}"
    return found[1]


def spans(text: str) -> set[str]:
    """Return the pieces of code in a text."""
    return set(_CODE_SPAN.findall(text))
