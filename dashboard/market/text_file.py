"""The small text files of a market folder, opened with a sentence for what goes wrong."""

from __future__ import annotations

from pathlib import Path

from dashboard.errors import BadMarketFolder


def read_text(file: Path) -> str | None:
    """The text of a small file, None where there is none."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise BadMarketFolder(f"{file.name} is not UTF-8 text, so save it as UTF-8") from error
    except OSError as error:
        raise BadMarketFolder(f"{file.name} cannot be opened ({error.strerror}), so nothing was imported") from error
