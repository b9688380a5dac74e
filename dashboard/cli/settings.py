"""flask settings: every setting with its variable, the value in force and its explanation."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from config import Config


def command(config: Config) -> click.Command:
    """The command for one process's settings."""

    @click.command("settings")
    def settings() -> None:
        """Every setting, the value in force, and what it is."""
        for entry in fields(config):
            value = getattr(config, entry.name)
            shown = "(set)" if entry.metadata["secret"] and value else value
            click.echo(f"{entry.metadata['variable']:<22}{shown!s:<24}{entry.metadata['explanation']}")

    return settings
