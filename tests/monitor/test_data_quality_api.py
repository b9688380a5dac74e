"""/api/data-quality: what is kept aside, for a program and for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import NOW, calendar_for, sessions, walk, write_csv, write_folder
from house import House

from dashboard.runtime.ingest import import_folder

ADDRESS = "/api/data-quality"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A folder of which AAA has three rows with the high below the low, and AAB one."""
    scratch: Path = tmp_path_factory.mktemp("quality")
    days = sessions(30)
    folder = write_folder(scratch / "market", symbols=1, days=days)
    rows = walk(0, days)
    for t in (4, 8, 12):
        day, start, high, low, *rest = rows[t]
        rows[t] = (day, start, low, high, *rest)
    write_csv(folder / "AAA.csv", rows)
    table = [("AAB", *row) for row in walk(1, days)]
    table[6] = (*table[6][:3], table[6][4], table[6][3], *table[6][5:])
    write_csv(folder / "others.csv", table, ("Symbol", "Date", "Open", "High", "Low", "Close", "Volume"))
    one = House(scratch / "instance")
    import_folder(one.desk.store, folder, calendar_for, NOW)
    yield one
    one.close()


def test_it_tells_each_group_with_its_meaning_and_examples(home: House) -> None:
    found = home.get(ADDRESS).get_json()
    assert (found["rows"], found["groups_in_all"]) == (4, 2)
    first, second = found["groups"]
    assert (first["file"], first["symbol"], first["reason"], first["rows"]) == ("AAA.csv", "AAA", "high_below_low", 3)
    assert first["meaning"] == "The high is below the low."
    assert [example["line"] for example in first["examples"]] == [6, 10, 14]
    assert (second["file"], second["symbol"], second["rows"]) == ("others.csv", "AAB", 1)


def test_it_can_be_asked_for_a_part(home: House) -> None:
    assert [group["symbol"] for group in home.get(f"{ADDRESS}?symbol=AAB").get_json()["groups"]] == ["AAB"]
    assert home.get(f"{ADDRESS}?reason=spike").get_json() == {"rows": 0, "groups_in_all": 0, "groups": []}
    limited = home.get(f"{ADDRESS}?limit=1").get_json()
    assert (len(limited["groups"]), limited["groups_in_all"], limited["rows"]) == (1, 2, 4)


def test_a_spreadsheet_gets_one_line_a_group(home: House) -> None:
    answer = home.get(f"{ADDRESS}?format=csv")
    assert answer.content_type.startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["file"], row["symbol"], row["rows"]) for row in rows] == [
        ("AAA.csv", "AAA", "3"),
        ("others.csv", "AAB", "1"),
    ]
    assert rows[0]["example_line"] == "6"


NONSENSE = [
    ("reason=nonsense", "reason"),
    ("limit=0", "limit"),
    ("limit=x", "limit"),
    ("format=xml", "format"),
    ("symbol=", "symbol"),
    ("who=me", "who"),
]


@pytest.mark.parametrize(("query", "word"), NONSENSE)
def test_nonsense_is_a_400_that_names_it(home: House, query: str, word: str) -> None:
    answer = home.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert word in answer.get_json(force=True)["detail"]
