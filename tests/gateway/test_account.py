"""The account over HTTP: who may write, what is refused in which words, and that nothing is stored by halves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from house import House, Opener

from dashboard.sections.breadth import SECTION as BREADTH
from dashboard.signals import book_changed
from dashboard.store.account import account_history, read_account

TOKEN = "t0ken-of-twenty-four-characters"
PATH = "/api/account"


@pytest.fixture
def home(house: Opener) -> House:
    """An account of its own, which the test changes."""
    opened = house(BREADTH, API_TOKENS=TOKEN)
    opened.desk.refresh_book()
    return opened


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An account that no test changes: all that they send is refused."""
    opened = House(tmp_path_factory.mktemp("shut") / "instance", BREADTH, API_TOKENS=TOKEN)
    yield opened
    opened.close()


def page_token(home: House) -> dict[str, str]:
    page = home.get("/").text
    return {"X-CSRF-Token": page.split('name="write-token" content="')[1].split('"')[0]}


def written(home: House, values: Any, method: str = "put", **headers: str) -> Any:
    return getattr(home.client, method)(PATH, json=values, headers=headers or page_token(home))


def stored(home: House) -> Any:
    with home.desk.store.read() as connection:
        return read_account(connection)


def detail(answer: Any) -> str:
    assert answer.content_type == "application/problem+json"
    return str(answer.get_json(force=True)["detail"])


def test_until_it_is_set_it_is_an_example_and_says_so(shut: House) -> None:
    told = shut.get(PATH).get_json()
    assert told["is_example"] is True
    assert told["settings"]["equity"] == 100_000
    assert told["history"] == []
    assert len(told["labels"]) == 7


@pytest.mark.parametrize("method", ["put", "post"])
def test_a_page_changes_what_it_names_and_the_sections_hear_of_it(home: House, method: str) -> None:
    heard: list[Any] = []

    def hear(_sender: Any, **told: Any) -> None:
        heard.append(told["changed"])

    with book_changed.connected_to(hear):
        told = written(home, {"equity": "250000", "gross_caps_pct.choppy": 50}, method).get_json()
    assert heard == [("account",)]
    assert (told["is_example"], told["settings"]["equity"]) == (False, 250_000)
    assert told["settings"]["gross_caps_pct"] == {"choppy": 50}
    assert told["settings"]["kelly_fraction"] == 0.25
    assert home.desk.book.account.equity == 250_000
    (change,) = told["history"]
    assert (change["by"], change["changed"]["equity"]) == ("page", {"before": 100_000, "after": 250_000})


def test_a_program_writes_with_its_token_and_the_newest_change_comes_first(home: House) -> None:
    written(home, {"equity": 1})  # refused: the smallest trade would be larger
    for equity in (300_000, 400_000):
        assert written(home, {"equity": equity}, Authorization=f"Bearer {TOKEN}").status_code == 200
    changes = home.get(PATH).get_json()["history"]
    assert [(one["by"], one["changed"]["equity"]["after"]) for one in changes] == [("api", 400_000), ("api", 300_000)]


@pytest.mark.parametrize("headers", [{"X-CSRF-Token": "0" * 64}, {"X-None": ""}, {"Authorization": "Bearer wrong"}])
def test_a_write_without_the_pages_token_changes_nothing(shut: House, headers: dict[str, str]) -> None:
    shut.get("/")
    assert written(shut, {"equity": 5e6}, **headers).status_code == 403
    assert stored(shut).is_example


def test_a_write_from_another_site_changes_nothing(shut: House) -> None:
    answer = written(shut, {"equity": 5e6}, **page_token(shut), Origin="https://elsewhere.example")
    assert answer.status_code == 403
    assert stored(shut).is_example


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"equity": 0}, "equity is '0'; it must be more than 0"),
        ({"equity": "a lot"}, "equity is 'a lot', which is no number"),
        ({"equity": True}, "equity is 'True', which is no number"),
        ({"equity": None}, "equity is 'None', which is no number"),
        ({"equty": 5}, "'equty' is no setting of the account"),
        ({"equity": 500_000, "lot_size": 0.5}, "lot_size is '0.5'"),
        ({"equity": 500_000, "gross_caps_pct": {"sideways": 10}}, "names the regime 'sideways'"),
        ({"minimum_trade": 1e12}, "so no trade could ever be made"),
        ({}, "names no setting"),
        ([1], "names no setting"),
        ("equity", "names no setting"),
    ],
)
def test_what_makes_no_sense_is_one_sentence_and_nothing_is_stored_by_halves(
    shut: House, values: Any, said: str
) -> None:
    answer = written(shut, values)
    assert answer.status_code == 400
    assert said in detail(answer)
    assert stored(shut).is_example
    assert account_history(shut.desk.store) == ()


@pytest.mark.parametrize(
    ("body", "content_type", "status", "said"),
    [
        (b'{"equity": 5', "application/json", 400, "is no JSON"),
        (b'{"equity": NaN}', "application/json", 400, "is no JSON"),
        (b"\xff\xfe", "application/json", 400, "is no JSON"),
        (b"[" * 3000, "application/json", 400, "is no JSON"),
        (b"equity=5", "application/x-www-form-urlencoded", 415, "takes application/json"),
        (b'{"equity": 5}', "text/plain", 415, "takes application/json"),
        (b" " * 70_000, "application/json", 413, "65,536 is the most"),
    ],
)
def test_a_body_that_is_no_json_of_settings_is_refused(
    shut: House, body: bytes, content_type: str, status: int, said: str
) -> None:
    answer = shut.client.put(PATH, data=body, content_type=content_type, headers=page_token(shut))
    assert answer.status_code == status
    assert said in detail(answer)
    assert stored(shut).is_example


def test_saving_what_is_in_force_is_no_change(home: House) -> None:
    written(home, {"equity": 250_000})
    settings = home.get(PATH).get_json()["settings"]
    assert written(home, orjson.loads(orjson.dumps(settings))).status_code == 200
    assert len(account_history(home.desk.store)) == 1
