"""A whole application for tests: the real create_app on a store of its own, with whatever sections and panel a test wants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from builders import Clock, panel, section
from conformity import ConformingClient
from flask import Flask
from flask.testing import FlaskClient

from config import Config
from dashboard.app import create_app
from dashboard.market.panel import Panel
from dashboard.runtime.desk import Desk
from dashboard.section import Section
from dashboard.signals import bars_changed

WEEK = [[1.0, 3.0], [2.0, 4.0], [3.0, 5.0], [4.0, 6.0], [5.0, 7.0]]


class House:
    """An application with its desk, its clock and a client; the scheduler's threads are not started."""

    def __init__(self, instance: Path, *sections: Section, **environment: str) -> None:
        self.clock = Clock()
        self.config = Config.from_environment({"DASHBOARD_INSTANCE": str(instance), **environment})
        self.app: Flask = create_app(self.config, now=self.clock.now, sections=sections or (section(),))
        self.desk = cast(Desk, self.app.extensions["desk"])
        self.desk.lease.acquire()
        self.app.test_client_class = ConformingClient
        self.client: FlaskClient = self.app.test_client()

    def show(self, a_panel: Panel | None = None) -> House:
        """Put a panel on the desk, as the watcher would, and run every section on it."""
        self.hold(panel(WEEK) if a_panel is None else a_panel)
        for one in self.desk.sections:
            self.desk.refresh(one.key, fresh_input=True)
        return self

    def hold(self, a_panel: Panel) -> None:
        """Put a panel on the desk without running anything."""
        self.desk.panel = a_panel
        self.desk.market_clock.follow(a_panel.market, a_panel.sessions[-1])
        bars_changed.send("market", revision=a_panel.revision, first_session=None)

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def close(self) -> None:
        self.desk.stop()


Opener = Callable[..., House]
