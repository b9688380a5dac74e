"""The post between the processes of one instance folder: what is to be imported, how far it is, whether it is to stop.

Small files of JSON, each replaced whole. A request stays until it is done, so an import that was killed begins again with the next leader.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from dashboard.errors import CannotImport

RUNNING = "An import is running already; wait for it, or stop it first."


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. folder: the market folder's path. upload: what has yet to become that folder, None for one that is there."""

    id: str
    folder: str
    upload: str | None
    asked_at: str


@dataclass(frozen=True, slots=True)
class Post:
    """The files, in one folder."""

    folder: Path

    def ask(self, folder: Path, upload: str | None, at: str) -> Request:
        """Ask for an import; CannotImport while one is under way."""
        request = Request(token_hex(8), str(folder), upload, at)
        self._stop.unlink(missing_ok=True)
        draft = self._write(self.folder / f"draft-{request.id}", asdict(request))
        try:
            os.link(draft, self._request)
        except FileExistsError:
            raise CannotImport(RUNNING) from None
        except OSError as error:
            raise _unwritable(error) from error
        finally:
            draft.unlink()
        return request

    def asked(self) -> Request | None:
        """What is to be imported, None while there is nothing."""
        found = _read(self._request)
        try:
            return None if found is None else Request(**found)
        except TypeError:
            return None

    def tell(self, request: Request, **told: Any) -> None:
        """Say how a request stands."""
        draft = self._write(self.folder / f"draft-{request.id}", {"id": request.id, "folder": request.folder, **told})
        draft.replace(self._state)

    def told(self) -> dict[str, Any]:
        """How the last request stands; {} before the first."""
        return _read(self._state) or {}

    def done(self) -> None:
        """The request is dealt with."""
        self._request.unlink(missing_ok=True)
        self._stop.unlink(missing_ok=True)

    def stop(self) -> None:
        """Have the import that runs end."""
        if self._request.exists():
            self._stop.touch()

    @property
    def is_stopped(self) -> bool:
        """Whether the import that runs is to end."""
        return self._stop.exists()

    @property
    def _request(self) -> Path:
        return self.folder / "request.json"

    @property
    def _state(self) -> Path:
        return self.folder / "state.json"

    @property
    def _stop(self) -> Path:
        return self.folder / "stop"

    def _write(self, file: Path, content: dict[str, Any]) -> Path:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(content), "utf-8")
        except OSError as error:
            raise _unwritable(error) from error
        return file


def _unwritable(error: OSError) -> CannotImport:
    return CannotImport(f"The server's instance folder cannot be written ({error.strerror}).")


def _read(file: Path) -> dict[str, Any] | None:
    """The object that a file holds; None where there is none."""
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text("utf-8"))
        return found if isinstance(found, dict) else None
    return None
