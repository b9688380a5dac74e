"""Every setting, from the environment, with its default and one line of explanation; nonsense stops the boot with one sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.errors import BadConfig

HERE = Path(__file__).resolve().parent


def _instance_folder() -> Path:
    """Beside the sources in a checkout; where a package was installed, in the user's own data folder."""
    if (HERE / "pyproject.toml").is_file():
        return HERE / "instance"
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return Path(data) / "market-dashboard"


LEAST_TOKEN = 24
RATE = re.compile(r"[1-9]\d{0,8} per (second|minute|hour|day)")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def _text(value: str) -> str:
    return value.strip()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return number

    return parse


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        number = float(value)
        if not low <= number <= high:
            raise ValueError(f"must be a number of seconds from {low:g} to {high:g}")
        return number

    return parse


def _keys(value: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in value.split(",") if key.strip())


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _market(value: str) -> Path | None:
    return _folder(value) if value.strip() else None


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.lower() for name in _keys(value))


def _password_hash(value: str) -> str:
    if not value.startswith(("scrypt:", "pbkdf2:")) or value.count("$") != 2:
        raise ValueError("must be what `flask access hash` prints, not the password itself")
    return value.strip()


def _tokens(value: str) -> tuple[str, ...]:
    tokens = _keys(value)
    if any(len(token) < LEAST_TOKEN for token in tokens):
        raise ValueError(f"every token must have at least {LEAST_TOKEN} characters")
    return tokens


def _secret(value: str) -> str:
    if len(value.strip()) < LEAST_TOKEN:
        raise ValueError(f"must have at least {LEAST_TOKEN} characters")
    return value.strip()


def _rates(value: str) -> str:
    """Rates as Flask-Limiter reads them, which is not imported for it; "" for none."""
    if value.strip().lower() == "off":
        return ""
    if not all(RATE.fullmatch(rate.strip()) for rate in value.split(";")):
        raise ValueError("must be like '20000 per minute', several with ; between, or off")
    return value.strip()


def _addresses(value: str) -> tuple[str, ...]:
    found = tuple(value.split())
    if not all("://" in address for address in found):
        raise ValueError("every address must have a scheme, like tgram://…")
    return found


def _web_address(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or not value.isascii():
        raise ValueError("must be an address that begins with http:// or https://")
    _ = parts.port  # raises ValueError for one that is no number
    return value.strip()


def _web_addresses(value: str) -> tuple[str, ...]:
    return tuple(_web_address(address) for address in value.split())


def _mail_server(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ValueError("must begin with smtp://, smtps:// or smtp+plain:// and name a host")
    _ = parts.port
    return value.strip()


def _mail_address(value: str) -> str:
    if value.count("@") != 1 or any(sign in value for sign in "\r\n,"):
        raise ValueError("must be one mail address")
    return value.strip()


def _mail_addresses(value: str) -> tuple[str, ...]:
    return tuple(_mail_address(address) for address in _keys(value))


def _switch(value: str) -> bool:
    if value.strip() not in ("0", "1"):
        raise ValueError("must be 0 or 1")
    return value.strip() == "1"


def _provider(value: str) -> str:
    if value.strip().lower() not in ("", "yahoo", "drop"):
        raise ValueError("must be yahoo or drop")
    return value.strip().lower()


def _level(value: str) -> str:
    if value.upper() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return value.upper()


def setting(variable: str, default: Any, explanation: str, parse: Callable[[str], Any], *, secret: bool = False) -> Any:
    """A field that the environment variable sets; `explanation` is the line the README and `flask settings` show.

    secret: its value is never shown, neither by `flask settings` nor by a sentence that refuses it.
    """
    metadata = {"variable": variable, "explanation": explanation, "parse": parse, "secret": secret}
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True)
class Config:
    """All settings of one process. Frozen: what was read at the boot is what runs."""

    host: str = setting("HOST", "127.0.0.1", "address the server listens on", _text)
    port: int = setting("PORT", 8080, "port the server listens on", _whole(1, 65535))
    market: Path | None = setting(
        "MARKET",
        None,
        "market folder to import at start and follow; empty: what was brought on the page, or the demo market",
        _market,
    )
    database_url: str = setting(
        "DATABASE_URL",
        "",
        "SQLAlchemy URL of the database; empty: SQLite under the instance folder, one file per MARKET",
        _text,
        secret=True,
    )
    cache_url: str = setting("CACHE_URL", "", "Redis URL for cached slices; empty: in memory", _text, secret=True)
    sections: tuple[str, ...] = setting(
        "DASHBOARD_SECTIONS", (), "sections to serve, comma-separated; empty: all", _keys
    )
    instance: Path = setting(
        "DASHBOARD_INSTANCE", _instance_folder(), "folder for the database and the column cache", _folder
    )
    workers: int = setting(
        "DASHBOARD_WORKERS", 1, "gunicorn workers; more than one is for machines with memory for as many markets", _whole(1, 64)
    )  # fmt: skip
    threads: int = setting("DASHBOARD_THREADS", 8, "request threads of a gunicorn worker", _whole(1, 256))
    demo_symbols: int = setting(
        "DEMO_SYMBOLS", 500, "stocks in the demo market when it is first made", _whole(25, 5000)
    )
    demo_sessions: int = setting(
        "DEMO_SESSIONS", 2520, "sessions in the demo market when it is first made", _whole(300, 10000)
    )
    demo_seed: int = setting("DEMO_SEED", 7, "seed of the demo market when it is first made", _whole(0, 2**31 - 1))
    watch_seconds: float = setting(
        "WATCH_SECONDS", 3.0, "how often the store is asked whether its bars changed", _seconds(0.2, 3600)
    )
    intake_seconds: float = setting(
        "INTAKE_SECONDS", 60.0, "how often MARKET is looked at for new or changed files", _seconds(1, 86400)
    )
    upload_megabytes: int = setting(
        "UPLOAD_MEGABYTES", 256, "most that one market may have that is dropped onto the page", _whole(1, 100_000)
    )
    settling_minutes: int = setting(
        "DATA_DUE_MINUTES",
        60,
        "minutes after the close by which a session's data are due; behind counts from then",
        _whole(0, 2880),
    )
    sync: str = setting(
        "SYNC", "", "provider of new sessions: yahoo (needs the extra `yahoo`) or drop; empty: none, nothing is asked of anybody", _provider
    )  # fmt: skip
    sync_seconds: float = setting(
        "SYNC_SECONDS",
        900.0,
        "how often the provider is looked at while there can be anything new",
        _seconds(30, 86400),
    )
    drop_folder: Path | None = setting(
        "DROP_FOLDER", None, "folder that a broker or a cron job leaves files of new bars in, for SYNC=drop", _market
    )
    section_seconds: float = setting(
        "SECTION_TIME_LIMIT", 120.0, "a section's computation is given up after this long", _seconds(0.1, 3600)
    )
    password_hash: str = setting(
        "PASSWORD_HASH", "", "hash of the password that other machines log in with (`flask access hash`)", _password_hash, secret=True
    )  # fmt: skip
    api_tokens: tuple[str, ...] = setting(
        "API_TOKENS",
        (),
        "bearer tokens for programs, comma-separated, 24 characters or more each",
        _tokens,
        secret=True,
    )
    secret_key: str = setting(
        "SECRET_KEY", "", "signs session cookies; empty: a random one kept in the instance folder", _secret, secret=True
    )
    trusted_hosts: tuple[str, ...] = setting(
        "TRUSTED_HOSTS", (), "names this server is known by, comma-separated, beside localhost and IP addresses", _names
    )
    trusted_proxies: int = setting(
        "TRUSTED_PROXIES", 0, "how many proxies of your own stand in front and set X-Forwarded-For", _whole(0, 10)
    )
    rate_limit: str = setting(
        "RATE_LIMIT",
        "20000 per minute",
        "what one other machine may read from /api beyond the newest figures; or off",
        _rates,
    )
    write_rate_limit: str = setting(
        "WRITE_RATE_LIMIT", "120 per minute", "what one client may write, this machine's too; or off", _rates
    )
    flood_limit: int = setting(
        "FLOOD_LIMIT",
        500,
        "requests of any kind that one other machine may send in a second; 0: any number",
        _whole(0, 1_000_000),
    )
    alert_webhooks: tuple[str, ...] = setting(
        "ALERT_WEBHOOKS",
        (),
        "webhooks that alerts are posted to as JSON, separated by spaces",
        _web_addresses,
        secret=True,
    )
    alert_webhook_secret: str = setting(
        "ALERT_WEBHOOK_SECRET", "", "signs what is posted to webhooks (X-Dashboard-Signature)", _secret, secret=True
    )
    alert_smtp_url: str = setting(
        "ALERT_SMTP_URL",
        "",
        "mail server for alerts: smtp:// (STARTTLS), smtps:// or smtp+plain://, with user:password@",
        _mail_server,
        secret=True,
    )
    alert_mail_to: tuple[str, ...] = setting(
        "ALERT_MAIL_TO", (), "who gets alerts by mail, comma-separated", _mail_addresses
    )
    alert_mail_from: str = setting(
        "ALERT_MAIL_FROM", "", "whom they come from; empty: the first of ALERT_MAIL_TO", _mail_address
    )
    alert_urls: tuple[str, ...] = setting(
        "ALERT_URLS",
        (),
        "apprise addresses that alerts go to, separated by spaces; needs the extra `alerts`",
        _addresses,
        secret=True,
    )
    alert_seconds: float = setting(
        "ALERT_SECONDS", 30.0, "how often the rules of alerts are looked at", _seconds(1, 3600)
    )
    alert_failed_runs: int = setting(
        "ALERT_FAILED_RUNS", 3, "failed runs in a row until a section is an alert", _whole(1, 1000)
    )
    alert_stale_sessions: int = setting(
        "ALERT_STALE_SESSIONS", 1, "sessions behind the exchange until data are an alert", _whole(1, 1000)
    )
    alert_source_looks: int = setting(
        "ALERT_SOURCE_LOOKS", 3, "failed looks in a row until a source is an alert", _whole(1, 1000)
    )
    dead_man_url: str = setting(
        "DEAD_MAN_URL",
        "",
        "asked while all is well, with /fail while not, so that a dead server is noticed",
        _web_address,
        secret=True,
    )
    dead_man_seconds: float = setting("DEAD_MAN_SECONDS", 300.0, "how often DEAD_MAN_URL is asked", _seconds(10, 86400))
    public_url: str = setting(
        "PUBLIC_URL", "", "address of this dashboard for links in alerts; empty: http://HOST:PORT", _web_address
    )
    disk_warning: int = setting(
        "DISK_WARNING_MB",
        500,
        "free megabytes of the instance folder's disk below which /health warns",
        _whole(0, 10**7),
    )
    log_level: str = setting("LOG_LEVEL", "INFO", f"least level that is logged: {', '.join(LOG_LEVELS)}", _level)
    log_megabytes: int = setting("LOG_MEGABYTES", 10, "size at which a log file is put aside", _whole(1, 1024))
    log_files: int = setting("LOG_FILES", 5, "log files kept, the current one among them", _whole(1, 100))
    faults: bool = setting(
        "FAULTS", False, "1 allows `flask fault`, which tries what can go wrong on a market of its own", _switch
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read every setting; BadConfig names the variable, what it held, and what it must be."""
        source = os.environ if environment is None else environment
        values = {f.name: _read(f, source) for f in fields(cls) if source.get(f.metadata["variable"], "").strip()}
        return cls(**values)

    @property
    def store_url(self) -> str:
        """The database URL in force: DATABASE_URL, else one SQLite file per market under the instance folder."""
        if self.database_url:
            return self.database_url
        name = "market" if self.market is None else f"market-{_slug(self.market)}"
        return f"sqlite:///{self.instance / name}.db"

    @property
    def log_folder(self) -> Path:
        """Where the lines of every process on this instance folder go."""
        return self.instance / "logs"

    @property
    def cache_folder(self) -> Path:
        """Where rebuildable files live: the column cache and the calendars."""
        return self.instance / "cache"


def _read(entry: Field[Any], source: Mapping[str, str]) -> Any:
    variable = entry.metadata["variable"]
    try:
        return entry.metadata["parse"](source[variable])
    except ValueError as error:
        default = "" if entry.default is MISSING else f" (default {entry.default})"
        held = "…" if entry.metadata["secret"] else repr(source[variable])
        raise BadConfig(
            f"{variable}={held} makes no sense: {error}; it is the {entry.metadata['explanation']}{default}."
        ) from None


def _slug(path: Path) -> str:
    """A file name that two folders of one name do not share."""
    from hashlib import blake2b

    word = "".join(c if c.isalnum() else "-" for c in path.name.lower()).strip("-") or "folder"
    return f"{word}-{blake2b(str(path).encode(), digest_size=3).hexdigest()}"
