"""Plan parcels: the pure decision over what was gathered, written down with its reasons."""

from datetime import datetime

from hedan.domain.plan import Plan, plan_parcels
from hedan.ports import Archive
from hedan.settings import Settings
from hedan.usecases.waves.plan_rules import plan_rules
from hedan.usecases.waves.wave_files import Gathered, load, save


def plan_wave(wave_id: str, *, archive: Archive, settings: Settings, now: datetime) -> Plan:
    """Return the plan of a gathered wave, which lies in the archive from now on."""
    gathered = load(archive, wave_id, Gathered)
    plan = plan_parcels(gathered.lines, plan_rules(settings), now, wave_id)
    save(archive, wave_id, plan)
    return plan
