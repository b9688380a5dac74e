"""Every fault of the catalogue, done to a running desk: it is survived as its entry says, and the drill notices when it is not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from house import Opener

from dashboard.app import create_app
from dashboard.cli.fault import REFUSED, command
from dashboard.faults.catalogue import CATALOGUE
from dashboard.faults.drill import Ground, missing
from dashboard.faults.fault import HOUSE, Expected, Fault
from dashboard.faults.folder import SYMBOLS
from dashboard.faults.rig import SESSIONS, Rig
from dashboard.sections import discover

with suppress(ImportError):
    import yfinance  # noqa: F401  (it changes what is warned of, which must not happen within a test)

PROJECT = Path(__file__).resolve().parents[2]
TWO = ("breadth", "index")  # one to break, and one that must not notice


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with Ground(create_app, discover(TWO)) as one:
        yield one


@pytest.mark.parametrize("fault", CATALOGUE.values(), ids=list(CATALOGUE))
def test_it_is_survived(fault: Fault, ground: Ground) -> None:
    if absent := missing(fault):
        pytest.skip(absent)
    reports = ground.run(replace(fault, victims=lambda rig: fault.victims(rig)[-1:]))
    assert reports
    for report in reports:
        assert report.survived, "\n".join(report.complaints)
        assert report.kept > SESSIONS * len(SYMBOLS)  # the market's bars, and the benchmark's beside them


def complaints(ground: Ground, fault: Fault) -> str:
    return "\n".join(each for report in ground.run(fault) for each in report.complaints)


def test_an_expectation_that_is_not_met_is_told(ground: Ground) -> None:
    one = replace(CATALOGUE["section-raises"], victims=lambda _: ("index",))
    told = complaints(ground, replace(one, expected=Expected("KeyError", "the moon", heals_within=4.0)))
    assert "nothing of 'KeyError'" in told
    assert "nothing of 'the moon'" in told
    assert "expected within 4." in told
    told = complaints(ground, replace(one, expected=Expected("", "", one.expected.heals_within)))
    assert "index is stale, though nothing was done to it" in told
    assert "Health tells what is no trouble" in told


def test_a_stored_row_that_goes_missing_and_a_job_that_crashes_are_told(ground: Ground) -> None:
    @contextmanager
    def thief(rig: Rig, _: str) -> Iterator[None]:
        with rig.desk.store.write() as connection:
            connection.exec_driver_sql("DELETE FROM bars WHERE instrument_id = 3")
        rig.do("theft", lambda: 1 / 0)
        yield

    told = complaints(ground, Fault("thief", "Somebody takes bars.", thief, Expected("", "", 60.0)))
    assert "320 stored rows are gone" in told
    assert "The job theft raised ZeroDivisionError" in told


def test_a_desk_that_never_heals_is_told(ground: Ground) -> None:
    @contextmanager
    def for_good(rig: Rig, victim: str) -> Iterator[None]:
        rig.market.rename(rig.place / "gone")
        yield

    told = complaints(
        ground, Fault("gone", "The folder never comes back.", for_good, Expected("", "taken in", 60.0), 66.0)
    )
    assert "It was well again never; expected within 60." in told


def flask(house: Opener, *words: str, **environment: str) -> Result:
    home = house(*discover(TWO), **environment)
    return home.app.test_cli_runner().invoke(args=["fault", *words])


@pytest.mark.parametrize("words", [("list",), ("run", "--all"), ("run", "clock-back")])
def test_without_the_setting_nothing_is_tried(house: Opener, words: tuple[str, ...]) -> None:
    result = flask(house, *words)
    assert (result.exit_code, result.output) == (1, f"Error: {REFUSED}\n")


def test_the_command_lists_and_tells_what_became_of_each(house: Opener) -> None:
    listed = flask(house, "list", FAULTS="1").output.splitlines()
    assert [line.split()[0] for line in listed] == list(CATALOGUE)
    result = flask(house, "run", "clock-forward", FAULTS="1")
    assert result.exit_code == 0, result.output
    assert "clock-forward" in result.output
    assert "5 sessions behind the exchange" in result.output
    assert "1 of 1 survived." in result.output


def test_the_command_fails_where_one_was_not_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    doubtful = CATALOGUE["clock-back"]
    never = replace(doubtful, expected=replace(doubtful.expected, health="the moon"))
    monkeypatch.setitem(CATALOGUE, "clock-back", never)
    result = CliRunner().invoke(command(create_app, discover(TWO), enabled=True), ["run", "clock-back"])
    assert result.exit_code == 1
    assert "! Health says 'nothing', which has nothing of 'the moon'." in result.output
    assert "0 of 1 survived." in result.output


def test_a_name_that_is_no_faults_and_no_name_at_all_are_refused(house: Opener) -> None:
    assert "There is no fault 'fire'" in flask(house, "run", "fire", FAULTS="1").output
    assert "Name faults, or give --all." in flask(house, "run", FAULTS="1").output


def test_nothing_of_it_is_reachable_over_http(house: Opener) -> None:
    without, with_it = (
        {rule.rule for rule in house(*discover(TWO), **setting).app.url_map.iter_rules()}
        for setting in ({}, {"FAULTS": "1"})
    )
    assert with_it == without


def test_the_product_never_imports_it_unless_it_is_asked_to(tmp_path: Path) -> None:
    code = "from config import Config; from dashboard.app import create_app; import sys; create_app(Config.from_environment()); "
    code += "print([name for name in sys.modules if name.startswith('dashboard.faults')])"
    environment = {"DASHBOARD_INSTANCE": str(tmp_path), "DASHBOARD_SECTIONS": "index", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300, check=True
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_names_tell_faults_apart_and_each_says_what_it_does() -> None:
    assert all(name == fault.name and fault.what.endswith(".") for name, fault in CATALOGUE.items())
    assert HOUSE not in {section.key for section in discover()}
