"""What the sheets of an .xlsx share: names, texts, styles (ECMA-376 part 1, 18.2, 18.8)."""

import re
from collections.abc import Callable, Mapping
from posixpath import join, normpath
from xml.parsers import expat

from hedan.workbooks.cells import unescape
from hedan.workbooks.tables import refused
from hedan.workbooks.zipped import Parts

BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
WORKSHEET = "/worksheet"
# Number formats that every spreadsheet knows without a definition and that show a date or time.
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)

type Attributes = Mapping[str, str]


def local_name(name: str) -> str:
    """Return an element's name without its prefix: writers differ in the prefixes they use."""
    return name.rpartition(":")[2]


def sheet_parts(parts: Parts) -> list[tuple[str, str]]:
    """Return the worksheets' names and their parts, in the order of the tabs."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: Attributes) -> None:
        if local_name(name) == "Relationship" and attributes.get("Type", "").endswith(WORKSHEET):
            target = attributes.get("Target", "")
            # From the root of the zip, or from the folder of the workbook.
            path = target.lstrip("/") if target.startswith("/") else join("xl", target)
            targets[attributes.get("Id", "")] = normpath(path)

    def sheet(name: str, attributes: Attributes) -> None:
        if local_name(name) != "sheet":
            return
        relation_id = next((v for k, v in attributes.items() if local_name(k) == "id"), "")
        if targets.get(relation_id) in parts.names:
            sheets.append((attributes.get("name", ""), targets[relation_id]))

    if RELATIONS not in parts.names:
        raise refused("NOT_READABLE", RELATIONS)
    parts.parse(RELATIONS, _on_start(relation))
    parts.parse(BOOK, _on_start(sheet))
    return sheets


def shared_strings(parts: Parts) -> list[str]:
    """Return the texts that cells share, formatting and reading aids left out."""
    if STRINGS not in parts.names:
        return []
    strings: list[str] = []
    item_tag, text_tag = "si", "t"
    text = ""
    inside = aside = begun = False
    without_meaning: set[str] = set()

    def start(name: str, _: Attributes) -> None:
        nonlocal text, inside, aside, begun, item_tag, text_tag
        if name == text_tag:
            inside = not aside
        elif name == item_tag:
            if begun:
                strings.append(unescape(text) if "_x" in text else text)
            text, begun, inside, aside = "", True, False, False
        else:
            inside = False
            if name in without_meaning:
                return
            local = local_name(name)
            if local == "rPh":
                aside = True
            elif local == "sst" and name != local:
                prefix = name.removesuffix(local)
                item_tag, text_tag = f"{prefix}si", f"{prefix}t"
            else:
                without_meaning.add(name)

    def characters(more: str) -> None:
        nonlocal text
        if inside:
            text += more

    def prepare(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = start
        parser.CharacterDataHandler = characters

    parts.parse(STRINGS, prepare)
    if begun:
        strings.append(unescape(text) if "_x" in text else text)
    return strings


def date_styles(parts: Parts) -> frozenset[str]:
    """Return the numbers of the cell styles that show a number as a date or time."""
    if STYLES not in parts.names:
        return frozenset()
    custom: set[int] = set()
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        name = local_name(name)
        if name in ("cellXfs", "cellStyleXfs"):
            inside = name == "cellXfs"
        elif name == "numFmt":
            shown = _NOT_FORMAT.sub("", attributes.get("formatCode", ""))
            if _DATE_LETTERS.search(shown):
                custom.add(int(attributes.get("numFmtId", "-1")))
        elif name == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and local_name(name) != "cellXfs"

    def prepare(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = start
        parser.EndElementHandler = end

    parts.parse(STYLES, prepare)
    dates = DATE_FORMATS | custom
    return frozenset(str(position) for position, number in enumerate(styles) if number in dates)


def _on_start(
    start: Callable[[str, Attributes], None],
) -> Callable[[expat.XMLParserType], None]:
    def prepare(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = start

    return prepare
