"""A year of simulated dossiers of Lâm Đồng, brought in by the same import that people use, and the figures of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from parindex.portal.dossiers.actions.check_printed_statements import check_printed_statements
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.engine_bridge import Window
from parindex.portal.dossiers.engine_bridge.simulating import write_simulated
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.organisations.models import OrgUnit, UnitLevel
from parindex.portal.organisations.queries import communes_of, unit_by_code
from parindex.portal.platform import clock
from parindex.portal.site.demo.cast import LAM_DONG, person
from parindex.portal.site.demo.running_round import YEAR

ROWS = 320_000
SEED = 68
SOURCE = "Hệ thống một cửa điện tử tỉnh (số liệu mô phỏng)"
FILE = "ho-so-mo-phong-{first:%d-%m-%Y}-{last:%d-%m-%Y}.parquet"
PIECE = 1 << 20
Progress = Callable[[int, int], None]


def load_dossiers(*, progress: Progress = lambda done, total: None) -> ImportBatch:
    """Generate, import, record figures for the running round, check printed figures; what stands is left as it is."""
    province = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    source = DossierSource.objects.filter(title=SOURCE).first()
    source = source or declare_source(actor=person("hoa"), owner=province, title=SOURCE)
    standing = source.batches.filter(state=BatchState.IMPORTED).first()
    if standing is not None:
        return standing
    last = clock.today() - timedelta(days=1)
    window = Window(last - timedelta(days=364), last)
    batch = _import(source, province, window, progress)
    record_dossier_figures(actor=person("hoa"), owner=province, year=YEAR, window=window)
    check_printed_statements(actor=None)
    return batch


def _import(source: DossierSource, province: OrgUnit, window: Window, progress: Progress) -> ImportBatch:
    hoa = person("hoa")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.parquet"
        communes = sorted(commune.code for commune in communes_of(province))
        write_simulated(path, rows=ROWS, units=communes, upper_unit=LAM_DONG, window=window, seed=SEED)
        with path.open("rb") as stream:
            batch = take_in_export(
                actor=hoa,
                source=source,
                name=FILE.format(first=window.first, last=window.last),
                content=iter(lambda: stream.read(PIECE), b""),
                simulated=True,
            )
    columns = {header: column for header, column, *_rest in batch.proposal if column}
    return run_import(actor=hoa, batch=confirm_columns(actor=hoa, batch=batch, columns=columns), tell=progress)
