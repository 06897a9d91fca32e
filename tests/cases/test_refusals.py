"""Whatever a case refuses is said in words, in both languages."""

import ast
from collections.abc import Iterator
from string import Formatter

from hedan.texts import TEXTS
from infra.local.places import ROOT

SOURCES = ROOT / "shared" / "hedan" / "usecases"


def refusals() -> Iterator[tuple[str, set[str]]]:
    """Yield each code that is raised, with the names of its values."""
    for file in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "CaseRefused":
                (code,) = node.args
                assert isinstance(code, ast.Constant)
                yield str(code.value), {one.arg or "" for one in node.keywords}


def test_every_refusal_has_its_words_and_their_values() -> None:
    found = list(refusals())
    assert len(found) > 20
    for code, values in found:
        for words in TEXTS[f"case.refused.{code}"]:
            wanted = {name for _, name, _, _ in Formatter().parse(words) if name}
            assert wanted <= values, (code, words)
