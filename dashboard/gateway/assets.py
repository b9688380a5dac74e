"""Assets: scripts and styles under addresses that change with their content, made small once, and kept by the browser for good.

`/static/v-3f2a9c01b7de/js/main.js` is `/static/js/main.js` of one version; modules import each other by relative paths and so stay within
it. An address of another version, or of none, gives the present file, which the browser is then told to ask for again.

While files stay as they are, a module of ours goes out without its comments and indentation; what is to be edited goes out as it is.
One digit more in the version, and a script of the page brings what it imports with it (`joined`).
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
from dashboard.gateway.joined import Joined
from dashboard.gateway.terse import terse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ADDRESS = re.compile(r"(?P<folder>/static|/sections/[a-z_0-9]+/static)/(?P<version>v-[0-9a-f]+/)?(?P<file>.+)")
IMPORTED = re.compile(r'(?:^|;)(?:import|export)\b[^;"()]*"(\.[^"]+)"', re.M)  # not import("./later.js")
PAGE = "/static/js/main.js"  # the first entry, then what draws each section's face, and its card
OURS = ".js"  # the chart library, an .mjs, is as small as its authors could make it
BROTLI_QUALITY = 10  # 11 takes thrice as long for one part in fifty
LIBRARY_QUALITY = 11  # the chart library is not in the first paint's way, and as large as all of ours together
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
    """One file. source: as it stands on disk. is_terse: whether it goes out without what only people need. is_library: not ours."""

    source: bytes
    content_type: str
    is_terse: bool = False
    is_library: bool = False

    @cached_property
    def content(self) -> bytes:
        """What goes out, made on first use: a page asks for the imports of all modules before the browser asks for any."""
        return _terse(self.source) if self.is_terse else self.source

    def encoded(self, accepted: str) -> tuple[str, bytes]:
        """The smallest encoding that an Accept-Encoding header allows, and the content in it; made on first use."""
        for name, squeeze in SQUEEZES.items():
            if _allows(accepted, name):
                return name, squeeze(self.content, self.is_library)
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
def _brotli(content: bytes, is_library: bool) -> bytes:
    quality = LIBRARY_QUALITY if is_library else BROTLI_QUALITY
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality))


@lru_cache(maxsize=1024)
def _gzip(content: bytes, _is_library: bool) -> bytes:
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
        self._joined: dict[str, Asset | None] = {}
        self.version = version_of(self._folders.values())
        self._joining = f"{self.version}1"

    def address(self, plain: str) -> str:
        """The address of the present version of a static file, from its plain one; anything else as it is."""
        found = ADDRESS.fullmatch(plain)
        return plain if found is None else f"{found['folder']}/{self.version}/{found['file']}"

    def script(self, plain: str) -> str:
        """The address under which a script of the page goes out with what it imports; the plain file's where it could not be joined."""
        found = ADDRESS.fullmatch(plain)
        is_joined = self._keep and found is not None and (not plain.endswith(OURS) or self._files.has(plain))
        return f"{found['folder']}/{self._joining}/{found['file']}" if found and is_joined else self.address(plain)

    def scripts(self, plain: str) -> list[str]:
        """The addresses of a script of the page and of all that comes with it, so that the browser can fetch them side by side."""
        one = self.script(plain)
        return [one] if one != self.address(plain) else [self.address(each) for each in self.modules(plain)]

    def modules(self, plain: str) -> list[str]:
        """The script of a plain address and all that it imports at once, each by its own address."""
        known = self._modules.get(plain)
        if known is None:
            known = self._imported(plain)
            if self._keep:
                self._modules[plain] = known
        return known

    @cached_property
    def _files(self) -> Joined:
        """The page's entries, joined; a section's name is that of its card's script."""
        names = [(address, address.split("/")[-2]) for address in self._folders if address.startswith("/sections/")]
        fronts = [f"{address}/{name}.js" for address, key in names for name in ("front", key)]
        return Joined(self._source, [PAGE, *fronts])

    def _source(self, plain: str) -> str | None:
        found = ADDRESS.fullmatch(plain)
        asset = None if found is None else self._asset(found["folder"], found["file"])
        return None if asset is None else asset.source.decode()

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
        version = (found["version"] or "").rstrip("/")
        present = self._keep and version in (self.version, self._joining)
        if present and version == self._joining:
            asset = self._with_imports(f"{found['folder']}/{found['file']}", asset)
        return _send(asset, FOR_GOOD if present else ASK_AGAIN, environ, start_response)

    def _with_imports(self, plain: str, alone: Asset) -> Asset:
        """The script with what it imports; as it is where that cannot be."""
        if plain not in self._joined:
            script = self._files.script(plain) if plain.endswith(OURS) else None
            self._joined[plain] = None if script is None else Asset(script.encode(), alone.content_type)
        return self._joined[plain] or alone

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
        asset = Asset(
            path.read_bytes(),
            content_type,
            is_terse=self._keep and path.suffix == OURS,
            is_library=path.suffix == ".mjs",
        )
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
