"""flask account show|set|history and flask trades import|list|forget, as the user types them."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import broker_files
import pytest
from click.testing import Result
from flask import Flask
from folders import NOW, calendar_for, sessions, write_folder

from config import Config
from dashboard.app import create_app


def open_app(place: Path) -> Flask:
    config = Config.from_environment(
        {"DATABASE_URL": f"sqlite:///{place / 'market.db'}", "DASHBOARD_INSTANCE": str(place)}
    )
    return create_app(config, now=lambda: NOW, sections=())


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return open_app(tmp_path)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with three symbols of forty sessions up to 2018-02-07."""
    place = tmp_path_factory.mktemp("imported")
    calendar_for("XNYS")
    app = open_app(place)
    assert flask(app, "market", "import", write_folder(place / "market", 3, sessions(40))).exit_code == 0
    app.extensions["desk"].stop()
    return place / "market.db"


@pytest.fixture
def market(imported: Path, tmp_path: Path) -> Flask:
    """An application on a copy of that database."""
    copy(imported, tmp_path / "market.db")
    return open_app(tmp_path)


def flask(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=list(map(str, words)))


def last(result: Result) -> str:
    assert "Traceback" not in result.output
    return str(result.output.splitlines()[-1])


def figures(result: Result) -> dict[str, str]:
    labels = ("executions", "closed trades", "open", "unmatched")
    return {
        label: line.split()[-1]
        for label in labels
        for line in result.output.splitlines()
        if line.startswith(f"{label}  ")
    }


def test_an_account_that_was_never_set_says_that_it_is_an_example(app: Flask) -> None:
    lines = flask(app, "account", "show").output.splitlines()
    assert lines[0].startswith("This is an example account")
    assert lines[1].split() == ["equity", "100,000"]
    assert "gross_caps_pct        as the regime's policy says" in lines
    assert flask(app, "account", "history").output.splitlines() == lines[:1]


def test_set_tells_before_and_after_and_history_keeps_it(app: Flask) -> None:
    result = flask(app, "account", "set", "equity=250000", "risk_per_trade_pct=0.5", "gross_caps_pct.choppy=50")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "equity                100,000 -> 250,000",
        "risk_per_trade_pct    1 -> 0.5",
        "gross_caps_pct        as the regime's policy says -> choppy 50",
        "The account is yours now; what was not named stays as the example has it.",
    ]
    assert "Nothing changed" in flask(app, "account", "set", "equity=250000").output
    flask(app, "account", "set", "lot_sizes.NIFTY=75")
    history = flask(app, "account", "history").output.splitlines()
    assert history[0] == "2018-02-08T15:00:00+00:00  by cli"
    assert history[-1] == "  lot_sizes             none -> NIFTY 75"
    assert "example" not in flask(app, "account", "show").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("equity=0",), "Error: equity is '0'; it must be more than 0"),
        (("equity=5", "leverage=2"), "Error: 'leverage' is no setting of the account; the settings are equity"),
        (("equity",), "Error: 'equity' has no =; write each setting once, like equity=250000."),
        (("equity=1", "equity=2"), "Error: 'equity=2' is named twice; write each setting once"),
    ],
)
def test_nonsense_is_one_sentence_and_nothing_is_stored(app: Flask, words: tuple[str, ...], sentence: str) -> None:
    result = flask(app, "account", "set", *words)
    assert result.exit_code == 1
    assert last(result).startswith(sentence)
    assert flask(app, "account", "show").output.startswith("This is an example account")


def test_an_import_reports_executions_trades_and_what_has_no_other_half(market: Flask, tmp_path: Path) -> None:
    file = broker_files.text(tmp_path / "tradebook.csv", broker_files.TRADEBOOK)
    dry = flask(market, "trades", "import", file, "--dry-run")
    assert figures(dry) == {"executions": "6", "closed trades": "2", "open": "1", "unmatched": "1"}
    assert last(dry) == "A dry run: nothing was stored."
    assert "No closed trades" in flask(market, "trades", "list").output
    result = flask(market, "trades", "import", file)
    assert figures(result) == figures(dry)
    assert "tradebook.csv is a Zerodha tradebook." in result.output
    assert last(result) == (
        "Unmatched: tradebook.csv, line 6: -10 CCC on 2018-01-05: it sells shares that no file buys."
    )
    assert last(flask(market, "trades", "import", file)) == "The book holds all of it already."


def test_a_list_shows_holdings_profits_and_r(market: Flask, tmp_path: Path) -> None:
    flask(market, "trades", "import", broker_files.text(tmp_path / "trades.csv", broker_files.OWN))
    lines = flask(market, "trades", "list").output.splitlines()
    assert lines[0] == "Held: +10 AAA at 57, stop 55 since 2018-01-11 (trades.csv)"
    assert lines[2] == "2 closed trades, 2 of them with a stop"
    assert lines[4].split() == ["BBB", "short", "40", "2018-01-04", "30.5", "2018-01-09", "33", "-100.00", "-1.67"]
    assert lines[5].split()[-2:] == ["+580.00", "+2.90"]


def test_forgetting_a_file_takes_its_trades_out(market: Flask, tmp_path: Path) -> None:
    flask(market, "trades", "import", broker_files.text(tmp_path / "trades.csv", broker_files.OWN))
    assert last(flask(market, "trades", "forget", "other.csv")) == (
        "Error: No trades came from a file 'other.csv'; the files are: trades.csv."
    )
    assert flask(market, "trades", "forget", "trades.csv").exit_code == 0
    assert "No closed trades" in flask(market, "trades", "list").output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("nothing", "Error: t.csv: it is no file of trades that is known"),
        (broker_files.OWN.replace("2018", "2011"), "Error: t.csv: its trades (2011-01-03 to 2011-01-10) lie outside the record"),
        (broker_files.OWN.replace("2018", "2031"), "Error: t.csv: it tells of 2031-01-12, which is still to come"),
        (broker_files.HOLDINGS.replace("AAA", "TCS").replace("BBB", "INFY"), "Error: t.csv: none of its 2 symbols (INFY, TCS)"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_belong_is_one_sentence_and_stores_nothing(
    market: Flask, tmp_path: Path, content: str, sentence: str
) -> None:
    result = flask(market, "trades", "import", broker_files.text(tmp_path / "t.csv", content))
    assert (result.exit_code, last(result).startswith(sentence)) == (1, True), result.output
    assert "No closed trades" in flask(market, "trades", "list").output


def test_without_a_market_there_is_nothing_to_hold_trades_against(app: Flask, tmp_path: Path) -> None:
    result = flask(app, "trades", "import", broker_files.text(tmp_path / "t.csv", broker_files.OWN))
    assert last(result).startswith("Error: The database holds no bars yet")
