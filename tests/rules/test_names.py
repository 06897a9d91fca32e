"""The help sheet names everything that conditions can write, and nothing else."""

import pytest

from hedan.domain.rules import Scope
from hedan.rules.ailments import Ailment
from hedan.rules.conditions import compile_condition
from hedan.rules.names import EXAMPLES, Name, describe, functions
from hedan.rules.schema import Kind
from hedan.texts.rule_names import TEXTS

# A comparison that only what holds this kind can be part of.
PROOFS = {
    Kind.TEXT: '{0} == "a"',
    Kind.WHOLE: "{0} > 1",
    Kind.DECIMAL: "{0} > 1.0",
    Kind.YES_NO: "{0}",
    Kind.TIME: "{0} > time.now",
    Kind.TEXTS: '"a" in {0}',
    Kind.LINES: "{0}.exists(x, x.quantity > 1)",
}


@pytest.mark.parametrize("name", describe(), ids=lambda name: name.path)
def test_a_name_holds_what_it_is_said_to_hold(name: Name) -> None:
    scope = Scope.LINE if name.only_in_line_rules else Scope.ORDER
    compile_condition(PROOFS[name.kind].format(name.path), scope)


def test_every_name_has_a_meaning_and_every_meaning_a_name() -> None:
    wanted = {name.key for name in describe()}
    wanted |= {f"rule.kind.{kind.name}" for kind in Kind}
    wanted |= {example.key for example in EXAMPLES}
    wanted |= {f"rule.function.{name}" for name in functions()}
    wanted |= {f"rule.health.{kind}" for kind in Ailment}
    assert TEXTS.keys() == wanted
    assert all(text.zh and text.en for text in TEXTS.values())
