"""Exports pass the scanner as evidence does: harmful or without a verdict, nothing is kept."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from tests.portal.dossiers.conftest import NOW, dossier, export
from tests.tools.test_clamav import EICAR, like_clamd

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


def test_a_configured_scanner_decides(source: DossierSource, hoa: User, settings: Any, store: Path) -> None:
    lines = [dossier(1), dossier(2)]
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def answer_twice() -> None:
            for _ in range(2):
                line, _address = server.accept()
                with line:
                    like_clamd(line)

        threading.Thread(target=answer_twice, daemon=True).start()
        with clock.stopped_at(NOW):
            with pytest.raises(ActionRefused) as refused:
                take_in_export(actor=hoa, source=source, name="doc.csv", content=[export(lines), b"\r\n" + EICAR])
            assert refused.value.code == "documents.file_infected"
            assert refused.value.values["virus"] == "Eicar-Test-Signature"
            clean = take_in_export(actor=hoa, source=source, name="sach.csv", content=[export(lines)])
    assert clean.upload and ImportBatch.objects.count() == 1
    with clock.stopped_at(NOW), pytest.raises(ActionRefused) as refused:
        take_in_export(actor=hoa, source=source, name="khac.csv", content=[export([dossier(3)])])
    assert refused.value.code == "documents.scan_failed"
    assert [path.name for path in (store / "dossier_uploads").iterdir()] == [clean.upload]
