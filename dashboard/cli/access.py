"""flask access hash|token: what PASSWORD_HASH and API_TOKENS are set to."""

from __future__ import annotations

import secrets

import click
from flask.cli import AppGroup
from werkzeug.security import generate_password_hash

SHORTEST_PASSWORD = 10
TOKEN_BYTES = 32

access = AppGroup("access", help="Make the values of PASSWORD_HASH and API_TOKENS.")


@access.command("hash")
@click.option("--password", help="The password; asked for unless given.")
def password_hash(password: str | None) -> None:
    """Print the hash of a password, for PASSWORD_HASH."""
    if password is None:  # asked for on standard error: what is printed is the hash alone, for a shell to take
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True, type=str)
    assert password is not None
    if len(password) < SHORTEST_PASSWORD:
        raise click.ClickException(f"A password that guards money has at least {SHORTEST_PASSWORD} characters.")
    click.echo(generate_password_hash(password))


@access.command("token")
def token() -> None:
    """Print a new random token, for API_TOKENS."""
    click.echo(secrets.token_urlsafe(TOKEN_BYTES))
