"""/api/alerts and `flask alert`: what fires, who was told, quiet for a while, and a test that tells the truth."""

from __future__ import annotations

from typing import Any

import pytest
from alert_receivers import Receiver, receiving
from alert_worlds import market
from house import House, Opener

from dashboard.errors import BadConfig

TOKEN = "token-of-a-program-1234567890"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def home(house: Opener) -> House:
    return house(API_TOKENS=TOKEN).show()


def stale(home: House, behind: int = 1) -> None:
    """The data of the house are so far behind, for as many looks as it takes."""
    watchman = home.app.extensions["watchman"]()
    look = watchman.looker.look
    home.desk.sources[0].state = "ok"
    home.desk.market_state = lambda: market(behind)  # type: ignore[method-assign]
    assert look().market.sessions_behind == behind
    for _ in range(5):
        home.clock.advance(30)
        watchman.evaluate()


def ask(home: House, path: str = "/api/alerts") -> Any:
    return home.get(path).get_json()


def write(home: House, path: str, **values: Any) -> Any:
    return home.client.put(f"/api/alerts/{path}", json=values, headers=BEARER)


def test_a_quiet_house_says_what_it_looks_for_and_that_nothing_is_configured(home: House) -> None:
    told = ask(home)
    assert {rule["state"] for rule in told["rules"]} == {"ok"}
    assert [rule["key"] for rule in told["rules"]][:3] == ["database_away", "disk_full", "source_down"]
    assert told["open"] == told["past"] == told["mutes"] == told["deliveries"] == told["channels"] == []
    assert (told["dead_man"], told["evaluated_at"]) == (None, None)


def test_what_fires_is_open_and_then_past_with_its_times(home: House) -> None:
    stale(home)
    (incident,) = ask(home)["open"]
    assert (incident["rule"], incident["status"], incident["held_by"]) == ("stale_data", "firing", None)
    assert incident["pending_at"] < incident["fired_at"] == incident["told_at"]
    stale(home, 0)
    told = ask(home)
    assert told["open"] == []
    assert told["past"][0]["recovery"].startswith("The bars are up to date again")
    assert told["past"][0]["resolved_at"] == told["past"][0]["recovery_told_at"]


def test_filters_choose_and_refuse_by_name(home: House) -> None:
    stale(home)
    assert len(ask(home, "/api/alerts?rule=stale_data&severity=warning&subject=market")["open"]) == 1
    assert ask(home, "/api/alerts?severity=critical")["open"] == []
    for query, named in (
        ("rule=nothing", "rule='nothing'"),
        ("limit=0", "limit='0'"),
        ("colour=red", "'colour'"),
        ("subject=", "subject"),
    ):
        answer = home.get(f"/api/alerts?{query}")
        assert (answer.status_code, named in answer.get_json()["detail"]) == (400, True)


def test_a_poll_gets_304_until_something_changes(home: House) -> None:
    tag = home.get("/api/alerts").headers["ETag"]
    assert home.get("/api/alerts", headers={"If-None-Match": tag}).status_code == 304
    stale(home)
    assert home.get("/api/alerts", headers={"If-None-Match": tag}).status_code == 200


def test_a_mute_is_made_shown_and_ended(home: House) -> None:
    told = write(home, "mute", rule="stale_data", **{"for": "1d2h"}, reason="vendor").get_json()
    (mute,) = told["mutes"]
    assert (mute["until"], mute["made_by"], mute["reason"]) == ("2018-02-08T17:00:00Z", "api", "vendor")
    assert [rule["key"] for rule in told["rules"] if rule["muted"]] == ["stale_data"]
    stale(home)
    assert ask(home)["open"][0]["held_by"] == {"kind": "mute", "id": mute["id"]}
    told = write(home, "unmute", id=mute["id"]).get_json()
    assert told["mutes"] == []
    assert told["past_mutes"][0]["ended_at"] is not None


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "Say either for how long"),
        ({"for": "2h", "until": "2018-02-08T00:00Z"}, "Say either for how long"),
        ({"for": "two hours"}, "no span of time"),
        ({"for": "0m"}, "ends in the future"),
        ({"for": "31d"}, "within 30 days"),
        ({"until": "2018-02-01"}, "ends in the future"),
        ({"until": "soon"}, "no moment"),
        ({"for": "1h", "rule": "breath"}, "rule='breath' is not known"),
        ({"for": 2}, "for must be text"),
        ({"for": "1h", "colour": "red"}, "an object of rule, for, until, reason"),
    ],
)
def test_a_mute_that_makes_no_sense_is_refused_by_name(home: House, values: dict[str, Any], named: str) -> None:
    answer = write(home, "mute", **values)
    assert (answer.status_code, named in answer.get_json()["detail"]) == (400, True)
    assert ask(home)["mutes"] == []


def test_a_write_needs_the_page_or_a_token_and_json(home: House) -> None:
    assert home.client.put("/api/alerts/mute", json={"for": "1h"}).status_code == 403
    assert home.client.post("/api/alerts/mute", data="for=1h", headers=BEARER).status_code == 415
    assert (
        home.client.put("/api/alerts/unmute", data="[", headers=BEARER, content_type="application/json").status_code
        == 400
    )
    assert write(home, "unmute", id=True).status_code == 400
    assert ask(home)["mutes"] == []


def test_a_test_without_channels_says_what_to_set(home: House) -> None:
    answer = write(home, "test")
    assert (answer.status_code, "ALERT_WEBHOOKS" in answer.get_json()["detail"]) == (409, True)


def test_a_test_from_the_page_goes_through_the_outbox(house: Opener) -> None:
    with receiving() as receiver:
        home = house(API_TOKENS=TOKEN, ALERT_WEBHOOKS=receiver.url)
        assert write(home, "test").get_json()["channels"][0]["waiting"] == 1
        home.app.extensions["watchman"]().sender.run()
        told = ask(home)
        assert (told["channels"][0]["waiting"], told["channels"][0]["trouble"]) == (0, None)
        assert told["deliveries"][0]["delivered_at"] is not None
        assert receiver.received[0].json["kind"] == "test"


def run(home: House, *words: str) -> Any:
    return home.app.test_cli_runner().invoke(args=["alert", *words])


def test_the_command_tells_per_channel_what_became_of_a_test(house: Opener) -> None:
    with receiving() as good, receiving(Receiver(answers=[500])) as bad:
        home = house(ALERT_WEBHOOKS=f"{good.url} {bad.url}")
        said = run(home, "test")
    first, second = said.output.splitlines()[:2]
    assert (first.split()[-1], said.exit_code) == ("delivered", 1)
    assert "failed: 127.0.0.1 answered HTTP 500" in second
    assert "1 of 2 channels did not take it" in said.output


def test_the_command_fails_where_nothing_is_configured(home: House) -> None:
    said = run(home, "test")
    assert (said.exit_code, "ALERT_SMTP_URL" in said.output) == (1, True)


def test_the_command_lists_mutes_and_unmutes(home: House) -> None:
    stale(home)
    assert "firing   warning  2018-02-07T15:01:00Z" in run(home, "list").output
    assert (
        "stale_data is muted until 2018-02-07T17:02:30Z"
        in run(home, "mute", "--rule", "stale_data", "--for", "2h").output
    )
    assert "stale_data until 2018-02-07T17:02:30Z (id 1)" in run(home, "list").output
    assert run(home, "unmute", "1").output == "1 mute ended.\n"
    assert run(home, "mute").exit_code == run(home, "list", "--rule", "breath").exit_code == 1


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"ALERT_SMTP_URL": "smtp://localhost"}, "ALERT_MAIL_TO"),
        ({"ALERT_MAIL_TO": "me@example.org"}, "ALERT_SMTP_URL"),
        ({"ALERT_SMTP_URL": "http://localhost"}, "ALERT_SMTP_URL"),
        ({"ALERT_WEBHOOKS": "hooks.example.org/secret"}, "ALERT_WEBHOOKS"),
        ({"ALERT_WEBHOOKS": "http://localhost:99999/"}, "ALERT_WEBHOOKS"),
        ({"ALERT_MAIL_TO": "me@example.org, nobody", "ALERT_SMTP_URL": "smtp://h"}, "ALERT_MAIL_TO"),
        ({"DEAD_MAN_URL": "file:///etc/passwd"}, "DEAD_MAN_URL"),
        ({"ALERT_URLS": "nonsense"}, "ALERT_URLS"),
    ],
)
def test_settings_that_make_no_sense_stop_the_start_without_telling_a_secret(
    house: Opener, settings: dict[str, str], named: str
) -> None:
    with pytest.raises(BadConfig, match=named) as caught:
        house(**settings)
    assert "secret" not in str(caught.value)


def test_the_jobs_stand_on_the_desk_and_start_with_it(house: Opener) -> None:
    home = house(DEAD_MAN_URL="http://127.0.0.1:9/")
    assert {("alerts", 30.0), ("alerts-delivery", 10.0), ("dead-man", 300.0)} <= {
        (name, seconds) for name, seconds, _ in home.desk.jobs
    }
