"""Bars in bulk: what goes in comes out bit for bit on either database, whatever is missing."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import delete, insert

from dashboard.market.bars import VALUE_COLUMNS, Bars
from dashboard.market.panel import Instrument
from dashboard.store import bars_postgresql, bars_sqlite
from dashboard.store.bars import (
    bars_at,
    bars_before,
    delete_bars,
    export_bars,
    last_adjusted,
    span,
    stream_bars,
    write_bars,
)
from dashboard.store.engine import Store
from dashboard.store.instruments import add_instruments, ids_of
from dashboard.store.postgresql_binary import copy_rows, read_array
from dashboard.store.schema import instruments

NAN = np.nan
DAYS = np.array(["1962-01-02", "1969-12-31", "1970-01-01", "2018-02-06", "2018-02-07"], dtype="datetime64[D]")
SYMBOLS = ("AAA", "BBB", "CCC")


def some_bars(**changes: list[float]) -> Bars:
    """Three symbols of five sessions that fall, gap and stand still; BBB is a close-only series, CCC has no volume."""
    close = np.array([10.1, 9.7, 9.7, 14.2, 3.3, 100.0, 99.5, 99.5, 80.0, 80.1, 1 / 3, 2 / 3, 0.1, 1e-9, 1e12])
    nothing = np.full(5, NAN)
    parts = {name: close * factor for name, factor in (("open", 1.01), ("high", 1.05), ("low", 0.9), ("volume", 1e7))}
    columns = {name: np.concatenate([values[:5], nothing, values[10:]]) for name, values in parts.items()}
    columns["volume"] = np.concatenate([parts["volume"][:10], nothing])
    adjusted = np.concatenate([close[:5] / 2, nothing, nothing])
    given = {**columns, "close": close, "adj_close": adjusted, **{name: np.array(v) for name, v in changes.items()}}
    code = np.repeat(np.arange(3), 5)
    return Bars(symbols=SYMBOLS, code=code, session=np.tile(DAYS, 3), line=np.arange(1, 16), **given)


@pytest.fixture
def ids(store: Store) -> dict[str, int]:
    with store.write() as connection:
        add_instruments(connection, [Instrument(symbol) for symbol in SYMBOLS])
        return ids_of(connection, SYMBOLS)


def write(store: Store, bars: Bars, ids: dict[str, int], import_id: int = 1) -> tuple[int, str | None]:
    with store.write() as connection:
        done = write_bars(connection, bars, np.array([ids[s] for s in bars.symbols]), import_id)
    return done.stored, None if done.first_session is None else str(done.first_session)


def read(store: Store, ids: dict[str, int]) -> Bars:
    names = {key: symbol for symbol, key in ids.items()}
    with store.read() as connection:
        parts = list(export_bars(connection, names))
    columns = {name: np.concatenate([getattr(p, name) for p in parts]) for name in (*VALUE_COLUMNS, "session")}
    code = np.repeat([SYMBOLS.index(p.symbols[0]) for p in parts], [len(p) for p in parts])
    return Bars(symbols=SYMBOLS, code=code, line=np.arange(1, len(code) + 1), **columns)


def assert_same(one: Bars, other: Bars) -> None:
    for name in ("code", "session", *VALUE_COLUMNS):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def test_bars_come_back_bit_for_bit(store: Store, ids: dict[str, int]) -> None:
    assert write(store, some_bars(), ids) == (15, "1962-01-02")
    assert_same(read(store, ids), some_bars())


@pytest.mark.parametrize("rows_at_once", [1, 2, 4])
def test_chunks_of_any_size_lose_nothing(
    store: Store, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch, rows_at_once: int
) -> None:
    monkeypatch.setattr(bars_sqlite, "CHUNK_ROWS", 7)
    monkeypatch.setattr(bars_sqlite, "ROWS_A_STATEMENT", rows_at_once)
    monkeypatch.setattr(bars_postgresql, "CHUNK_ROWS", 7)
    monkeypatch.setattr(bars_postgresql, "INSTRUMENTS_AT_A_TIME", 2)
    assert write(store, some_bars(), ids)[0] == 15
    assert write(store, some_bars(), ids, 2) == (0, None)
    assert_same(read(store, ids), some_bars())


def test_equal_bars_are_left_alone_and_their_import_too(store: Store, ids: dict[str, int]) -> None:
    write(store, some_bars(), ids, import_id=1)
    assert write(store, some_bars(), ids, import_id=2) == (0, None)
    with store.write() as connection:
        assert delete_bars(connection, ids["AAA"], list(DAYS), [2]) == []
        assert delete_bars(connection, ids["AAA"], list(DAYS[2:4]), [1, 2]) == list(DAYS[2:4])


def test_bars_that_differ_are_updated_wherever_they_differ(store: Store, ids: dict[str, int]) -> None:
    write(store, some_bars(), ids)
    after = some_bars()
    after.open[4] = NAN  # a value goes
    after.volume[13] = 5.0  # a value comes
    after.adj_close[2] += 1e-12  # the last bits of one
    assert write(store, after, ids, import_id=2) == (3, "1970-01-01")
    assert_same(read(store, ids), after)


def test_a_new_symbol_beside_a_known_one_is_inserted(store: Store, ids: dict[str, int]) -> None:
    everything = some_bars()
    write(store, everything.take(everything.code == 0), ids)
    assert write(store, everything, ids) == (10, "1962-01-02")
    assert_same(read(store, ids), everything)


def test_nothing_written_is_nothing_changed(store: Store, ids: dict[str, int]) -> None:
    assert write(store, some_bars().take(np.array([], dtype=np.int64)), ids) == (0, None)
    with store.read() as connection:
        assert span(connection) is None
        assert list(stream_bars(connection)) == []


def test_only_later_sessions_are_streamed_when_asked(store: Store, ids: dict[str, int]) -> None:
    write(store, some_bars(), ids)
    with store.read() as connection:
        own = list(stream_bars(connection, after=int(DAYS[3].astype(int))))
        assert [each.session.tolist() for each in own] == [[int(DAYS[4].astype(int))]] * 3
        assert own[0].values[3].tolist() == [3.3]
        assert span(connection) == (DAYS[0], DAYS[4])


def test_the_bars_before_a_day_are_the_last_ones_oldest_first(store: Store, ids: dict[str, int]) -> None:
    write(store, some_bars(), ids)
    wanted = {"BBB": (ids["BBB"], int(DAYS[4].astype(int))), "AAA": (ids["AAA"], int(DAYS[0].astype(int)))}
    with store.read() as connection:
        found = bars_before(connection, wanted, 2)
        assert bars_at(connection, DAYS[4]) == {"AAA": 3.3, "BBB": 80.1, "CCC": 1e12}
    assert (found.symbols, found.code.tolist(), list(found.session)) == (("BBB", "AAA"), [0, 0], list(DAYS[2:4]))
    assert found.close.tolist() == [99.5, 80.0]
    assert np.isnan(found.open).all()


def test_whether_the_last_bar_was_adjusted(store: Store, ids: dict[str, int]) -> None:
    bars = some_bars()
    bars.adj_close[4] = NAN
    write(store, bars.take(np.flatnonzero((bars.code < 2) | (bars.session > DAYS[3]))), ids)
    with store.read() as connection:
        assert last_adjusted(connection, DAYS[3]) == {ids["AAA"]: True, ids["BBB"]: False}
        assert last_adjusted(connection, DAYS[4]) == {ids["AAA"]: False, ids["BBB"]: False, ids["CCC"]: False}


def test_ids_are_found_one_by_one_and_all_at_once(store: Store) -> None:
    names = [f"S{number:03d}" for number in range(200)]
    with store.write() as connection:
        add_instruments(connection, [Instrument(name) for name in names])
        all_ids = ids_of(connection, [*names, "NONE"])
        assert ids_of(connection, ["S007", "NONE"]) == {"S007": all_ids["S007"]}
        assert sorted(all_ids) == names
        connection.execute(delete(instruments))


def test_a_row_of_binary_copy_is_as_postgresql_documents_it() -> None:
    row = copy_rows([np.array([3]), np.array([-1])], [np.array([1.5]), np.array([NAN])], 7)
    assert row == struct.pack(">hiiiiidiii", 5, 4, 3, 4, -1, 8, 1.5, -1, 4, 7)


def test_a_binary_array_is_read_as_postgresql_sends_it() -> None:
    header = struct.pack(">iiiii", 1, 0, 701, 2, 1)
    sent = header + struct.pack(">idid", 8, 1.25, 8, -0.1)
    assert read_array(sent, "f8").tolist() == [1.25, -0.1]


def test_progress_is_told_to_the_last_row(store: Store, ids: dict[str, int], progress: Callable[[], list[int]]) -> None:
    told = progress()
    with store.write() as connection:
        write_bars(connection, some_bars(), np.array([ids[s] for s in SYMBOLS]), 1, told.append)
    assert told == sorted(told)
    assert told[-1] == 15


@pytest.fixture
def progress() -> Callable[[], list[int]]:
    return list


def test_an_instrument_cannot_be_entered_twice(store: Store, ids: dict[str, int]) -> None:
    from sqlalchemy.exc import IntegrityError

    row = {"symbol": "AAA", "name": "", "kind": "stock", "sector": ""}
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(insert(instruments), [row])
