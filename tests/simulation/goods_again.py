"""After the parcel left: buyers want goods again, and a person sends them, or answers the case."""

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import OrderStatus
from hedan.usecases.answers.ask_act import ask_act
from hedan.usecases.cases.work_case import CaseRefused
from hedan.usecases.replacements.call_off import call_off
from hedan.usecases.replacements.replace import Wish, replace
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.platform_cases import GOODS_AGAIN, WITHDRAWN
from tests.simulation.buyers import AFTER_SALES_MAX, Buyers
from tests.simulation.world import SETTINGS

# What a person tells a platform; whether it takes it now, it says itself.
ACTS = (*PlatformAct, PlatformAct.STOPPED, PlatformAct.STOPPED)


class GoodsAgain(Buyers):
    """Exchanges and resends, and what a person does about any case."""

    def ask_again(self) -> None:
        """A buyer whose goods have left wants others instead, or the same once more."""
        world = self.world
        platform = world.platform
        open_lines = {
            (case.order.order_id, line_id)
            for case in platform.after_sales
            if case.status not in WITHDRAWN
            for line_id in case.line_ids
        }
        lines = [
            (order.key.order_id, line.line_id)
            for order in (platform.shown(one.key.order_id) for one in platform.orders)
            for line in order.lines
            if line.status is OrderStatus.SHIPPED
            and (order.key.order_id, line.line_id) not in open_lines
        ]
        if not lines or platform.count_after_sales >= AFTER_SALES_MAX:
            return
        order_id, line_id = world.chance.choice(lines)
        name = f"71{world.number():03d}"
        kind = world.chance.choice((AfterSaleKind.EXCHANGE, AfterSaleKind.RESEND))
        platform.ask_refund(name, order_id, [line_id], world.now, kind)
        self._told(order_id, name)

    def send_again(self) -> None:
        """A person lets goods go again for a case; also twice, also when it is over."""
        case = self._some_case(GOODS_AGAIN)
        if case is None:
            return
        world = self.world
        try:
            replace(
                case.order,
                case.after_sale_id,
                Wish(by="wang"),
                desk=world.desk,
                book=MemoryCases(world.desk),
                settings=SETTINGS,
                now=world.now,
            )
        except CaseRefused as refused:
            world.log.append(f"send_again: {refused.code}")

    def call_off_again(self) -> None:
        """A person wants that what is sent again stays."""
        case = self._some_case(GOODS_AGAIN)
        if case is None:
            return
        world = self.world
        book = MemoryCases(world.desk)
        try:
            call_off(
                case.order, case.after_sale_id, "wang", desk=world.desk, book=book, now=world.now
            )
        except CaseRefused as refused:
            world.log.append(f"call_off_again: {refused.code}")

    def ask_act(self) -> None:
        """A person wants the platform to be told something of a case; also what is not true."""
        case = self._some_case(frozenset(AfterSaleKind))
        if case is None:
            return
        world = self.world
        try:
            ask_act(
                case.order,
                case.after_sale_id,
                world.chance.choice(ACTS),
                "wang",
                cases=MemoryCases(world.desk),
                desk=world.desk,
                settings=SETTINGS,
                now=world.now,
            )
        except CaseRefused as refused:
            world.log.append(f"ask_act: {refused.code}")

    def _some_case(self, kinds: frozenset[AfterSaleKind]) -> AfterSale | None:
        """Return a case that is in the table, beside its order."""
        world = self.world
        files = [world.desk.order_file(order.key) for order in world.platform.orders]
        known = [
            case
            for file in files
            if file.order is not None
            for case in file.after_sales.values()
            if case.kind in kinds
        ]
        # Rather one that waits for an answer: of the others little can be said.
        waiting = [case for case in known if case.status is AfterSaleStatus.REQUESTED]
        return world.chance.choice(waiting or known) if known else None
