"""The portal's own scripts: ES modules whose JSDoc types the compiler finds right, 60 kB in all."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "src" / "parindex" / "portal"
CONFIGURATION = ROOT / "tools" / "typescript" / "tsconfig.json"
COMPILER = ROOT / ".tools" / "typescript" / "node_modules" / "typescript"
MOST = 60_000  # bytes of all own scripts, as they are written


def own_scripts() -> list[Path]:
    """Every script that is ours; what others wrote stands in ``vendor``."""
    return sorted(path for path in PORTAL.glob("*/static/**/*.js") if "vendor" not in path.parts)


def test_there_are_scripts_to_check() -> None:
    names = {path.name for path in own_scripts()}
    assert {"portal.js", "sheet.js", "upload.js", "appraisal.js"} <= names


def test_all_own_scripts_together_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in own_scripts()}
    assert sum(sizes.values()) <= MOST, sizes


def test_own_scripts_are_loaded_as_modules() -> None:
    """A module is strict, has its own scope and waits for the page."""
    own = {script.relative_to(script.parents[1]).as_posix() for script in own_scripts()}
    for template in PORTAL.glob("*/templates/**/*.html"):
        for tag in re.findall(r"<script[^>]*>", template.read_text(encoding="utf-8")):
            named = re.search(r"static '([^']+)'", tag)
            assert not (named and named[1] in own) or 'type="module"' in tag, f"{template.name}: {tag}"


@pytest.fixture
def node() -> str:
    """Node.js, with the pinned compiler beside it."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node.js is not installed (tools/install_system_packages)")
    if not COMPILER.is_dir():
        pytest.skip("the TypeScript compiler is not installed (tools/install_system_packages)")
    return found


def test_the_compiler_is_the_pinned_one(node: str) -> None:
    pinned = json.loads((CONFIGURATION.parent / "package.json").read_text())["devDependencies"]["typescript"]
    assert json.loads((COMPILER / "package.json").read_text())["version"] == pinned


def compiled(node: str, configuration: Path) -> subprocess.CompletedProcess[str]:
    """``tsc`` on a configuration."""
    command = [node, str(COMPILER / "bin" / "tsc"), "--pretty", "false", "-p", str(configuration)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_types_of_own_scripts_are_right(node: str) -> None:
    answer = compiled(node, CONFIGURATION)
    assert answer.returncode == 0, answer.stdout


def test_every_own_script_is_looked_at_and_a_wrong_one_is_found(node: str, tmp_path: Path) -> None:
    """The configuration takes all scripts in, strictly."""
    listed = json.loads(
        subprocess.check_output([node, str(COMPILER / "bin" / "tsc"), "--showConfig", "-p", str(CONFIGURATION)])
    )
    seen = {(CONFIGURATION.parent / name).resolve() for name in listed["files"]}
    assert seen == set(own_scripts())
    (tmp_path / "wrong.js").write_text("document.getElementById('x').focus();\n")
    (tmp_path / "tsconfig.json").write_text(
        json.dumps({"extends": str(CONFIGURATION), "include": ["*.js"], "exclude": []})
    )
    answer = compiled(node, tmp_path / "tsconfig.json")
    assert "possibly 'null'" in answer.stdout
