"""A section more is one folder more: its job, API, card and contract appear, and no other file changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from markets import demo_panel

import dashboard.sections
from dashboard.errors import BadConfig, BrokenSection
from dashboard.sections import discover

PROJECT = Path(__file__).resolve().parents[2]

INIT = '''
"""How far is the market from its own high?"""

import numpy as np
from flask import Blueprint

from dashboard.fields import column, day, maybe, percent, record
from dashboard.section import Endpoint, Result, Section


def compute(panel, previous):
    benchmark = panel.close[:, panel.column(panel.market.benchmark)]
    distance = 100 * (benchmark / np.fmax.accumulate(benchmark) - 1)
    valid = np.isfinite(benchmark).astype(np.int64)
    return Result(panel.sessions, {"drawdown_pct": distance}, valid, np.ones_like(valid))


def current(result, t):
    value = result.series["drawdown_pct"][t]
    return {"drawdown_pct": None if np.isnan(value) else float(value)}


def history(result, rows):
    return {"session": result.labels[rows], "drawdown_pct": result.series["drawdown_pct"][rows]}


DRAWDOWN = percent("From the highest close so far", most=0)


def now():
    return record(drawdown_pct=maybe(DRAWDOWN))


def always():
    return record(session=column(day("Session")), drawdown_pct=column(DRAWDOWN))


SECTION = Section(
    key="sixth", title="Sixth Section", question="How far is the market from its own high?", order=6, refresh_seconds=60,
    compute=compute, headline="drawdown_pct",
    endpoints=(
        Endpoint("current", "Now.", current, schema=now),
        Endpoint("history", "Always.", history, kind="series", schema=always),
    ),
    blueprint=Blueprint("sixth", __name__, template_folder="templates", static_folder="static", static_url_path="/sections/sixth/static"),
)
'''


@pytest.fixture
def sixth(tmp_path: Path) -> Iterator[Path]:
    """A folder beside the product's sections, found by the same discovery."""
    folder = tmp_path / "sixth"
    (folder / "templates" / "sixth").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "__init__.py").write_text(INIT)
    (folder / "templates" / "sixth" / "card.html").write_text("<p>The sixth card.</p>")
    (folder / "static" / "sixth.js").write_text("export function mount() {}\n")
    dashboard.sections.__path__.append(str(tmp_path))
    yield folder
    dashboard.sections.__path__.remove(str(tmp_path))
    sys.modules.pop("dashboard.sections.sixth", None)


def test_its_api_its_card_and_its_job_appear(sixth: Path, house: Any) -> None:
    home = house(*discover())
    home.show(demo_panel())
    body = home.get("/api/sixth/current").get_json()
    assert (body["section"], body["status"]) == ("sixth", "ok")
    assert body["data"]["drawdown_pct"] <= 0
    assert home.get("/api/sixth/history?sessions=3").get_json()["data"]["session"][-1] == body["as_of"]
    assert "sixth" in home.get("/api/pulse").get_json()["sections"]
    page = home.get("/").text
    assert 'id="sixth-section"' in page
    assert "The sixth card." in page
    headline = f"{body['data']['drawdown_pct']:,.2f}".replace("-", "−")
    assert f'data-headline="drawdown_pct">{headline}' in page  # a face without a template for it
    with home.get("/sections/sixth/static/sixth.js") as script:
        assert script.status_code == 200
    home.desk.scheduler.section(home.desk.section("sixth"), lambda **_: None)
    assert [job.id for job in home.desk.scheduler._scheduler.get_jobs()] == ["sixth"]


def test_the_contract_tests_cover_it_without_being_told(sixth: Path) -> None:
    startup = sixth.parent / "sitecustomize.py"
    startup.write_text(
        dedent(f"""
        import dashboard.sections
        dashboard.sections.__path__.append({str(sixth.parent)!r})
    """)
    )
    environment = os.environ | {"PYTHONPATH": f"{sixth.parent}{os.pathsep}{PROJECT}"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "tests/sections/test_contract.py",
        "-k",
        "sixth",
    ]
    run = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "passed" in run.stdout
    assert "failed" not in run.stdout


def test_a_section_that_does_not_import_stops_the_boot_with_one_sentence(sixth: Path) -> None:
    (sixth / "__init__.py").write_text("import nothing_of_that_name\n")
    with pytest.raises(BrokenSection, match="Section sixth does not import: ModuleNotFoundError"):
        discover()


def test_a_folder_whose_key_is_spelt_otherwise_stops_the_boot(sixth: Path) -> None:
    (sixth / "__init__.py").write_text(INIT.replace('key="sixth"', 'key="six"'))
    with pytest.raises(BrokenSection, match="must be one spelling"):
        discover()


def test_an_unknown_name_in_the_settings_stops_the_boot_and_lists_what_there_is() -> None:
    with pytest.raises(
        BadConfig, match=r"DASHBOARD_SECTIONS names 'breath', which is no section; there are: .*breadth"
    ):
        discover(["breath"])


def test_only_the_named_sections_are_served(sixth: Path, house: Any) -> None:
    assert [section.key for section in discover(["sixth"])] == ["sixth"]
    home = house(*discover(["sixth"]), DASHBOARD_SECTIONS="sixth")
    assert home.get("/api/breadth/current").status_code == 404
    page = home.get("/").text
    assert 'id="sixth-section"' in page
    assert 'id="breadth-section"' not in page
    assert 'id="verdict"' not in page  # which regime and position offer
