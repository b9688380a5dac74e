"""Alerts of one application: channels from the settings, the jobs on the desk, the routes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import select

from dashboard.errors import BadConfig
from dashboard.monitor.alerts.dead_man import DeadMan
from dashboard.monitor.alerts.delivery.channel import Channel
from dashboard.monitor.alerts.delivery.mail import mail
from dashboard.monitor.alerts.delivery.services import check_installed, services
from dashboard.monitor.alerts.delivery.webhook import webhooks
from dashboard.monitor.alerts.message import Letterhead
from dashboard.monitor.alerts.routes import Office, blueprint
from dashboard.runtime.desk import Desk
from dashboard.store.schema import state

if TYPE_CHECKING:
    from config import Config
    from dashboard.monitor.alerts.watchman import Watchman

SEND_SECONDS = 10.0
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  (what the server listens on is no address to point a link at)


def install(app: Flask, desk: Desk, config: Config, now: Callable[[], datetime]) -> None:
    """Add the jobs to the desk, which starts them, and the routes to the application. Raises BadConfig."""
    places, link = channels(config, now), link_of(config)

    @cache
    def watchman() -> Watchman:
        from dashboard.monitor.alerts.jobs import watchman_of

        return watchman_of(desk, config, places, link, now, wake)

    def send() -> None:
        watchman().sender.run()

    def wake() -> None:
        if desk.started:
            desk.scheduler.soon("alerts-delivery:now", send)

    dead_man = DeadMan(config.dead_man_url, lambda: watchman().verdict(), now) if config.dead_man_url else None
    office = Office(desk.store, places, dead_man, lambda: letterhead(desk, link), now, wake)
    desk.jobs.append(("alerts", config.alert_seconds, lambda: watchman().evaluate()))
    desk.jobs.append(("alerts-delivery", SEND_SECONDS, send))
    if dead_man is not None:
        desk.jobs.append(("dead-man", config.dead_man_seconds, dead_man.ping))
    app.extensions["alerts"], app.extensions["watchman"] = office, watchman
    app.register_blueprint(blueprint(office))


def channels(config: Config, now: Callable[[], datetime]) -> tuple[Channel, ...]:
    """Where messages go, in the order of the settings. Raises BadConfig for what does not fit together."""
    if bool(config.alert_smtp_url) != bool(config.alert_mail_to):
        raise BadConfig("Mail needs both ALERT_SMTP_URL and ALERT_MAIL_TO; set the other one too, or neither.")
    found = webhooks(config.alert_webhooks, config.alert_webhook_secret, now)
    if config.alert_smtp_url:
        found.append(mail(config.alert_smtp_url, config.alert_mail_from, config.alert_mail_to, now))
    if config.alert_urls:
        check_installed()
        found += services(config.alert_urls)
    return tuple(found)


def link_of(config: Config) -> str:
    """The health page's address, as the trader reaches it."""
    host = "127.0.0.1" if config.host in EVERYWHERE else config.host
    shown = f"[{host}]" if ":" in host else host
    return (config.public_url or f"http://{shown}:{config.port}").rstrip("/") + "/health"


def letterhead(desk: Desk, link: str) -> Letterhead:
    """What messages sent by hand begin with. Raises StoreUnavailable."""
    with desk.store.read() as connection:
        identity = str(connection.scalar(select(state.c.identity)))
    market = desk.market_state()
    return Letterhead(identity, None if market is None else market.name, market is not None and market.demo, link)
