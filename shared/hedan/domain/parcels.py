"""A parcel: what travels under one tracking number, a plan over lines of untouched orders."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey, Sku, StoreId, SupplierId
from hedan.domain.orders import Receiver
from hedan.domain.parts import Handling, Part
from hedan.domain.replaced_lines import Instead
from hedan.domain.supplier_answers import SupplierAnswer


class ParcelState(StrEnum):
    """Where a parcel stands."""

    CLAIMED = "claimed"  # Its lines are ours alone, its workbook is named.
    NUMBERED = "numbered"  # Carrier and tracking number are known, or none is needed.
    UPLOADING = "uploading"  # One attempt to tell the platform has begun.
    SHIPPED = "shipped"  # The platform took the number.
    HELD = "held"  # The number waits for a person: fence, a doubt, or the platform refused it.
    EMPTY = "empty"  # Every line has left it before it had a number: it takes none any more.


NEXT: dict[ParcelState, frozenset[ParcelState]] = {
    ParcelState.CLAIMED: frozenset({ParcelState.NUMBERED, ParcelState.EMPTY}),
    ParcelState.NUMBERED: frozenset({ParcelState.UPLOADING, ParcelState.HELD}),
    ParcelState.UPLOADING: frozenset({ParcelState.SHIPPED, ParcelState.HELD, ParcelState.NUMBERED}),
    # A refund on one of its lines is withdrawn: the number goes up for that line too.
    ParcelState.SHIPPED: frozenset({ParcelState.NUMBERED}),
    # CLAIMED: a person did not believe its number.
    ParcelState.HELD: frozenset({ParcelState.NUMBERED, ParcelState.CLAIMED}),
    ParcelState.EMPTY: frozenset(),
}


class Remark(Frozen):
    """A word of buyer or seller, with the order it belongs to: none is lost in a merge."""

    order: OrderKey
    text: str


class Correction(Frozen):
    """Lines that left a parcel after it was claimed; the others stay as they were."""

    at: AwareDatetime
    cause: str  # refund, cancelled, address, held, rerouted, short_pick, recalled, silence.
    lines: tuple[LineKey, ...]


class ParcelLine(Frozen):
    """One line of a parcel, with what the supplier must see."""

    key: LineKey
    sku: Sku
    name: str
    spec: str
    quantity: PositiveInt
    paid_minor: NonNegativeInt
    is_gift: bool
    parts: tuple[Part, ...] = ()  # In SKUs of ours; empty: the line as it is.
    handling: Handling = Handling()

    @property
    def contents(self) -> tuple[Part, ...]:
        """What to put into the parcel for it: its parts, or the line itself where it has none."""
        return self.parts or (
            Part(
                sku=self.sku,
                quantity=self.quantity,
                paid_minor=self.paid_minor,
                is_gift=self.is_gift,
            ),
        )


class Tracking(Frozen):
    """Carrier and number, as written on the label."""

    carrier: str  # The carrier's code in the settings.
    number: str


class Doubt(StrEnum):
    """Why a number waits for a person before any platform hears of it."""

    USED_BEFORE = "USED_BEFORE"  # Another parcel has it, or had it.
    OLDER_THAN_ORDER = "OLDER_THAN_ORDER"  # It was seen before the order was paid.
    COLLECTED_BEFORE_PAYMENT = "COLLECTED_BEFORE_PAYMENT"  # Its first scan is older than that.
    OTHER_NUMBER = "OTHER_NUMBER"  # The parcel has another one, which a platform may know already.


class NumberDoubt(Frozen):
    """A doubt, with what was seen."""

    code: Doubt
    evidence: str  # The other parcel, the other instant.


class NumberChange(Frozen):
    """Another number for a parcel whose number a platform may know already."""

    old: Tracking
    new: Tracking
    asked_at: AwareDatetime
    asked_by: str  # A supplier's workbook, or a person.
    allowed_at: AwareDatetime | None = None  # A person said that the platform shall have it.
    allowed_by: str = ""
    done_at: AwareDatetime | None = None  # The platform took it.
    problem: str = ""  # Why it did not, or who said no.


class QuestionLevel(StrEnum):
    """How loud we have become about a number in question."""

    FOUND = "found"  # Nobody was told yet: from here on it counts.
    REMINDER = "reminder"  # To the supplier.
    ESCALATION = "escalation"  # To the owner.


class QuestionTelling(Frozen):
    """One message about one number in question."""

    number: str
    level: QuestionLevel
    at: AwareDatetime


class Parcel(Frozen):
    """One parcel and why it is what it is."""

    parcel_id: Id
    store: StoreId
    supplier: SupplierId
    wave_id: str
    workbook: str  # The number of the workbook that carries its rows.
    lines: tuple[ParcelLine, ...]
    receiver: Receiver
    remarks: tuple[Remark, ...]
    deadline: AwareDatetime | None
    reasons: tuple[str, ...]
    package: str = ""  # What it is packed in: its code in the settings; empty: the packer chooses.
    inserts: tuple[str, ...] = ()  # What is put in beside the goods, by code.
    saved_minor: NonNegativeInt | None = None  # Freight that merging saves; None: not known.
    claimed_at: AwareDatetime | None = None  # Parts of an order are counted by it.
    # The orders in it whose other lines travel elsewhere, or later.
    part_of: tuple[OrderKey, ...] = ()
    instead: Instead | None = None  # What it replaces, of its first line; None: as it was bought.
    corrections: tuple[Correction, ...] = ()
    state: ParcelState = ParcelState.CLAIMED
    tracking: Tracking | None = None
    is_virtual: bool = False  # Nothing travels: the platform is told without a number.
    more_numbers: tuple[Tracking, ...] = ()  # Of further boxes of the same parcel.
    doubts: tuple[NumberDoubt, ...] = ()  # While its number waits for a person's word.
    number_changes: tuple[NumberChange, ...] = ()  # The last may be open.
    question_told: tuple[QuestionTelling, ...] = ()
    # The three steps of an upload: each is an instant, none stands for another.
    sent_at: AwareDatetime | None = None  # We began to tell the platform.
    # It answered yes; of a replacement that no platform can be told of, when it was let go.
    accepted_at: AwareDatetime | None = None
    visible_at: AwareDatetime | None = None  # We read the number at every order of the parcel.
    unseen_at: AwareDatetime | None = None  # A person was told that it does not show.
    scanned_at: AwareDatetime | None = None  # The carrier's first scan, by the platform's word.
    look_at: AwareDatetime | None = None  # When somebody looks whether it is visible, or scanned.
    scan_warned_at: AwareDatetime | None = None  # Its supplier was asked where it stays.
    unscanned_at: AwareDatetime | None = None  # A person heard that nobody has scanned it in time.
    quiet_at: AwareDatetime | None = None  # A person heard that nothing more is told of its way.
    answers: tuple[SupplierAnswer, ...] = ()  # What its supplier wrote beside the number.
    supplier_notes: tuple[str, ...] = ()
    problem: str = ""  # Why it is held, in words for a person.
    version: NonNegativeInt = 0

    @property
    def orders(self) -> tuple[OrderKey, ...]:
        """The orders it serves, each once, in the order of its lines."""
        return tuple(dict.fromkeys(line.key.order for line in self.lines))

    @property
    def rest(self) -> tuple[ParcelLine, ...]:
        """The lines that have not left it."""
        left = {key for correction in self.corrections for key in correction.lines}
        return tuple(line for line in self.lines if line.key not in left)

    @property
    def change(self) -> NumberChange | None:
        """The change of its number that nobody has decided, or that no platform has taken yet."""
        last = self.number_changes[-1] if self.number_changes else None
        return last if last and last.done_at is None and not last.problem else None

    @property
    def number_in_question(self) -> str:
        """The number that a person has to judge; empty: none."""
        if not self.is_in_question:
            return ""
        if self.change is not None and self.change.allowed_at is None:
            return self.change.new.number
        return self.tracking.number if self.tracking else ""

    @property
    def is_in_question(self) -> bool:
        """Whether its number waits for a person's word."""
        return bool(self.doubts) or (self.change is not None and self.change.allowed_at is None)

    def without(self, lines: Iterable[LineKey], cause: str, at: datetime) -> "Parcel":
        """Return the parcel after these lines have left it: the others keep all that it is.

        One without a line and without a number ends. Nothing changes for lines that left before.
        """
        rest = {line.key for line in self.rest}
        leaving = tuple(key for key in lines if key in rest)
        if not leaving:
            return self
        correction = Correction(at=at, cause=cause, lines=leaving)
        left = self.but(corrections=(*self.corrections, correction))
        is_over = left.state is ParcelState.CLAIMED and not left.rest
        return left.move(ParcelState.EMPTY) if is_over else left

    def move(self, to: ParcelState) -> "Parcel":
        """Return the parcel in another state. Raises ValueError when the table forbids it."""
        if to not in NEXT[self.state]:
            raise ValueError(f"{self.parcel_id}: {self.state} -> {to}")
        return self.but(state=to)


def by_look(parcels: Iterable[Parcel]) -> list[Parcel]:
    """Return those that wait for a look, the longest due first."""
    due = [(parcel.look_at, parcel.parcel_id, parcel) for parcel in parcels if parcel.look_at]
    return [parcel for _, _, parcel in sorted(due, key=lambda one: one[:2])]
