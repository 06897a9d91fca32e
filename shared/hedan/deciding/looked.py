"""What of a case does not hang on what its rules say. What only rules ask for is made for them."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from hedan.deciding.rule_book import RuleBook
from hedan.deciding.views import view_of
from hedan.domain.classes import classify, earliest_deadline
from hedan.domain.decisions import Case
from hedan.domain.edits import EditField, Edits
from hedan.domain.kept import kept_of, withdrawn_gifts
from hedan.domain.orders import PAID_AND_OPEN, Line
from hedan.domain.parts import Part
from hedan.rules.view import View

type Parts = Mapping[str, tuple[Part, ...] | None]


class Looked:
    """One case by one book, or by several books that differ in rules only."""

    def __init__(self, case: Case, book: RuleBook) -> None:
        self._case = case
        self._book = book
        self.lines = to_ship(case)
        self.goods = _goods_of(self.lines, case, book)
        self.classes = _classes(case, book)
        self.deadline = earliest_deadline(case.order, self.lines)
        self._bought = kept_of(case.order, case.works, case.after_sales)
        self._is_all_kept = not self.lines or self._bought.lines == self.lines
        # The platform's gifts that nothing earns any more.
        self.withdrawn: frozenset[str] = (
            frozenset()
            if self._is_all_kept
            else withdrawn_gifts(case.order, {line.line_id for line in self._bought.lines})
        )

    @cached_property
    def view(self) -> View:
        """What rules see of it."""
        return view_of(self._case, self._book, self.lines, self.goods, self.classes)

    @cached_property
    def kept(self) -> View | None:
        """What they see of it without what goes back, where that is not the same."""
        if self._is_all_kept:
            return None
        lines = self._bought.lines
        case, goods = self._case.but(order=self._bought), _goods_of(lines, self._case, self._book)
        return view_of(case, self._book, lines, goods, self.classes)


def to_ship(case: Case) -> tuple[Line, ...]:
    """Return the lines that are still to be shipped."""
    if case.order.status not in PAID_AND_OPEN:
        return ()
    return tuple([line for line in case.order.lines if line.status in PAID_AND_OPEN])


def goods_of(case: Case, book: RuleBook) -> Parts:
    """Return what each line still to be shipped is in SKUs of ours; None: nobody knows."""
    return _goods_of(to_ship(case), case, book)


def with_persons(tags: Iterable[str], edits: Edits) -> tuple[str, ...]:
    """Return tags with those that persons put on, without those that they took off, sorted."""
    said = edits.tags()
    off = {tag for tag, edit in said.items() if edit.value.startswith("-")}
    return tuple(sorted((set(tags) | set(said)) - off))


def _goods_of(lines: Iterable[Line], case: Case, book: RuleBook) -> Parts:
    store = case.order.key.store
    return {
        line.line_id: book.goods.resolve(
            store, line, case.edits.standing(EditField.SKU, line.line_id)
        )
        for line in lines
    }


def _classes(case: Case, book: RuleBook) -> tuple[str, ...]:
    """Return the classes before any rule: ours, and what persons put on and took off."""
    tags = classify(case.order, book.settings.classes, case.at).tags
    return with_persons(tags, case.edits) if case.edits.edits else tags
