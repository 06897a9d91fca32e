"""The small shop with a supplier whose waves do more than wait for their cut-offs."""

from collections.abc import Sequence
from datetime import timedelta

from hedan.domain.orders import Line
from hedan.domain.plan import Plan
from hedan.domain.stops import StopCause
from hedan.domain.waves import WaveLane
from hedan.domain.workbook_files import SupplierDesk, WorkbookFile
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.waves.begin_wave import begin_due_wave, eager_suppliers
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.narrow_plan import hurried, narrow_plan
from hedan.usecases.waves.plan_wave import plan_wave
from hedan.usecases.waves.recall_wave import recall_workbook
from hedan.usecases.waves.take_back_wave import take_back_wave
from hedan.usecases.waves.wave_files import Claimed
from hedan.usecases.workbooks.tell_supplier import tell_supplier
from tests.domain.builders import make_line, order_key
from tests.fakes.gates import Gate
from tests.fakes.memory_ports import MemoryWorkflows
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, WAVE, Stage

PAGE = "https://example.com"
NUMBER = f"{SUPPLIER}-000001"


def settings_with(**changes: object) -> Settings:
    """Return the shop's settings with another factory-a."""
    suppliers = tuple(
        one.but(**changes) if one.id == SUPPLIER else one for one in SETTINGS.suppliers
    )
    return SETTINGS.but(suppliers=suppliers)


class WaveStage(Stage):
    """The stage, with settings of its own and waves by name."""

    def __init__(self, **changes: object) -> None:
        super().__init__()
        self.settings = settings_with(**changes)
        self.workflows = MemoryWorkflows()
        self.deadline = self.now
        self.stock_in(100)

    def gate_all(self, gate: Gate) -> None:
        """Put one gate before every port, the workflows among them."""
        super().gate_all(gate)
        self.workflows.gate = gate

    @property
    def supplier(self) -> SupplierSettings:
        """The supplier as the settings describe it."""
        return self.settings.supplier(SUPPLIER)

    @property
    def file(self) -> WorkbookFile:
        """The first workbook."""
        file = self.desk.workbook(SUPPLIER, NUMBER)
        assert file is not None
        return file

    @property
    def counters(self) -> SupplierDesk:
        """What is counted of the supplier."""
        return self.desk.supplier_desk(SUPPLIER)

    def orders(
        self, *order_ids: str, hours_left: float = 48, buyer: str = "", sku: str = "CUP"
    ) -> None:
        """Orders come in and wait for a wave; of different buyers, unless one is named."""
        self.deadline = self.now + timedelta(hours=hours_left)
        for order_id in order_ids:
            self.place(sku, order_id=order_id, buyer_id=buyer or f"b{order_id}")
            self.take(self.hint(order_id))
            self.ready(order_id)

    def _line(self, line_id: str, sku: str) -> Line:
        return make_line(line_id, sku=sku, deadline=self.deadline)

    def ready(self, order_id: str) -> int:
        """Work on an order that was taken in up to Ready, as the order workflow does."""
        key = order_key(order_id)
        reserve_stock(key, deciding=self.deciding(self.settings), now=self.now)
        eager = eager_suppliers(self.settings)
        return make_ready(key, desk=self.desk, now=self.now, eager=eager)

    def begin(self) -> str:
        """Look whether a wave is due now."""
        return begin_due_wave(
            self.supplier, self.now, desk=self.desk, workflows=self.workflows, now=self.now
        )

    def plan_lane(self, wave: str = WAVE, lane: WaveLane = WaveLane.ALL) -> Plan:
        """Gather, plan and narrow."""
        gather_lines(
            SUPPLIER,
            wave,
            desk=self.desk,
            archive=self.archive,
            platform_of=lambda _: self.platform,
            settings=self.settings,
            report=lambda store, refused: None,
        )
        settings = hurried(self.settings, SUPPLIER)
        return narrow_plan(
            plan_wave(wave, archive=self.archive, settings=settings, now=self.now),
            wave,
            self.supplier,
            lane,
            desk=self.desk,
            archive=self.archive,
            now=self.now,
        )

    def claim(self, wave: str = WAVE, settings: Settings | None = None) -> Claimed:
        """Claim what was planned."""
        return claim_parcels(
            SUPPLIER,
            wave,
            desk=self.desk,
            archive=self.archive,
            settings=settings or self.settings,
            known_until=lambda _: self.known_until or self.now,
            now=self.now,
        )

    def send(self, wave: str = WAVE, lane: WaveLane = WaveLane.ALL) -> Claimed:
        """Do a whole wave, up to the notice."""
        self.plan_lane(wave, lane)
        claimed = self.claim(wave)
        self.write(wave, self.settings)
        opened = self.desk.wave(wave)
        if opened and claimed.parcel_ids:
            self.tell(opened.workbook)
        return claimed

    def tell(self, number: str = NUMBER) -> bool:
        """The supplier is told of a workbook."""
        return tell_supplier(
            SUPPLIER,
            number,
            desk=self.desk,
            archive=self.archive,
            notices=self.notices,
            settings=self.settings,
            page_url=PAGE,
            now=self.now,
        )

    def recall(self, number: str = NUMBER) -> WorkbookFile:
        """A person takes a workbook back; its lines have not followed yet."""
        return recall_workbook(SUPPLIER, number, "Li/1", "wrong wave", desk=self.desk, now=self.now)

    def take_back(self, number: str = NUMBER, cause: StopCause = StopCause.RECALLED) -> int:
        """The lines of a recalled workbook follow."""
        return take_back_wave(
            self.supplier,
            number,
            cause,
            desk=self.desk,
            archive=self.archive,
            notices=self.notices,
            page_url=PAGE,
            now=self.now,
        )

    def told(self) -> Sequence[str]:
        """What people were told, by kind."""
        return [notice.attributes["kind"] for notice in self.notices.published]
