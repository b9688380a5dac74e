"""The column cache: a panel's arrays in one file that is mapped, not read, and is never trusted unless it is whole.

A folder `panel-<revision>` holds `values` (float64 [5, capacity, N]) and `manifest.json` (everything else, with checksums of
both). It appears by a rename when both are written; what a power cut tears nevertheless, the checksums find. Waiting for the
disk instead (fsync) cost a first load half a second and would spare nothing but a second one.
"""

from __future__ import annotations

import json
import logging
import mmap
import os
import shutil
import time
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.market.bars import FloatArray, SessionArray
from dashboard.market.panel import Instrument, Market, Panel, frozen

logger = logging.getLogger(__name__)

FORMAT = 1
COLUMNS = ("open", "high", "low", "close", "volume")
VALUES, MANIFEST = "values", "manifest.json"
ABANDONED_SECONDS = 3600


def read(cache_dir: Path, revision: str) -> tuple[Panel, FloatArray] | None:
    """The newest whole panel cached for the database of this revision, and its memory; None when there is none.

    The memory, float64 [5, capacity, N], is mapped copy-on-write: processes share the pages, and what one writes into spare
    rows stays its own.
    """
    for folder in _folders(cache_dir, revision):
        try:
            return _read(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            logger.warning("The column cache %s is not whole (%s) and is made anew.", folder.name, error)
            shutil.rmtree(folder, ignore_errors=True)
    return None


def write(cache_dir: Path, panel: Panel, values: FloatArray) -> None:
    """Keep a panel for the next start, and delete older ones of the same database. A failure costs the next start some seconds."""
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        _write(cache_dir, panel, values)
        _clear(cache_dir, panel.revision)
    except OSError as error:
        logger.warning("The column cache cannot be written (%s); the next start reads the database instead.", error)


def _read(folder: Path) -> tuple[Panel, FloatArray]:
    signed = json.loads((folder / MANIFEST).read_bytes())
    manifest = json.loads(signed["manifest"])
    if _digest(signed["manifest"].encode()) != signed["sha256"] or manifest["format"] != FORMAT:
        raise ValueError("its manifest is damaged, or another version's")
    values = _mapped(folder / VALUES, tuple(manifest["shape"]))
    if _sum(values) != manifest["sum"]:
        raise ValueError("its values are damaged")
    return _panel(manifest, values), values


def _mapped(path: Path, shape: tuple[int, ...]) -> FloatArray:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size != 8 * int(np.prod(shape)):
            raise ValueError("its values have another size than its manifest says")
        return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY), np.float64).reshape(shape)


def _panel(manifest: dict[str, Any], values: FloatArray) -> Panel:
    sessions: SessionArray = np.array(manifest["sessions"], dtype=np.int64).astype("datetime64[D]")
    sessions.flags.writeable = False
    views: dict[str, Any] = {name: frozen(values[place, : len(sessions)]) for place, name in enumerate(COLUMNS)}
    return Panel(
        market=Market(**{**manifest["market"], "indices": tuple(manifest["market"]["indices"])}),
        instruments=tuple(_instrument(each) for each in manifest["instruments"]),
        sessions=sessions,
        **views,
        adjusted=manifest["adjusted"],
        revision=manifest["revision"],
        lineage=manifest["lineage"],
    )


def _instrument(values: dict[str, Any]) -> Instrument:
    dates = {
        name: None if values[name] is None else np.datetime64(values[name], "D") for name in ("listed", "delisted")
    }
    return Instrument(**{**values, **dates})


def _write(cache_dir: Path, panel: Panel, values: FloatArray) -> None:
    final = cache_dir / f"panel-{panel.revision}"
    partial = cache_dir / f".partial-{panel.revision}-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    with (partial / VALUES).open("wb") as file:
        file.write(values.data)
    manifest = json.dumps(_manifest(panel, values))
    signed = json.dumps({"sha256": _digest(manifest.encode()), "manifest": manifest})
    (partial / MANIFEST).write_text(signed)
    if final.exists():  # another process was faster, with the same content
        shutil.rmtree(partial, ignore_errors=True)
    else:
        partial.rename(final)


def _manifest(panel: Panel, values: FloatArray) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "shape": values.shape,
        "sum": _sum(values),
        "market": asdict(panel.market),
        "instruments": [_plain(instrument) for instrument in panel.instruments],
        "sessions": panel.sessions.astype(np.int64).tolist(),
        "adjusted": panel.adjusted,
        "revision": panel.revision,
        "lineage": panel.lineage,
    }


def _plain(instrument: Instrument) -> dict[str, Any]:
    values = asdict(instrument)
    dates = {name: None if values[name] is None else str(values[name]) for name in ("listed", "delisted")}
    return {**values, **dates}


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _sum(values: FloatArray) -> int:
    """All 64-bit words added up: finds what a torn or overwritten file has lost, at the speed of memory."""
    return int(np.add.reduce(values.view(np.uint64), axis=None))


def _folders(cache_dir: Path, revision: str) -> list[Path]:
    """The cached panels of the database of this revision, newest first."""
    found = [path for path in cache_dir.glob(f"panel-{_identity(revision)}-*") if _number(path.name) >= 0]
    return sorted(found, key=lambda path: _number(path.name), reverse=True)


def _clear(cache_dir: Path, revision: str) -> None:
    for folder in _folders(cache_dir, revision):
        if folder.name != f"panel-{revision}":
            shutil.rmtree(folder, ignore_errors=True)
    for partial in cache_dir.glob(".partial-*"):
        if time.time() - partial.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(partial, ignore_errors=True)


def _identity(revision: str) -> str:
    return revision.rpartition("-")[0]


def _number(name: str) -> int:
    number = name.rpartition("-")[2]
    return int(number) if number.isdigit() else -1
