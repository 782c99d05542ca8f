"""Small habits that no linter knows."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "parindex"
PORTAL = SOURCE / "portal"
TEMPLATES = sorted(PORTAL.glob("*/templates/**/*.html"))
APPS = sorted(folder for folder in PORTAL.iterdir() if (folder / "apps.py").exists())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_templates_obey_the_content_security_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text), "inline styles do not work"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline handlers do not work"
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), "inline scripts do not work"


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_app_tells_what_it_is(app: Path) -> None:
    readme = app / "README.md"
    assert readme.exists()
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 40


def test_no_drawers_for_everything() -> None:
    names = {path.stem for path in SOURCE.rglob("*.py")}
    assert not names & {"utils", "helpers", "common", "misc", "manager", "signals"}


def test_rulebooks_hold_no_python() -> None:
    assert list((SOURCE / "rulebooks").rglob("*.py")) == []
