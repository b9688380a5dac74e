"""Settings: each from the environment, with a default and a line of explanation, loud on nonsense."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from config import Config
from dashboard.errors import BadConfig

README = Path(__file__).resolve().parents[1] / "README.md"


def test_an_empty_environment_gives_the_documented_defaults() -> None:
    config = Config.from_environment({})
    assert (config.host, config.port, config.market) == ("127.0.0.1", 8080, None)
    assert config.store_url == f"sqlite:///{config.instance / 'market.db'}"


def test_what_was_read_at_the_boot_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Config.from_environment({}).port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("variable", "nonsense"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("DEMO_SYMBOLS", "-3"),
        ("WATCH_SECONDS", "nan"),
        ("SECTION_TIME_LIMIT", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("DASHBOARD_THREADS", "1e9"),
    ],
)
def test_nonsense_is_refused_by_a_sentence_that_names_the_variable_and_what_it_held(
    variable: str, nonsense: str
) -> None:
    with pytest.raises(BadConfig, match=f"{variable}='{nonsense}' makes no sense") as caught:
        Config.from_environment({variable: nonsense})
    assert "\n" not in str(caught.value)


def test_a_blank_variable_means_the_default() -> None:
    assert Config.from_environment({"PORT": "  ", "MARKET": ""}) == Config.from_environment({})


def test_two_market_folders_of_one_name_get_a_database_each(tmp_path: Path) -> None:
    urls = {Config.from_environment({"MARKET": str(tmp_path / parent / "us")}).store_url for parent in ("a", "b")}
    assert len(urls) == 2
    assert all("market-us-" in url for url in urls)


def test_every_setting_stands_in_the_readme_with_its_default_and_its_explanation() -> None:
    text = README.read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(" `"): line for line in text.splitlines() if line.startswith("| `")}
    for entry in fields(Config):
        variable, explanation = entry.metadata["variable"], entry.metadata["explanation"]
        assert variable in rows, f"{variable} is missing from the README's table of settings"
        assert explanation in rows[variable], f"README says something else of {variable} than config.py"


def test_no_setting_stands_in_the_readme_that_does_not_exist() -> None:
    known = {entry.metadata["variable"] for entry in fields(Config)}
    table = README.read_text(encoding="utf-8").split("## Settings")[1].split("\n## ")[0]
    named = {line.split("|")[1].strip(" `") for line in table.splitlines() if line.startswith("| `")}
    assert named == known


@pytest.mark.parametrize(
    ("variable", "nonsense"),
    [("PASSWORD_HASH", "my password"), ("API_TOKENS", "long-enough-token-of-mine-1,short"), ("SECRET_KEY", "short")],
)
def test_a_refused_secret_is_not_repeated(variable: str, nonsense: str) -> None:
    with pytest.raises(BadConfig, match=f"{variable}=… makes no sense") as caught:
        Config.from_environment({variable: nonsense})
    assert nonsense not in str(caught.value)
