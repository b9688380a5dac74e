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
@click.password_option(help="The password; asked for unless given.")
def password_hash(password: str) -> None:
    """Print the hash of a password, for PASSWORD_HASH."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.ClickException(f"A password that guards money has at least {SHORTEST_PASSWORD} characters.")
    click.echo(generate_password_hash(password))


@access.command("token")
def token() -> None:
    """Print a new random token, for API_TOKENS."""
    click.echo(secrets.token_urlsafe(TOKEN_BYTES))
