"""The small shop after a parcel has left: its buyer wants other goods, or the same again."""

from collections.abc import Sequence

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import Case, CaseKind
from hedan.domain.orders import OrderStatus
from hedan.domain.parcels import Parcel
from hedan.domain.replaced_lines import ReplacementKind
from hedan.domain.stock import StockMove
from hedan.domain.stops import StopAnswer
from hedan.errors import PlatformRejected
from hedan.platforms.platform import ReplacementSent
from hedan.ports import Change, OrderFile
from hedan.settings import Settings
from hedan.usecases.cases.complaints import open_complaint
from hedan.usecases.cases.work_case import Hand
from hedan.usecases.orders.check_order import check_order
from hedan.usecases.orders.hold_by_hand import hold_by_hand
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.replacements.call_off import call_off
from hedan.usecases.replacements.replace import WantedGoods, Wish, replace
from hedan.usecases.replacements.send_again import send_again
from hedan.usecases.replacements.standing import Standing, standing_of
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.uploads.ship_replacement import ship_replacement
from hedan.usecases.uploads.upload_tracking import Uploaded
from tests.domain.builders import order_key
from tests.fakes.gates import AFTER, BEFORE
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.platform import FakePlatform
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage

CASE = "77"
NEW = f"11~{CASE}"
SECOND = "wave-2"
MUG = WantedGoods(line_id="11", sku="MUG", quantity=1)
CUP = WantedGoods(line_id="11", quantity=1)


class TellingPlatform(FakePlatform):
    """A platform with a call for the number of what is sent for an after-sale."""

    capabilities = FakePlatform.capabilities.but(ships_replacements=frozenset(ReplacementKind))

    def __init__(self) -> None:
        super().__init__()
        self.told: list[ReplacementSent] = []
        self.refuses = False

    def ship_replacement(self, sent: ReplacementSent) -> None:
        """Take it once; the very same again is done already."""
        self.gate(f"{BEFORE}platform.ship_replacement")
        if self.refuses:
            raise PlatformRejected("50002", "status-changed", "售后状态已变更")
        if sent not in self.told:
            self.told.append(sent)
        self.gate(f"{AFTER}platform.ship_replacement")


class CaseStage(Stage):
    """An order whose parcel has left; then its buyer asks for something."""

    def __init__(
        self, kind: AfterSaleKind | None = AfterSaleKind.EXCHANGE, *, tells: bool = False
    ) -> None:
        super().__init__()
        if tells:
            self.platform = TellingPlatform()
        self.settings = SETTINGS
        self.stock_in(5)
        self.place("CUP")
        self.make_ready()
        self.wave()
        self.number()
        self.upload()
        self.later()
        self.platform.change_lines("1", self.now, status=OrderStatus.SHIPPED)
        self.platform.change_order("1", self.now, status=OrderStatus.SHIPPED)
        self.take(self.hint())
        if kind is not None:
            self.ask(kind)

    @property
    def key(self) -> OrderKey:
        """The order."""
        return order_key("1")

    @property
    def file(self) -> OrderFile:
        """All that is kept of it."""
        return self.desk.order_file(self.key)

    def ask(self, kind: AfterSaleKind, case: str = CASE) -> None:
        """The buyer asks for it."""
        self.later()
        self.platform.ask_refund(case, "1", ["11"], self.now, kind)
        self.take(self.hint("1", case))

    def goes_on(self, status: AfterSaleStatus, case: str = CASE) -> None:
        """The case goes on, and we hear of it."""
        self.later()
        self.platform.change_after_sale(case, status, self.now)
        self.take(self.hint("1", case))

    def replace(
        self, *goods: WantedGoods, supplier: str = "", case: str = CASE, by: str = "Li/1"
    ) -> Case:
        """A person sends goods for the case."""
        return replace(
            self.key,
            case,
            Wish(by, goods, supplier),
            desk=self.desk,
            book=MemoryCases(self.desk),
            settings=self.settings,
            now=self.now,
        )

    def complain(self) -> str:
        """A buyer complains without an after-sale; return the case's id."""
        hand = Hand("Li/1", self.now, MemoryCases(self.desk), self.desk)
        case = open_complaint(self.key, CaseKind.COMPLAINT, "没收到", None, "request-1", hand)
        return case.case_id

    def call_off(self, case: str = CASE) -> Case:
        """A person wants that it stays."""
        return call_off(
            self.key, case, "Li/1", desk=self.desk, book=MemoryCases(self.desk), now=self.now
        )

    def workflow(self, settings: Settings = SETTINGS) -> int:
        """The order workflow comes by; return how many lines it sent again."""
        checked = check_order(self.key, deciding=self.deciding(settings), now=self.now)
        if not checked.sends_again:
            return 0
        return send_again(
            self.key,
            desk=self.desk,
            book=MemoryCases(self.desk),
            settings=settings,
            now=self.now,
        )

    def second_wave(self, name: str = SECOND) -> Parcel:
        """The supplier's next wave, up to its workbook."""
        self.wave(name)
        return self.new_parcel()

    def new_parcels(self) -> Sequence[Parcel]:
        """The parcels of what is sent again."""
        return [one for one in self.desk.all(Parcel) if one.instead]

    def new_parcel(self) -> Parcel:
        """The last of them."""
        return max(self.new_parcels(), key=lambda one: one.wave_id)

    def old_parcel(self) -> Parcel:
        """What the buyer got first."""
        (parcel,) = (one for one in self.desk.all(Parcel) if not one.instead)
        return parcel

    def ship_again(self) -> Uploaded:
        """Its number comes to the ship queue."""
        return ship_replacement(
            self.new_parcel().parcel_id,
            desk=self.desk,
            platform_of=lambda _: self.platform,
            settings=self.settings,
            known_until=lambda _: self.known_until or self.now,
            now=lambda: self.now,
        )

    def answer(self, answer: StopAnswer) -> None:
        """The supplier says what became of the new parcel."""
        (stop,) = (
            one
            for one in self.desk.stops(SUPPLIER)
            if one.parcel_id == self.new_parcel().parcel_id and not one.is_settled
        )
        answer_stop(SUPPLIER, stop.stop_id, answer, "Wang", desk=self.desk, now=self.now)

    def hold(self, how: str = "") -> None:
        """A person keeps the order back; "stop": what is promised, too."""
        hold_by_hand(
            self.key, "等一下", "Li/1", stop_promised=how == "stop", desk=self.desk, now=self.now
        )
        hold_order(self.key, (), deciding=self.deciding(), now=self.now)

    def release(self) -> None:
        """A person has looked at everything that holds the order."""
        for hold in self.file.holds.open:
            release_hold(self.key, hold.hold_id, "Li/1", desk=self.desk, now=self.now)

    def count(self, units: int) -> None:
        """So many cups come in, or are broken."""
        entry = f"count-{len(self.desk.ledger)}"
        move = StockMove(sku="CUP", on_hand=units, entry_id=entry, cause="counted", at=self.now)
        self.desk.commit(Change(stock=(move,)))


def cups(stage: Stage) -> tuple[int, int]:
    """How many cups are on hand, and how many of them are promised."""
    stock = stage.desk.stock(["CUP"])["CUP"]
    return stock.on_hand, stock.reserved


def standing(stage: CaseStage) -> Standing:
    """How far the replacement is."""
    parcels = {one.parcel_id: one for one in stage.new_parcels()}
    return standing_of(stage.file.again.values(), parcels)
