"""Who may read and write: this machine may, others prove it, and no other site can make a browser do either."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from house import House, Opener
from werkzeug.security import generate_password_hash

from dashboard.gateway.access.guesses import FREE_GUESSES, LONGEST_WAIT, Guesses
from dashboard.gateway.access.sessions import Sessions, secret_key
from dashboard.sections.breadth import SECTION as BREADTH

PASSWORD = "correct horse battery"
HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
TOKEN = "t0ken-of-twenty-four-characters"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
PATHS = ("/", "/api/breadth/current", "/api/breadth/sma?as_of=2018-01-31", "/api/pulse", "/api/health", "/api/nothing")


def problem(answer: Any) -> str:
    return str(answer.get_json(force=True)["detail"])


@pytest.fixture
def guarded(house: Opener) -> House:
    """A dashboard with a password and a token."""
    return house(BREADTH, PASSWORD_HASH=HASH, API_TOKENS=TOKEN)


def login(client: FlaskClient, password: str, **form: str) -> Any:
    page = client.get("/login", environ_base=ELSEWHERE).text
    token = page.split('name="token" value="')[1].split('"')[0]
    return client.post("/login", data={"token": token, "password": password, **form}, environ_base=ELSEWHERE)


@pytest.mark.parametrize("path", PATHS[:-1])
def test_on_this_machine_it_is_open(house: Opener, path: str) -> None:
    home = house(BREADTH)
    for address in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"):
        assert home.get(path, environ_base={"REMOTE_ADDR": address}).status_code in (200, 202)


@pytest.mark.parametrize("path", PATHS)
def test_another_machine_is_told_what_to_set(house: Opener, path: str) -> None:
    answer = house(BREADTH).get(path, environ_base=ELSEWHERE, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "PASSWORD_HASH" in answer.text
    assert "advances" not in answer.text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"]
)
def test_a_proxy_that_was_not_announced_is_not_this_machine(house: Opener, header: str) -> None:
    home = house(BREADTH)
    for path in PATHS:
        assert home.get(path, headers={header: "127.0.0.1"}).status_code == 403


def test_what_speaks_http_1_0_is_taken_for_a_proxy(house: Opener) -> None:
    assert house(BREADTH).get("/api/pulse", environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"}).status_code == 403


def test_a_supervisor_may_ask_whether_it_lives(house: Opener) -> None:
    home = house(BREADTH)
    assert [home.get(path, environ_base=ELSEWHERE).status_code for path in ("/livez", "/readyz")] == [200, 503]


def test_a_browser_is_sent_to_the_login_page_and_comes_back(guarded: House) -> None:
    answer = guarded.get("/", environ_base=ELSEWHERE, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/")
    assert guarded.get("/api/pulse", environ_base=ELSEWHERE, headers={"Accept": "text/html"}).status_code == 401
    back = login(guarded.client, PASSWORD, next="/")
    assert (back.status_code, back.headers["Location"]) == (303, "/")
    for path in PATHS[:-1]:
        assert guarded.get(path, environ_base=ELSEWHERE).status_code in (200, 202)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(guarded: House) -> None:
    cookie = login(guarded.client, PASSWORD).headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/"))
    secured = guarded.client.get("/login", base_url="https://localhost")
    assert "Secure" in secured.headers["Set-Cookie"]


def test_a_wrong_password_opens_nothing(guarded: House) -> None:
    answer = login(guarded.client, "correct horse")
    assert (answer.status_code, "not the password" in answer.text) == (403, True)
    assert guarded.get("/api/pulse", environ_base=ELSEWHERE).status_code == 401


def test_a_login_changes_the_name_of_the_session(guarded: House) -> None:
    guarded.get("/login", environ_base=ELSEWHERE)
    before = guarded.client.get_cookie("dashboard_session")
    login(guarded.client, PASSWORD)
    after = guarded.client.get_cookie("dashboard_session")
    assert before is not None
    assert after is not None
    sessions = Sessions(secret_key("", guarded.config.instance), HASH)
    old, new = sessions.read(before.value), sessions.read(after.value)
    assert old is not None
    assert new is not None
    assert (old.logged_in, new.logged_in, old.name == new.name) == (False, True, False)


def test_logging_out_ends_it(guarded: House) -> None:
    login(guarded.client, PASSWORD)
    assert guarded.client.post("/logout", environ_base=ELSEWHERE).status_code == 303
    assert guarded.get("/api/pulse", environ_base=ELSEWHERE).status_code == 401


def test_another_password_ends_every_login() -> None:
    before, after = Sessions(b"key", HASH), Sessions(b"key", HASH + "x")
    cookie = before.cookie(before.new(logged_in=True))
    kept, ended = before.read(cookie), after.read(cookie)
    assert kept is not None
    assert ended is not None
    assert (kept.logged_in, ended.logged_in) == (True, False)


@pytest.mark.parametrize("cookie", ["", "nonsense", "W10.x.y", "a.b", "é", '"; x="'])
def test_a_cookie_that_is_not_ours_is_none(cookie: str) -> None:
    assert Sessions(b"key", HASH).read(cookie) is None


def test_a_cookie_signed_with_another_key_is_none() -> None:
    theirs = Sessions(b"other", HASH)
    assert Sessions(b"key", HASH).read(theirs.cookie(theirs.new(logged_in=True))) is None


def test_a_token_opens_and_writes(guarded: House) -> None:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/api/breadth/current", environ_base=ELSEWHERE, headers=bearer).status_code == 202
    assert guarded.client.post("/api/breadth/current", environ_base=ELSEWHERE, headers=bearer).status_code == 405


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, "Bearer é"]
)
def test_half_a_token_is_none(guarded: House, header: str) -> None:
    answer = guarded.get("/api/pulse", environ_base=ELSEWHERE, headers={"Authorization": header})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_guessing_waits_longer_each_time(house: Opener) -> None:
    home = house(BREADTH, PASSWORD_HASH=HASH)
    answers = [login(home.client, f"guess {n}") for n in range(FREE_GUESSES + 1)]
    assert [answer.status_code for answer in answers] == [403] * FREE_GUESSES + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert login(home.client, PASSWORD).status_code == 429  # the right one waits as well, else waiting would tell


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_waits_double_up_to_a_quarter_of_an_hour_and_are_forgotten() -> None:
    clock = Ticks()
    guesses, waits = Guesses(clock), []
    for _ in range(FREE_GUESSES + 12):
        clock.now += guesses.seconds_to_wait("a")
        guesses.wrong("a")
        waits.append(guesses.seconds_to_wait("a"))
    assert waits[: FREE_GUESSES + 3] == [0] * (FREE_GUESSES - 1) + [1, 2, 4, 8]
    assert max(waits) == LONGEST_WAIT
    assert guesses.seconds_to_wait("b") == 0
    clock.now += 3601
    assert guesses.seconds_to_wait("a") == 0


def test_many_clients_that_guess_together_slow_each_other_down() -> None:
    guesses = Guesses(Ticks())
    for client in range(120):
        guesses.wrong(f"client {client}")
    assert guesses.seconds_to_wait("a new one") > 0


def test_who_knew_the_password_starts_anew() -> None:
    guesses = Guesses(Ticks())
    for _ in range(FREE_GUESSES + 2):
        guesses.wrong("a")
    guesses.right("a")
    assert guesses.seconds_to_wait("a") == 0


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "a:b:c", "localhost:80x"]
)
def test_a_name_that_is_not_ours_gets_nothing(house: Opener, host: str) -> None:
    """DNS rebinding: a page of evil.example whose name now leads to 127.0.0.1 sends its own name."""
    home = house(BREADTH)
    for path in PATHS:
        answer = home.get(path, environ_overrides={"HTTP_HOST": host})
        assert (answer.status_code, "TRUSTED_HOSTS" in answer.text) == (400, True)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "192.168.1.5", "dash.example:443"]
)
def test_a_name_that_is_ours_is_served(house: Opener, host: str) -> None:
    home = house(BREADTH, TRUSTED_HOSTS="Dash.example, other.example")
    assert home.get("/api/pulse", environ_overrides={"HTTP_HOST": host}).status_code == 200


def test_behind_ones_own_proxy_the_client_counts_and_nobody_is_local(house: Opener) -> None:
    home = house(BREADTH, TRUSTED_PROXIES="1", PASSWORD_HASH=HASH)
    for forwarded in ("203.0.113.9", "127.0.0.1", "127.0.0.1, 203.0.113.9"):
        assert home.get("/api/pulse", headers={"X-Forwarded-For": forwarded}).status_code == 401
    assert home.get("/api/pulse").status_code == 401


def write_token(page: str) -> str:
    return page.split('name="write-token" content="')[1].split('"', maxsplit=1)[0]


def test_a_write_needs_the_pages_token_beside_its_cookie(house: Opener) -> None:
    home = house(BREADTH)
    token = write_token(home.get("/").text)
    assert home.client.post("/api/breadth/current").status_code == 403
    assert home.client.post("/api/breadth/current", headers={"X-CSRF-Token": "0" * 64}).status_code == 403
    assert home.client.post("/api/breadth/current", headers={"X-CSRF-Token": token}).status_code == 405
    other = home.app.test_client()
    assert other.post("/api/breadth/current", headers={"X-CSRF-Token": token}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_write_from_another_site_is_refused_even_with_a_token(house: Opener, headers: dict[str, str]) -> None:
    home = house(BREADTH)
    token = write_token(home.get("/").text)
    answer = home.client.post("/api/breadth/current", headers={"X-CSRF-Token": token, **headers})
    assert (answer.status_code, "another site" in problem(answer)) == (403, True)


def test_a_login_form_of_another_site_is_refused(guarded: House) -> None:
    other = guarded.app.test_client()
    answer = other.post("/login", data={"password": PASSWORD, "token": "x"}, environ_base=ELSEWHERE)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\n/x", ""]
)
def test_a_login_never_leads_to_another_server(guarded: House, target: str) -> None:
    assert login(guarded.client, PASSWORD, next=target).headers["Location"] == "/"


def test_the_key_is_kept_for_the_next_start_and_for_nobody_else(tmp_path: Path) -> None:
    first, second = secret_key("", tmp_path), secret_key("", tmp_path)
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert secret_key("configured elsewhere, long enough", tmp_path) != first


def test_no_secret_is_shown(house: Opener) -> None:
    home = house(PASSWORD_HASH=HASH, API_TOKENS=TOKEN, SECRET_KEY="s" * 30)
    shown = home.app.test_cli_runner().invoke(args=["settings"]).output
    assert not any(secret in shown + repr(home.config) for secret in (HASH, TOKEN, "s" * 30))


def test_a_shell_takes_the_hash_and_nothing_of_the_asking(house: Opener) -> None:
    asked = house().app.test_cli_runner().invoke(args=["access", "hash"], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0
    assert login(house(PASSWORD_HASH=asked.stdout.strip()).client, PASSWORD).status_code == 303
    assert "Password" in asked.stderr


def test_the_command_line_makes_what_the_settings_take(house: Opener) -> None:
    run = house().app.test_cli_runner()
    made = run.invoke(args=["access", "hash", "--password", PASSWORD]).output.strip()
    token = run.invoke(args=["access", "token"]).output.strip()
    assert login(house(PASSWORD_HASH=made, API_TOKENS=token).client, PASSWORD).status_code == 303
    assert "at least 10" in run.invoke(args=["access", "hash", "--password", "short"]).output
