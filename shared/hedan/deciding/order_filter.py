"""Which orders a person means: one condition in the seller's own language, asked of one order."""

from typing import TYPE_CHECKING

from hedan.deciding.decide import decide, seen_by_rules
from hedan.deciding.rule_book import RuleBook
from hedan.domain.decisions import Case
from hedan.domain.rules import Scope
from hedan.rules.view import View

if TYPE_CHECKING:
    from hedan.rules.conditions import Condition


class OrderFilter:
    """A condition of scope order over what rules see, with the tags that rules gave.

    Raises ConditionInvalid with every mistake in it.
    """

    def __init__(self, when: str) -> None:
        self._condition: Condition | None = None
        if when:
            from hedan.rules.conditions import compile_condition  # noqa: PLC0415 - 50 MB.

            self._condition = compile_condition(when, Scope.ORDER)

    @property
    def asks(self) -> bool:
        """Whether it asks anything: without a condition every order fits."""
        return self._condition is not None

    def fits(self, case: Case, book: RuleBook) -> bool | str:
        """Tell whether an order fits, or why that cannot be said."""
        if self._condition is None:
            return True
        from hedan.rules.messages import Asked, Makers  # noqa: PLC0415 - 50 MB.

        asked = Asked(_view(case, book), Makers(self._condition.names))
        return self._condition.test(asked.of_order())


def _view(case: Case, book: RuleBook) -> View:
    """Return what people see of the order: with every tag that it has in the end."""
    view = seen_by_rules(case, book)
    return view._replace(order=view.order._replace(tags=list(decide(case, book).tags)))
