"""Assets: scripts and styles under addresses that change with their content, made small once, and kept by the browser for good.

`/static/v-3f2a9c01b7de/js/main.js` is `/static/js/main.js` of one version; modules import each other by relative paths and so stay within
it. An address of another version, or of none, gives the present file, which the browser is then told to ask for again.

While files stay as they are, a module of ours goes out without its comments and indentation; what is to be edited goes out as it is.
"""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

from dashboard.gateway.fastpath import matches
from dashboard.gateway.headers import SECURITY_HEADERS, request_id
from dashboard.gateway.terse import terse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ADDRESS = re.compile(r"(?P<folder>/static|/sections/[a-z_0-9]+/static)/(?P<version>v-[0-9a-f]+/)?(?P<file>.+)")
IMPORTED = re.compile(r'(?:^|;)(?:import|export)\b[^;"()]*"(\.[^"]+)"', re.M)  # not import("./later.js")
OURS = ".js"  # the chart library, an .mjs, is as small as its authors could make it
BROTLI_QUALITY = 10  # 11 takes twice as long for one part in fifty
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FOR_GOOD, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"


def version_of(folders: Iterable[Path]) -> str:
    """A name that changes with any file of the folders: their paths and contents."""
    total = blake2b(digest_size=6)
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            total.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return f"v-{total.hexdigest()}"


@dataclass(frozen=True)
class Asset:
    """One file. source: as it stands on disk. is_terse: whether it goes out without what only people need."""

    source: bytes
    content_type: str
    is_terse: bool = False

    @cached_property
    def content(self) -> bytes:
        """What goes out, made on first use: a page asks for the imports of all modules before the browser asks for any."""
        return _terse(self.source) if self.is_terse else self.source

    def encoded(self, accepted: str) -> tuple[str, bytes]:
        """The smallest encoding that an Accept-Encoding header allows, and the content in it; made on first use."""
        for name, squeeze in SQUEEZES.items():
            if _allows(accepted, name):
                return name, squeeze(self.content)
        return "", self.content

    @cached_property
    def imports(self) -> list[str]:
        """What the module imports at once, as it writes it."""
        return IMPORTED.findall(self.source.decode())

    @cached_property
    def tag(self) -> str:
        """The ETag without its quotes."""
        return blake2b(self.content, digest_size=8).hexdigest()


@lru_cache(maxsize=1024)
def _terse(content: bytes) -> bytes:
    return terse(content.decode()).encode()


@lru_cache(maxsize=1024)
def _brotli(content: bytes) -> bytes:
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY))


@lru_cache(maxsize=1024)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


SQUEEZES = {"br": _brotli, "gzip": _gzip}  # the smaller first


def _allows(accepted: str, name: str) -> bool:
    """Whether an Accept-Encoding header names the encoding, and not to rule it out."""
    for part in accepted.split(","):
        named, _, weight = part.partition(";")
        if named.strip() == name:
            return weight.replace(" ", "") not in ("q=0", "q=0.0")
    return False


class Assets:
    """WSGI middleware. folders: plain address of a folder → the folder. keep: whether files stay as they are while this runs."""

    def __init__(self, application: WSGIApplication, folders: Mapping[str, Path], *, keep: bool) -> None:
        self._application = application
        self._folders = {address: folder.resolve() for address, folder in folders.items()}
        self._keep = keep
        self._read: dict[tuple[str, str], Asset] = {}
        self._modules: dict[str, list[str]] = {}
        self.version = version_of(self._folders.values())

    def address(self, plain: str) -> str:
        """The address of the present version of a static file, from its plain one; anything else as it is."""
        found = ADDRESS.fullmatch(plain)
        return plain if found is None else f"{found['folder']}/{self.version}/{found['file']}"

    def modules(self, plain: str) -> list[str]:
        """The script of a plain address and all that it imports at once, so that the browser can fetch them side by side."""
        known = self._modules.get(plain)
        if known is None:
            known = self._imported(plain)
            if self._keep:
                self._modules[plain] = known
        return known

    def _imported(self, plain: str) -> list[str]:
        found, left = [plain], [plain]
        while left:
            for address in self._imports(left.pop(0)):
                if address not in found:
                    found.append(address)
                    left.append(address)
        return found

    def _imports(self, plain: str) -> list[str]:
        found = ADDRESS.fullmatch(plain)
        asset = None if found is None else self._asset(found["folder"], found["file"])
        if asset is None:
            return []
        folder = posixpath.dirname(plain)
        return [posixpath.normpath(posixpath.join(folder, name)) for name in asset.imports]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a GET of a script or a style; hand everything else on."""
        found = ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
        asset = None if found is None else self._asset(found["folder"], found["file"])
        if found is None or asset is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        present = self._keep and found["version"] == f"{self.version}/"
        return _send(asset, FOR_GOOD if present else ASK_AGAIN, environ, start_response)

    def _asset(self, address: str, name: str) -> Asset | None:
        """The file, None where it is none of ours: Flask says so then."""
        if (address, name) in self._read:
            return self._read[address, name]
        folder = self._folders.get(address)
        path = None if folder is None or "\0" in name else (folder / name).resolve()
        if (
            folder is None
            or path is None
            or not path.is_relative_to(folder)
            or not path.is_file()
            or path.suffix not in TYPES
        ):
            return None
        content_type = f"{TYPES[path.suffix]}; charset=utf-8"
        asset = Asset(path.read_bytes(), content_type, is_terse=self._keep and path.suffix == OURS)
        if self._keep:
            self._read[address, name] = asset
        return asset


def _send(asset: Asset, kept: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("ETag", f'"{asset.tag}"'), ("Cache-Control", kept), ("Vary", "Accept-Encoding"), *SECURITY_HEADERS]
    headers.append(("X-Request-Id", request_id(environ)))
    if matches(environ.get("HTTP_IF_NONE_MATCH", ""), asset.tag):
        start_response("304 NOT MODIFIED", headers)
        return ()
    encoding, body = asset.encoded(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers += [("Content-Encoding", encoding)] if encoding else []
    start_response("200 OK", [*headers, ("Content-Type", asset.content_type), ("Content-Length", str(len(body)))])
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)
