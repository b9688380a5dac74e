"""The verdict: one sentence on the whole house, and what is wrong, the most important first, each with what to do about it.

Order: without a database nothing is new; then sections without figures, sections on old figures, data behind the exchange, sources
that fail, files refused, nobody leading, a full disk, symbols without a bar, slow runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from dashboard.monitor.premises import MEBIBYTE

Level = Literal["ok", "starting", "warning", "trouble"]
RANK: tuple[Level, ...] = ("trouble", "warning", "starting")
OF_FILES = ("market", "drop")  # sources of files; the others are asked for symbols
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong. area: the card that shows more. what: a sentence. remedy: what to do, or what happens by itself.

    detail: the failure's own words, where there are any.
    """

    level: Level
    area: str
    what: str
    remedy: str
    detail: str | None = None


def verdict(report: dict[str, Any]) -> dict[str, Any]:
    """level, sentence, and the troubles in order of importance."""
    found = [trouble for part in PARTS for trouble in part(report)]
    found.sort(key=lambda trouble: RANK.index(trouble.level))
    level: Level = found[0].level if found else "ok"
    return {"level": level, "sentence": _sentence(report, found), "troubles": [asdict(trouble) for trouble in found]}


def _sentence(report: dict[str, Any], found: list[Trouble]) -> str:
    if not found:
        behind = report["data"]["market"]["sessions_behind"] if report["data"]["market"] else 0
        return f"{_all(len(report['sections']))} current; the store is {behind or 0} sessions behind."
    more = len(found) - 1
    if not more:
        return found[0].what
    return f"{found[0].what} {_number(more)} more thing{'s' if more > 1 else ''} below."


def _all(count: int) -> str:
    return "The section is" if count == 1 else f"All {_number(count).lower()} sections are"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def _database(report: dict[str, Any]) -> Iterator[Trouble]:
    database = report["database"]
    if database["failure"]:
        remedy = (
            "The figures on screen stay; nothing new is stored until it answers again. It is asked every few seconds."
        )
        yield Trouble("trouble", "database", "The database does not answer.", remedy, database["failure"])


def _sections(report: dict[str, Any]) -> Iterator[Trouble]:
    broken = [(key, each) for key, each in report["sections"].items() if each["consecutive_failures"]]
    for _, each in sorted(broken, key=lambda item: item[1]["status"] != "degraded"):
        yield _failing(each)
    loading = [each["title"] for each in report["sections"].values() if each["status"] == "loading"]
    if loading:
        reason = next(each["reason"] for each in report["sections"].values() if each["status"] == "loading")
        yield Trouble("starting", "sections", f"Not computed yet: {', '.join(loading)}.", str(reason or ""))
    for each in report["sections"].values():
        if each["status"] in ("stale", "degraded") and not each["consecutive_failures"]:
            level: Level = "starting" if each["status"] == "stale" else "warning"
            yield Trouble(level, "sections", f"{each['title']} is {each['status']}.", _when(each), each["reason"])


def _failing(each: dict[str, Any]) -> Trouble:
    shown = (
        "shows nothing"
        if each["status"] == "degraded"
        else f"is on its last good figures, of {each['as_of'] or 'no session'}"
    )
    count = each["consecutive_failures"]
    runs = "its last run failed" if count == 1 else f"its last {count:,} runs failed"
    failure = each["last_failure"] or {}
    return Trouble("trouble", "sections", f"{each['title']} {shown}: {runs}.", _when(each), failure.get("reason"))


def _when(each: dict[str, Any]) -> str:
    again = each["breaker"]["opens_until"] or each["next_run"]
    return f"It is tried again by itself at {_clock(again)}." if again else "It is tried again when newer data come."


def _clock(moment: str) -> str:
    return f"{moment[11:16]} UTC"


def _freshness(report: dict[str, Any]) -> Iterator[Trouble]:
    market = report["data"]["market"]
    behind = market["sessions_behind"] if market else None
    if behind:
        sessions = "session" if behind == 1 else "sessions"
        ends, due = market["last_session"], market["expected_session"]
        what = f"The store is {behind:,} {sessions} behind the exchange: it ends on {ends}, due is {due}."
        yield Trouble(
            "trouble" if behind > 1 else "warning",
            "data",
            what,
            "Bring newer bars into the market folder; it is followed.",
        )


def _sources(report: dict[str, Any]) -> Iterator[Trouble]:
    for source in report["sources"]:
        if source["state"] == "failed":
            again = source["breaker"]["opens_until"]
            remedy = (
                f"It is looked at again by itself at {_clock(again)}." if again else "It is looked at again by itself."
            )
            yield Trouble(
                "trouble", "sources", f"{source['title']}: nothing could be taken in.", remedy, source["reason"]
            )
        if source["refused"]:
            yield _refused(source)


def _refused(source: dict[str, Any]) -> Trouble:
    """Files that cannot be read, or symbols that a provider has nothing believable of."""
    first, sentence = next(iter(source["refused"].items()))
    count, several = _number(len(source["refused"])), "s" if len(source["refused"]) > 1 else ""
    if source["key"] in OF_FILES:
        what = f"{count} file{several} of the {source['title'].lower()} cannot be read, {first} among them."
        remedy = "Mend it or take it away; it is read again when it changes. All of them are under Sources."
    else:
        what = f"{count} symbol{several} got no believable answer from {source['title']}, {first} among them."
        remedy = "It is asked again at its next look. All of them are under Sources."
    return Trouble("warning", "sources", what, remedy, f"{first}: {sentence}")


def _leader(report: dict[str, Any]) -> Iterator[Trouble]:
    leader = report["leader"]
    if not leader["held"] and leader["alive"] is False:
        remedy = "This process asks for the lease every few seconds."
        yield Trouble("warning", "leader", "No process leads: nothing is taken in and no alert goes out.", remedy)


def _disk(report: dict[str, Any]) -> Iterator[Trouble]:
    disk = report["disk"]
    if disk["free_bytes"] is not None and disk["free_bytes"] < disk["warn_below_bytes"]:
        what = f"Only {disk['free_bytes'] // MEBIBYTE:,} MB are free on the disk of the instance folder."
        yield Trouble(
            "trouble", "disk", what, f"Make room; the warning begins below {disk['warn_below_bytes'] // MEBIBYTE:,} MB."
        )


def _symbols(report: dict[str, Any]) -> Iterator[Trouble]:
    stale = report["data"]["stale"]
    if stale and stale["count"]:
        named = ", ".join([*(each["symbol"] for each in stale["named"][:3]), *(["…"] if stale["count"] > 3 else [])])
        verb = "has" if stale["count"] == 1 else "have"
        what = f"{stale['count']:,} of {stale['of']:,} symbols {verb} no bar of the last session ({named})."
        remedy = (
            "Bring their bars, or name the day they left in universe.csv under delisted; until then they do not count."
        )
        yield Trouble("warning", "data", what, remedy)


def _slow(report: dict[str, Any]) -> Iterator[Trouble]:
    for each in report["sections"].values():
        last = each["runs"][-1] if each["runs"] else None
        if last and last["outcome"] == "slow":
            usual = each["median_seconds"]
            what = f"{each['title']} took {last['seconds']:.1f} s in its last run, where {usual:.1f} s are usual."
            yield Trouble(
                "warning", "sections", what, "Look at what else this machine does; a run is given up at its time limit."
            )


PARTS = (_database, _sections, _freshness, _sources, _leader, _disk, _symbols, _slow)
