"""The composition root: create_app reads as a table of contents and starts nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, request
from jinja2 import FileSystemBytecodeCache

from dashboard import cli, pages
from dashboard.errors import BadConfig
from dashboard.gateway import account, api, bring, headers, limits, limits_size, problems
from dashboard.gateway.access import routes as access
from dashboard.gateway.access.gate import Keys
from dashboard.gateway.access.sessions import Sessions, secret_key
from dashboard.gateway.assets import Assets
from dashboard.gateway.openapi import routes as openapi
from dashboard.market.sessions import ExchangeCalendar, open_calendar
from dashboard.monitor import data_quality, health, page
from dashboard.monitor.alerts import installation as alerts
from dashboard.monitor.logs import routes as log_routes
from dashboard.monitor.logs import served
from dashboard.monitor.logs.installation import Logs
from dashboard.monitor.logs.redaction import Redactor, secrets_of
from dashboard.monitor.metrics import routes as metrics
from dashboard.monitor.premises import MEBIBYTE, Premises
from dashboard.monitor.report import Report
from dashboard.runtime import bringing
from dashboard.runtime.desk import Desk, Intervals
from dashboard.runtime.intake import Demo, Intake
from dashboard.runtime.market_state import MarketClock
from dashboard.runtime.panels import PanelSource
from dashboard.runtime.syncing import follow, open_provider
from dashboard.section import Section
from dashboard.sections import discover
from dashboard.store.engine import open_store
from dashboard.store.lease import LeaderLease
from dashboard.store.markets import load_market
from dashboard.store.upgrade import upgrade

if TYPE_CHECKING:
    from config import Config

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)


def create_app(config: Config, *, now: Now = utc_now, sections: tuple[Section, ...] | None = None) -> Flask:
    """The application, inert: no thread runs until `app.extensions["desk"].start()`, which wsgi.py alone calls."""
    logs = open_logs(config)
    app = Flask(__name__)
    app.extensions["logs"] = logs
    app.json.sort_keys = False  # type: ignore[attr-defined]
    keep_templates(app, config.cache_folder / "templates")
    desk = open_desk(config, now, discover(config.sections) if sections is None else sections)
    app.extensions["desk"] = desk
    headers.install(app)
    served.install(app)
    problems.install(app)
    limits_size.install(app, config.upload_megabytes * MEBIBYTE)
    limits.install(app, allowed(config), config.cache_url)
    api.install(app, desk, config.cache_url)
    app.register_blueprint(account.blueprint(desk))
    errand = bringing.follow(desk, config.instance, config.upload_megabytes, fixed=config.market is not None)
    app.register_blueprint(bring.blueprint(errand))
    report = Report(desk, Premises(desk, config.instance, config.disk_warning * MEBIBYTE, pages.product_version(), now))
    app.register_blueprint(health.blueprint(desk, report))
    app.register_blueprint(data_quality.blueprint(desk.store))
    alerts.install(app, desk, config, now)
    app.register_blueprint(log_routes.blueprint(logs, now))
    key = secret_key(config.secret_key, config.instance)
    logs.redactor.hide(key.decode())
    sessions = Sessions(key, config.password_hash)
    app.register_blueprint(page.blueprint(desk, report, sessions))
    app.register_blueprint(
        pages.blueprint(desk, app.extensions["answers"], app.extensions["past"], config.sections, sessions)
    )
    access.install(app, keys(config, sessions))
    limits.guard(app, allowed(config))
    access.trust_proxies(app, config.trusted_proxies)
    metrics.install(app, desk, report)
    openapi.install(app, desk.sections, pages.product_version(), sessions)
    app.context_processor(lambda: {"version": pages.product_version()})
    serve_assets(app, desk.sections)
    cli.install(app, config, create_app, desk.sections)
    return app


def open_logs(config: Config) -> Logs:
    """This process's logging, without a thread of its own yet; what is secret in the settings never enters it."""
    redactor = Redactor(secrets_of(config))
    logs = Logs(config.log_folder, redactor, megabytes=config.log_megabytes, files=config.log_files)
    logs.install(config.log_level)
    return logs


def keys(config: Config, sessions: Sessions) -> Keys:
    """What opens the gate."""
    bound = config.host.lower()
    return Keys(
        sessions, config.password_hash, config.api_tokens, (*config.trusted_hosts, bound), behind_proxy=config.trusted_proxies > 0
    )  # fmt: skip


def allowed(config: Config) -> limits.Allowed:
    """How often one client may ask."""
    return limits.Allowed(config.rate_limit, config.write_rate_limit, config.flood_limit)


def serve_assets(app: Flask, sections: tuple[Section, ...]) -> None:
    """Scripts and styles of the page and of each section, under addresses that a template makes by `asset(…)`."""
    own = {f"/sections/{section.key}/static": Path(section.blueprint.root_path) / "static" for section in sections}
    assets = Assets(app.wsgi_app, {"/static": Path(app.root_path) / "static", **own}, keep=not app.debug)
    app.wsgi_app = assets  # type: ignore[method-assign]
    app.context_processor(
        lambda: {
            "asset": lambda plain: request.script_root + assets.address(plain),
            "script": lambda plain: request.script_root + assets.script(plain),
            "modules": assets.modules,
            "scripts": lambda plain: [request.script_root + each for each in assets.scripts(plain)],
        }
    )


def keep_templates(app: Flask, folder: Path) -> None:
    """Keep compiled templates on disk: compiling the page anew is a tenth of a second of the first request after a restart."""
    folder.mkdir(parents=True, exist_ok=True)
    app.jinja_options = {**app.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(folder))}


def open_desk(config: Config, now: Now, sections: tuple[Section, ...]) -> Desk:
    """The desk on the configured store, upgraded, with the last good figures restored."""
    config.instance.mkdir(parents=True, exist_ok=True)
    store = open_store(config.store_url)
    upgrade(store)
    if config.market is not None and not config.market.exists() and load_market(store) is None:
        raise BadConfig(f"MARKET={str(config.market)!r} is not there; it is a folder with a market's files.")

    @lru_cache(maxsize=8)
    def calendar_for(code: str) -> ExchangeCalendar:
        return open_calendar(code, config.cache_folder)

    desk = Desk(
        sections=sections,
        store=store,
        panels=PanelSource(store, config.cache_folder, calendar_for),
        lease=LeaderLease(store),
        intake=Intake(
            store, config.market, Demo(config.demo_symbols, config.demo_sessions, config.demo_seed), calendar_for, now
        ),
        market_clock=MarketClock(calendar_for, now, timedelta(minutes=config.settling_minutes)),
        now=now,
        intervals=Intervals(config.watch_seconds, config.intake_seconds),
        time_limit=config.section_seconds,
    )
    if config.sync:
        provider = open_provider(config.sync, config.drop_folder, config.cache_folder)
        follow(desk, provider, timedelta(minutes=config.settling_minutes), timedelta(seconds=config.sync_seconds))
    desk.restore()
    return desk
