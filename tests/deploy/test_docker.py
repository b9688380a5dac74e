"""deploy/docker without an engine: each step of the Dockerfile names what is there, and its commands do what it is for.

The steps as a whole were run in an empty Debian (README, "In production", makes the same wheel in the same way).
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from servers import PROJECT

from config import Config

DOCKER = PROJECT / "deploy" / "docker"
PYTHON = "/opt/market-dashboard/bin/python"
PROJECT_FACTS: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]


def steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, each in one line."""
    text = re.sub(r"^#.*\n", "", (DOCKER / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def of(instruction: str) -> list[str]:
    return [rest for word, rest in steps() if word == instruction]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    return found


def known_settings() -> set[str]:
    return {str(one.metadata["variable"]) for one in fields(Config) if "variable" in one.metadata}


def test_the_wheel_is_made_by_the_target_of_that_name_and_lies_where_the_next_step_looks() -> None:
    (made,) = [step for step in of("RUN") if "make wheel" in step]
    assert "dist/*.whl" in made
    planned = subprocess.run(["make", "-n", "wheel"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert re.search(r"pip wheel .*--wheel-dir dist", planned)
    assert "COPY --from=build /tmp/*.whl /tmp/" in [f"{word} {rest}" for word, rest in steps()]


def test_what_the_build_needs_is_not_left_out_of_its_context() -> None:
    left_out = (PROJECT / ".dockerignore").read_text().split()
    for needed in (
        "Makefile",
        "pyproject.toml",
        "package.json",
        "package-lock.json",
        "README.md",
        "dashboard",
        "migrations",
    ):
        assert (PROJECT / needed).exists()
        assert needed not in left_out
    assert {".git", ".venv", "node_modules", "instance"} <= set(left_out)


def test_it_installs_extras_that_there_are_and_runs_programs_that_come_with_them() -> None:
    (installed,) = [step for step in of("RUN") if "pip install" in step]
    extras = re.search(r"\$wheel\[([a-z,]+)\]", installed)
    assert extras is not None
    assert set(extras[1].split(",")) <= set(PROJECT_FACTS["optional-dependencies"])
    (command,) = (json.loads(each) for each in of("CMD"))
    assert Path(command[0]).name in PROJECT_FACTS["scripts"]
    for step in of("RUN"):
        for module in re.findall(r"bin/python -m ([a-z_.]+)", step):
            assert find_spec(module) is not None, module


def test_the_python_of_the_image_is_one_that_the_product_takes() -> None:
    for image in of("FROM"):
        version = re.match(r"python:3\.(\d+)", image)
        assert version is not None
        assert int(version[1]) >= int(PROJECT_FACTS["requires-python"].removeprefix(">=3."))


def test_its_settings_are_settings_and_its_port_is_the_one_served() -> None:
    given = dict(pair.split("=", 1) for pair in shlex.split(of("ENV")[0]))
    assert set(given) - {"XDG_CACHE_HOME"} <= known_settings()
    assert given["PORT"] == of("EXPOSE")[0]
    assert given["DASHBOARD_INSTANCE"] == of("VOLUME")[0]
    assert Config.from_environment(given | {"PASSWORD_HASH": "scrypt:1:1:1$a$b"}).port == int(given["PORT"])


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server that answers everything so; its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/livez" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_tells_a_server_that_lives_from_one_that_does_not(status: int, healthy: bool) -> None:
    command = json.loads(of("HEALTHCHECK")[0].partition("CMD ")[2])
    assert command[0] == PYTHON
    with answering(status) as port:
        said = [sys.executable, *(word.replace(":8080/", f":{port}/") for word in command[1:])]
        assert (subprocess.run(said, capture_output=True, check=False).returncode == 0) is healthy


def test_compose_gives_every_dashboard_settings_that_there_are_and_nginx_every_name_of_its_template() -> None:
    services = compose()["services"]
    for dashboard in ("first", "second"):
        assert set(services[dashboard]["environment"]) <= known_settings()
        assert (DOCKER / services[dashboard]["build"]["context"]).resolve() == PROJECT
    template = (PROJECT / "deploy" / "nginx" / "market-dashboard.conf.template").read_text()
    code = re.sub(r"^\s*#.*\n", "", template, flags=re.MULTILINE)
    assert set(re.findall(r"\$\{([A-Z]+)\}", code)) <= set(services["nginx"]["environment"])
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
