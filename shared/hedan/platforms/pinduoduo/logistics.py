"""The carriers that Pinduoduo knows, and where it sees their parcels."""

from collections.abc import Iterator

from hedan.platforms.calling.refusals import ours
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.payloads import Companies, Company, Traces
from hedan.platforms.platform import PlatformCarrier, TrackingStep

COMPANIES = "pdd.logistics.companies.get"
TRACE = "pdd.logistics.ordertrace.get"
AVAILABLE = 1


class Logistics:
    """Answers questions about carriers and parcels for one store."""

    def __init__(self, api: PinduoduoApi) -> None:
        self._api = api
        self._known: dict[str, Company] = {}

    def carriers(self) -> list[PlatformCarrier]:
        """Return those that may be used now; the code is the id that a shipment needs."""
        return [
            PlatformCarrier(code=company.id, name=company.logistics_company)
            for company in self._companies()
            if company.available == AVAILABLE
        ]

    def track(self, logistics_id: str, number: str) -> list[TrackingStep]:
        """Return a parcel's way, oldest step first. Raises PlatformRejected."""
        params = {"company_code": self._code(logistics_id), "mail_no": number, "cache": False}
        answer = self._api.call(TRACE, params)
        told = Traces.read(answer.data, TRACE)
        return sorted(_steps(told), key=lambda step: step.at)

    def _code(self, logistics_id: str) -> str:
        """Return a carrier's code: shipping names carriers by number, tracking by letters."""
        code = self._company(logistics_id).code
        if not code:
            raise ours("carrier-unmapped", f"pinduoduo has no code for carrier {logistics_id}")
        return code

    def name(self, logistics_id: str) -> str:
        """Return what the platform calls a carrier. Raises PlatformRejected for an unknown one."""
        return self._company(logistics_id).logistics_company

    def _company(self, logistics_id: str) -> Company:
        if not self._known:
            self._known = {company.id: company for company in self._companies()}
        if logistics_id not in self._known:
            raise ours("carrier-unmapped", f"pinduoduo has no code for carrier {logistics_id}")
        return self._known[logistics_id]

    def _companies(self) -> tuple[Company, ...]:
        return Companies.read(self._api.call(COMPANIES, {}).data, COMPANIES).logistics_companies


def _steps(told: Traces) -> Iterator[TrackingStep]:
    for trace in told.trace_list:
        at = trace.status_time or trace.time
        # A step without its time has no place among the others.
        if at is not None:
            yield TrackingStep(at=at, text=trace.status_desc or trace.desc, code=trace.action)
