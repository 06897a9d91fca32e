"""What a supplier's workbook says of the parcels in it: their rows, and what to pick for them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from hedan.domain.picking import Pick, Wanted, pick_list
from hedan.domain.workbook_columns import Field, order_text
from hedan.ports import Desk
from hedan.settings import Settings
from hedan.settings.supplying import WorkbookTemplate
from hedan.texts import Language, say
from hedan.usecases.waves.parcel_words import ParcelWords, words_of_parcels
from hedan.usecases.workbooks.sheet_rows import Piece, SheetRow
from hedan.workbooks.layout import Layout
from hedan.workbooks.rows import WorkbookRow


def rows_of(
    rows: Sequence[SheetRow],
    template: WorkbookTemplate,
    layout: Layout,
    settings: Settings,
    desk: Desk,
) -> Iterator[WorkbookRow]:
    """Yield what the rows of a workbook say, in their order."""
    language = settings.supplier(template.supplier).language
    live = [piece for row in rows for piece in row.pieces]
    totals = Counter(row.parcel.parcel_id for row in rows)
    words = words_of_parcels(live, settings, language, desk)
    says = _Says(template, layout, settings, language)
    counts: Counter[str] = Counter()
    for row in rows:
        parcel_id = row.parcel.parcel_id
        counts[parcel_id] += 1
        part = f"{counts[parcel_id]}/{totals[parcel_id]}"
        yield says.row(row, part, words[parcel_id])


def picks_of(live: Iterable[Piece], settings: Settings) -> tuple[Pick, ...]:
    """Return what to fetch for a workbook: the units of its rows, no more and no less."""
    skus = {sku.sku: sku for sku in settings.skus}
    return pick_list(
        Wanted(
            parcel_id=piece.parcel.parcel_id,
            sku=piece.part.sku,
            name=known.name if known else piece.part.name or piece.line.name,
            spec=_spec(piece),
            units=piece.part.quantity,
            shelf=known.shelf if known else "",
        )
        for piece in live
        for known in (skus.get(piece.part.sku),)
    )


class _Says:
    """Puts rows into words, as one template wants them."""

    def __init__(
        self, template: WorkbookTemplate, layout: Layout, settings: Settings, language: Language
    ) -> None:
        self._language = language
        self._store_as = template.store_as
        self._stores = {store.id: store.name for store in settings.stores}
        # What has no column of its own is said where a packer looks.
        self._marks_gifts = not layout.shows(Field.GIFT)
        self._tells_merged = not layout.shows(Field.REASONS)

    def row(self, row: SheetRow, part: str, words: ParcelWords) -> WorkbookRow:
        """Return the words of one row."""
        parcel, receiver = row.parcel, row.parcel.receiver
        merged = (words.merged,) if words.merged and self._tells_merged else ()
        return WorkbookRow(
            row_key=row.row_key,
            parcel_id=parcel.parcel_id,
            part=part,
            order_id=order_text(row.order_ids),
            store_name="\n".join(dict.fromkeys(map(self._store, row.pieces))),
            sku=_each(row, lambda piece: piece.part.sku),
            name=_each(row, self._name),
            spec=_each(row, _spec, counted=False),
            quantity=sum(piece.part.quantity for piece in row.pieces),
            is_gift=all(map(_is_gift, row.pieces)),
            receiver_name=receiver.name,
            receiver_phone=receiver.phone,
            region=receiver.region,
            address=receiver.detail,
            remarks="\n".join((*merged, *words.remarks)),
            deadline=parcel.deadline,
            reasons=words.reasons,
            package=words.package,
            inserts=words.inserts,
        )

    def _name(self, piece: Piece) -> str:
        name = piece.part.name or piece.line.name
        if self._marks_gifts and _is_gift(piece):
            return say(self._language, "row.gift", name=name)
        return name

    def _store(self, piece: Piece) -> str:
        store = piece.line.key.order.store
        if self._store_as == "none":
            return ""
        return store if self._store_as == "id" else self._stores[store]


def _each(row: SheetRow, text: Callable[[Piece], str], *, counted: bool = True) -> str:
    """Return what is said of each piece, one below the other; of a single one, that alone."""
    if len(row.pieces) == 1:
        return text(row.pieces[0])
    # A line break of theirs would move everything below it to another piece.
    plain = ((" ".join(text(piece).split()), piece.part.quantity) for piece in row.pieces)
    return "\n".join(f"{said} × {units}" if counted else said for said, units in plain)


def _spec(piece: Piece) -> str:
    """Return the spec of the line where the piece is the line itself."""
    return piece.line.spec if piece.part.sku == piece.line.sku else ""


def _is_gift(piece: Piece) -> bool:
    return piece.line.is_gift or piece.part.is_gift
