"""A year of simulated dossiers of Lâm Đồng, brought in by the same import that people use, and the figures of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.urls import reverse

from parindex.portal.dossiers.actions.check_printed_statements import check_printed_statements
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.set_target import TargetWords, set_target
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.engine_bridge import DOSSIERS, EVENTS, Window
from parindex.portal.dossiers.engine_bridge.simulating import write_simulated, write_simulated_changes
from parindex.portal.dossiers.engine_bridge.targets import ON_TIME
from parindex.portal.dossiers.engine_bridge.timeline import code_with_most_changes
from parindex.portal.dossiers.models import DossierSource, DossierTarget, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.organisations.models import OrgUnit, UnitLevel
from parindex.portal.organisations.queries import communes_of, unit_by_code
from parindex.portal.platform import clock
from parindex.portal.site.demo.cast import LAM_DONG, NAM_NUNG, person
from parindex.portal.site.demo.running_round import YEAR

ROWS = 320_000
SEED = 68
SOURCE = "Hệ thống một cửa điện tử tỉnh (số liệu mô phỏng)"
FILE = "ho-so-mo-phong-{first:%d-%m-%Y}-{last:%d-%m-%Y}.parquet"
CHANGES_FILE = "thay-doi-trang-thai-mo-phong-{first:%d-%m-%Y}-{last:%d-%m-%Y}.parquet"
DAYS_WITH_CHANGES = 45
PROVINCE_PLAN = "Kế hoạch cải cách hành chính của tỉnh (số liệu mô phỏng)"
COMMUNE_PLAN = "Kế hoạch cải cách hành chính của xã (số liệu mô phỏng)"
PIECE = 1 << 20
Progress = Callable[[int, int], None]


def load_dossiers(*, progress: Progress = lambda done, total: None) -> ImportBatch:
    """Generate, import, record figures for the running round, check printed figures; what stands is left as it is."""
    province = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    source = DossierSource.objects.filter(title=SOURCE).first()
    source = source or declare_source(actor=person("hoa"), owner=province, title=SOURCE)
    standing = source.batches.filter(state=BatchState.IMPORTED, layout=DOSSIERS).first()
    if standing is not None:
        return standing
    last = clock.today() - timedelta(days=1)
    window = Window(last - timedelta(days=364), last)
    batch = _import(source, province, window, progress)
    _set_targets(province, last.year)
    record_dossier_figures(actor=person("hoa"), owner=province, year=YEAR, window=window)
    check_printed_statements(actor=None)
    return batch


def _import(source: DossierSource, province: OrgUnit, window: Window, progress: Progress) -> ImportBatch:
    """The dossiers of the year, then the changes of state of one commune's last months."""
    with TemporaryDirectory() as folder:
        records, changes = Path(folder) / "dossiers.parquet", Path(folder) / "changes.parquet"
        communes = sorted(commune.code for commune in communes_of(province))
        write_simulated(records, rows=ROWS, units=communes, upper_unit=LAM_DONG, window=window, seed=SEED)
        batch = _bring_in(source, records, FILE.format(first=window.first, last=window.last), progress)
        first = window.last - timedelta(days=DAYS_WITH_CHANGES)
        write_simulated_changes(records, changes, unit=NAM_NUNG, first_day=first)
        _bring_in(source, changes, CHANGES_FILE.format(first=first, last=window.last))
    return batch


def _bring_in(
    source: DossierSource, path: Path, name: str, progress: Progress = lambda done, total: None
) -> ImportBatch:
    hoa = person("hoa")
    with path.open("rb") as stream:
        content = iter(lambda: stream.read(PIECE), b"")
        batch = take_in_export(actor=hoa, source=source, name=name, content=content, simulated=True)
    columns = {header: column for header, column, *_rest in batch.proposal if column}
    return run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=batch, columns=columns), tell=progress)


def _set_targets(province: OrgUnit, year: int) -> None:
    """Simulated targets of the province, and of one commune that aims higher."""
    commune = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    for unit, indicator, percent, title, number in (
        (province, ON_TIME, "98", PROVINCE_PLAN, "01/KH-MP"),
        (province, "payments.paid_online", "60", PROVINCE_PLAN, "01/KH-MP"),
        (commune, ON_TIME, "99", COMMUNE_PLAN, "02/KH-MP"),
    ):
        for each in (year - 1, year):
            words = TargetWords(indicator, each, Decimal(percent), title, number, date(each, 1, 15))
            set_target(actor=person("hoa"), unit=unit, words=words, simulated=True)


def a_dossier_with_changes() -> str:
    """The page of a dossier of Nâm Nung whose changes of state were imported."""
    batch = ImportBatch.objects.filter(layout=EVENTS, source__title=SOURCE, state=BatchState.IMPORTED).latest("pk")
    return (
        f"{reverse('dossiers:record')}?ma={quote(f'{batch.source.code}:{code_with_most_changes(batch.source.code)}')}"
    )


def a_target() -> str:
    """The page of the province's target."""
    target = DossierTarget.objects.filter(unit=unit_by_code(LAM_DONG, UnitLevel.PROVINCE), ended_at=None).latest("pk")
    return reverse("dossiers:target", args=[target.public_id])
