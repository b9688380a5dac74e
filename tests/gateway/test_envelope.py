"""The envelope: status, age, coverage and market around every answer, and an ETag that changes exactly when what is read changes."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
from builders import mean_close, panel, section
from house import WEEK, Opener

from dashboard.market.panel import Panel
from dashboard.section import Result

FIELDS = [
    "section", "endpoint", "status", "reason", "as_of", "computed_at", "next_refresh_at", "age_sessions", "revision", "market",
    "coverage", "data",
]  # fmt: skip


def test_before_the_first_computation_a_section_is_loading_with_202(house: Opener) -> None:
    response = house().get("/api/mean/current")
    assert response.status_code == 202
    body = response.get_json()
    assert body["status"] == "loading"
    assert body["data"] is None
    assert body["reason"]


def test_an_ok_answer_carries_every_field_of_the_contract(house: Opener) -> None:
    body = house().show().get("/api/mean/current").get_json()
    assert list(body) == FIELDS
    assert (body["section"], body["endpoint"], body["status"], body["reason"]) == ("mean", "current", "ok", None)
    assert (body["as_of"], body["age_sessions"]) == ("2018-02-02", 0)
    assert body["coverage"] == {"valid": 2, "members": 2}
    assert body["data"] == {"mean": 6.0}


def test_the_market_says_how_many_closed_sessions_the_store_is_behind(house: Opener) -> None:
    # The tests' clock stands at 10:00 in New York on Wednesday 2018-02-07; the last bar is of Friday: Monday and Tuesday have closed since.
    market = house().show().get("/api/mean/current").get_json()["market"]
    assert (market["last_session"], market["sessions_behind"], market["session"]) == ("2018-02-02", 2, "open")
    assert market["demo"] is False


def test_sessions_behind_grows_when_the_exchange_closes_without_any_refresh(house: Opener) -> None:
    home = house().show()
    before = home.get("/api/mean/current")
    home.clock.advance(7 * 3600)
    after = home.get("/api/mean/current")
    assert after.get_json()["market"]["sessions_behind"] == 3
    assert after.get_json()["market"]["session"] == "closed"
    assert after.headers["ETag"] != before.headers["ETag"]


def test_the_etag_is_the_revision_and_answers_304_until_the_data_change(house: Opener) -> None:
    home = house().show()
    first = home.get("/api/mean/current")
    assert first.headers["ETag"] == f'"{first.get_json()["revision"]}"'
    again = home.get("/api/mean/current", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    home.desk.refresh("mean")
    assert home.get("/api/mean/current", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    home.show(panel([*WEEK, [9.0, 9.0]], revision="r2"))
    changed = home.get("/api/mean/current", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.get_json()["revision"] != first.get_json()["revision"]


def test_turning_stale_changes_the_etag_so_that_no_304_hides_it(house: Opener) -> None:
    broken = False

    def compute(a_panel: Panel, previous: Result | None) -> Result:
        if broken:
            raise ValueError("boom")
        return mean_close(a_panel, previous)

    home = house(section(compute)).show()
    etag = home.get("/api/mean/current").headers["ETag"]
    broken = True
    home.desk.refresh("mean")
    response = home.get("/api/mean/current", headers={"If-None-Match": etag})
    assert response.status_code == 200
    body = response.get_json()
    assert body["status"] == "stale"
    assert "boom" in body["reason"]
    assert body["data"] == {"mean": 6.0}, "the last good figures stay"


@pytest.mark.parametrize("tag", ["*", 'W/"{0}"', '"other", "{0}"', '"{0}"'])
def test_if_none_match_is_understood_in_every_spelling(house: Opener, tag: str) -> None:
    home = house().show()
    revision = home.get("/api/mean/current").get_json()["revision"]
    assert home.get("/api/mean/current", headers={"If-None-Match": tag.format(revision)}).status_code == 304


def test_the_compressed_variant_holds_the_same_bytes(house: Opener) -> None:
    long = panel([[float(i), float(i) + 1] for i in range(400)])
    home = house().show(long)
    plain = home.get("/api/mean/history")
    packed = home.get("/api/mean/history", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)


def test_head_answers_the_headers_alone(house: Opener) -> None:
    home = house().show()
    response = home.client.head("/api/mean/current")
    assert response.status_code == 200
    assert response.data == b""
    assert int(response.headers["Content-Length"]) > 0


def test_missing_figures_are_null_and_the_json_is_strict(house: Opener) -> None:
    home = house().show(panel([[np.nan, np.nan], [2.0, 4.0]]))

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    body = json.loads(home.get("/api/mean/history").data, parse_constant=refuse)
    assert body["data"]["mean"] == [None, 3.0]


def test_a_section_that_its_market_cannot_feed_is_degraded_with_null_and_the_reason(house: Opener) -> None:
    def unavailable(a_panel: Panel, _previous: Result | None) -> Result:
        empty = np.empty(0, dtype=np.int64)
        return Result(a_panel.sessions[:0], {}, empty, empty, unavailable="This market has no stocks.")

    home = house(section(unavailable)).show()
    for path in ("/api/mean/current", "/api/mean/history", "/api/mean/history?sessions=2"):
        response = home.get(path)
        body = response.get_json()
        assert response.status_code == 200
        assert (body["status"], body["reason"], body["data"]) == ("degraded", "This market has no stocks.", None)


def test_after_a_restart_the_last_good_figures_are_served_at_once_as_stale(house: Opener, tmp_path) -> None:  # type: ignore[no-untyped-def]
    first = house(instance=tmp_path / "shared")
    first.show()
    first.close()
    second = house(instance=tmp_path / "shared")
    body = second.get("/api/mean/current").get_json()
    assert (body["status"], body["data"], body["as_of"]) == ("stale", {"mean": 6.0}, "2018-02-02")
    assert "restart" in body["reason"]
    assert second.get("/api/mean/current?as_of=2018-01-30").status_code == 202
    assert second.show().get("/api/mean/current").get_json()["status"] == "ok"
