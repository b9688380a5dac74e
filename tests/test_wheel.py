"""The wheel holds all that a server needs: installed elsewhere, it serves the page, its styles and its charts without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from servers import serving

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".venv", "node_modules", ".git", "build", "dist", "*.egg-info", "__pycache__", "instance", "shared"
)
PROGRAM = "import dashboard; print(dashboard.__file__); from dashboard.program import main; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel was installed, made from a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "sources", ignore=LEFT_OUT)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, folder / "sources"], check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-compile", "--target", folder / "installed", wheel], check=True)
    shutil.rmtree(folder / "sources")
    return folder / "installed"


def test_an_installed_package_serves_the_whole_page_and_keeps_its_data_with_the_user(
    installed: Path, tmp_path: Path
) -> None:
    elsewhere = {"HOME": str(tmp_path), "PYTHONPATH": str(installed), "DASHBOARD_INSTANCE": "", "XDG_DATA_HOME": ""}
    with serving(["-c", PROGRAM, "run"], tmp_path / "instance", tmp_path, **elsewhere) as server:
        server.until("/livez", lambda _: True)
        for path in (
            "/",
            "/static/js/main.js",
            "/static/vendor/lightweight-charts.mjs",
            "/sections/breadth/static/breadth.js",
        ):
            status, text = server.get(path)
            assert (status, bool(text)) == (200, True), path
        assert str(installed) in server.log.read_text()
    assert (tmp_path / ".local" / "share" / "market-dashboard" / "market.db").is_file()


def test_its_commands_are_those_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, "market", "status"],
        cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(installed)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert Path(said.stdout.splitlines()[0]).is_relative_to(installed), "these are the checkout's own modules"
    assert "The database is empty: run `flask market import PATH`" in said.stderr
