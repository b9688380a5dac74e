"""deploy/nginx with a real nginx in front of a real dashboard: what it keeps, for whom, for how long, and what it never keeps."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from string import Template
from time import sleep
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from redis_server import free_port
from servers import GUNICORN, PROJECT, Server, is_ok, serving

TEMPLATE = PROJECT / "deploy" / "nginx" / "market-dashboard.conf.template"
TOKEN = "a-token-of-twenty-four-characters"
MAIN = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard as it runs behind a proxy."""
    settings = {"API_TOKENS": TOKEN, "TRUSTED_PROXIES": "1", "WATCH_SECONDS": "3600"}
    with serving(GUNICORN, tmp_path_factory.mktemp("nginx") / "instance", **settings) as server:
        server.bearer = TOKEN
        server.until("/api/breadth/current", is_ok)
        yield server


@pytest.fixture(scope="module")
def site(dashboard: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """nginx before that dashboard and before a port where nobody is."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if binary is None:
        if os.environ.get("CI"):
            raise RuntimeError("CI must have nginx")
        pytest.skip("needs nginx, which this machine lacks (Debian: apt install nginx-light)")
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    upstreams = f"server 127.0.0.1:{dashboard.port}; server 127.0.0.1:{free_port()};"
    filled = Template(TEMPLATE.read_text()).safe_substitute(
        UPSTREAMS=upstreams, LISTEN=f"127.0.0.1:{port}", SERVER_NAME="127.0.0.1", CACHE=folder, PACKAGE=PROJECT / "dashboard"
    )  # fmt: skip
    (folder / "site.conf").write_text(filled)
    user = "user root;\n" if os.geteuid() == 0 else ""  # else nginx becomes nobody, whom pytest's folders keep out
    (folder / "nginx.conf").write_text(user + MAIN.format(folder=folder))
    server = subprocess.Popen([binary, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def ask(url: str, token: str = TOKEN, **headers: str) -> Answer:
    """The answer; asked again for a moment while nginx is still starting."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(url, headers=given | ({"Authorization": f"Bearer {token}"} if token else {}))
    for _ in range(200):
        try:
            with urlopen(request, timeout=20) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())
        except OSError:
            sleep(0.05)
    raise AssertionError(f"{url} was never answered")


def test_figures_come_through_and_a_second_look_within_the_second_costs_the_dashboard_nothing(site: str) -> None:
    first, second = ask(f"{site}/api/breadth/current"), ask(f"{site}/api/breadth/current")
    assert (first.status, second.status) == (200, 200)
    assert second.body == first.body
    assert "HIT" in {first.headers["X-Cache"], second.headers["X-Cache"]}


def test_what_has_not_changed_is_confirmed_by_a_304_of_the_dashboard(site: str) -> None:
    ask(f"{site}/api/breadth/sma")
    seen: list[str] = []
    while seen[-1:] in ([], ["HIT"]) and len(seen) < 200:
        seen.append(ask(f"{site}/api/breadth/sma").headers["X-Cache"])
        sleep(0.02)
    assert seen[-1] == "REVALIDATED", seen


def test_a_client_that_has_the_figures_gets_a_304(site: str) -> None:
    tag = ask(f"{site}/api/breadth/current").headers["ETag"]
    assert ask(f"{site}/api/breadth/current", If_None_Match=tag).status == 304


def test_what_one_login_was_shown_is_nobody_elses(site: str) -> None:
    assert ask(f"{site}/api/breadth/current").status == 200
    assert ask(f"{site}/api/breadth/current", token="").status == 401
    assert ask(f"{site}/api/breadth/current", token="another-token-of-24-characters").status == 401


def test_what_must_not_be_kept_is_not(site: str) -> None:
    for _ in range(2):
        answer = ask(f"{site}/api/account")
        assert (answer.status, answer.headers["X-Cache"]) in {(200, "MISS"), (200, "BYPASS")}


def test_scripts_come_from_the_disk_and_what_is_not_there_from_the_dashboard(site: str) -> None:
    script = ask(f"{site}/static/js/main.js", token="")
    assert script.body == (PROJECT / "dashboard" / "static" / "js" / "main.js").read_bytes()
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(f"{site}/sections/breadth/static/breadth.js").status == 200
    assert ask(f"{site}/static/js/nothing.js").status == 404


def test_scripts_with_a_fingerprint_are_made_small_by_the_dashboard_and_kept_here_for_good(site: str) -> None:
    page = ask(f"{site}/").body.decode()
    address = next(iter(re.findall(r'src="(/static/v-[0-9a-f]+/js/theme\.js)"', page)))
    ask(f"{site}{address}", token="", Accept_Encoding="br")
    kept = ask(f"{site}{address}", token="", Accept_Encoding="br")
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (kept.headers["Content-Encoding"], kept.headers["X-Cache"]) == ("br", "HIT")
    plain = ask(f"{site}{address}", token="")
    assert "Content-Encoding" not in plain.headers
    assert len(kept.body) < len(plain.body) < len(ask(f"{site}/static/js/theme.js", token="").body)


def test_a_fingerprint_of_another_version_is_not_kept(site: str) -> None:
    for _ in range(2):
        other = ask(f"{site}/static/v-0123abcd/js/main.js", token="")
        assert (other.status, other.headers["Cache-Control"]) == (200, "no-cache")
        assert other.headers["X-Cache"] == "MISS"


def test_nothing_outside_of_the_static_folders_is_served_from_the_disk(site: str) -> None:
    for path in (
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/sections/breadth/static/../compute.py",
        "/static/v-00/../../app.py",
    ):
        answer = ask(site + path, token="")
        assert answer.status in (400, 401, 404), path
        assert b"import" not in answer.body, path


def test_a_dashboard_that_is_gone_is_not_noticed(site: str) -> None:
    answers = [ask(f"{site}/api/pulse", X_Round=str(k)).status for k in range(12)]
    assert set(answers) == {200}


def test_the_dashboard_learns_who_asks(site: str, dashboard: Server) -> None:
    """Behind a proxy nobody is local: without a token the page leads to the login, and the API to a 401."""
    refused = ask(f"{site}/api/breadth/current", token="", X_Forwarded_For="127.0.0.1")
    assert refused.status == 401
    assert b"PASSWORD_HASH" in refused.body or b"token" in refused.body.lower()


def test_the_template_leaves_no_name_unfilled() -> None:
    names = {"UPSTREAMS", "LISTEN", "SERVER_NAME", "CACHE", "PACKAGE"}
    text = "\n".join(line for line in TEMPLATE.read_text().splitlines() if not line.lstrip().startswith("#"))
    assert {match for match in Template.pattern.findall(text) if match[2]} == {("", "", name, "") for name in names}
