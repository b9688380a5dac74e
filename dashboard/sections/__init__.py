"""The sections, found by looking: each folder here that declares SECTION is one, and nothing else needs to know of it."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module

from dashboard.errors import BadConfig, BrokenSection
from dashboard.section import Section


def discover(only: Iterable[str] = ()) -> tuple[Section, ...]:
    """Every section in the order of the page, or the named ones; BrokenSection or BadConfig stop the boot with one sentence."""
    folders = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    wanted = tuple(only) or tuple(folders)
    for key in wanted:
        if key not in folders:
            raise BadConfig(f"DASHBOARD_SECTIONS names {key!r}, which is no section; there are: {', '.join(folders)}.")
    return tuple(sorted((_load(key) for key in wanted), key=lambda section: (section.order, section.key)))


def _load(key: str) -> Section:
    try:
        module = import_module(f"{__name__}.{key}")
    except (ImportError, SyntaxError, NameError, AttributeError, TypeError, ValueError) as error:
        raise BrokenSection(f"Section {key} does not import: {type(error).__name__}: {error}.") from error
    section = getattr(module, "SECTION", None)
    if not isinstance(section, Section):
        raise BrokenSection(f"Section {key} declares no SECTION of type dashboard.section.Section in its __init__.py.")
    if section.key != key:
        raise BrokenSection(
            f"Section folder {key} declares the key {section.key!r}; folder and key must be one spelling."
        )
    if not section.endpoints or not section.endpoints[0].on_card:
        raise BrokenSection(
            f"Section {key} has no first endpoint that its card shows; the page's first paint comes from it."
        )
    return section
