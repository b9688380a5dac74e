"""Joined: a page's modules in few files, each an entry with all that it imports at once; fifty small ones come slower and larger.

1. A module becomes a function that is called once and gives what the module exports; an import becomes a read of what was given.
2. A module has one home: the first entry that reaches it. Other entries import it from there, so that there is one of it.
3. What is imported later (`import("./later.js")`) is an entry of its own, with what it needs and what has no home.

The language is read as this project writes it: an import or an export begins a line, and what is exported is declared there. An
entry with anything else in it is left alone: it goes out as it is, and its imports one by one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dashboard.gateway.terse import terse

IMPORT = re.compile(r'^import\s+(?:(?P<what>[^;"()]+?)\s+from\s+)?"(?P<file>\.[^"]+)";', re.M)
EXPORT = re.compile(
    r"^export (?P<default>default )?(?=(?:(?:async )?function\*? ?|class |const )(?P<name>[\w$]+))", re.M
)
UNREAD = re.compile(r"^(?:import(?!\()|export)\b", re.M)
LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
WHAT = re.compile(r"(?:(?P<default>[\w$]+)\s*,?\s*)?(?:\*\s+as\s+(?P<whole>[\w$]+)|\{(?P<some>[^}]*)\})?")
FOLDER = re.compile(r"(?:/sections/[^/]+)?/static/")

Read = Callable[[str], str | None]


class NotJoined(Exception):
    """A module that is not there, or is not written as it would have to be."""


@dataclass(frozen=True, slots=True)
class Module:
    """body: without imports, and without the word `export`. imports: what is taken, as written, and of which module. exports: names
    by which others know what is exported → the names that it has inside."""

    address: str
    body: str
    imports: tuple[tuple[str, str], ...]
    exports: dict[str, str]


def module_of(address: str, source: str) -> Module:
    """The module of a plain address. NotJoined where it is written otherwise."""
    folder = posixpath.dirname(address)
    imports = tuple(
        (found["what"] or "", posixpath.normpath(posixpath.join(folder, found["file"])))
        for found in IMPORT.finditer(source)
    )
    exports = {"default" if found["default"] else found["name"]: found["name"] for found in EXPORT.finditer(source)}
    body = EXPORT.sub("", IMPORT.sub("", source))
    if UNREAD.search(body):
        raise NotJoined(address)
    return Module(address, body, imports, exports)


class Joined:
    """The files of a page. read: the source of a plain address, None where there is none. entries: in the order of their claims."""

    def __init__(self, read: Read, entries: Iterable[str]) -> None:
        self._read = read
        self._own: dict[
            str, list[Module]
        ] = {}  # entry → the modules that are at home in it, each after what it imports
        self._home: dict[str, tuple[str, str]] = {}  # module → its entry, and its name there
        self._exports: dict[str, dict[str, str]] = {}
        for entry in entries:
            try:
                own = self._reached(entry)
                names = self._home | self._named(entry, own)
                self._bodies(entry, own, names)
            except NotJoined:
                continue
            self._own[entry], self._home = own, names
            self._exports |= {module.address: module.exports for module in own}

    def has(self, address: str) -> bool:
        """Whether the address is an entry that could be joined."""
        return address in self._own

    def script(self, address: str) -> str | None:
        """What goes out under the address; None where that is the file as it is."""
        if address in self._own:
            return self._written(address, self._own[address], self._home)
        try:
            if address in self._home:
                return self._borrowed(address)
            own = self._reached(address)
            return self._written(address, own, self._home | self._named(address, own))
        except NotJoined:
            return None

    def _named(self, entry: str, own: list[Module]) -> dict[str, tuple[str, str]]:
        return {module.address: (entry, f"${len(self._home) + place:x}") for place, module in enumerate(own)}

    def _reached(self, entry: str) -> list[Module]:
        """The entry and what it imports at once, as far as that has no home yet, each after what it imports itself."""
        own: dict[str, Module] = {}
        under_way: set[str] = set()

        def reach(address: str) -> None:
            if address in own or address in self._home:
                return
            source = self._read(address)
            if source is None or address in under_way or not _is_beside(address, entry):
                raise NotJoined(address)
            under_way.add(address)
            module = module_of(address, source)
            for _, imported in module.imports:
                reach(imported)
            own[address] = module

        reach(entry)
        return list(own.values())

    def _bodies(self, entry: str, own: list[Module], names: dict[str, tuple[str, str]]) -> list[str]:
        """What stands in the function of each module, its reads first."""
        exports = self._exports | {module.address: module.exports for module in own}
        return [
            "".join(_reads(what, names[of][1], exports[of]) for what, of in module.imports) + _placed(module, entry)
            for module in own
        ]

    def _written(self, entry: str, own: list[Module], names: dict[str, tuple[str, str]]) -> str:
        parts = [_from_others(entry, {names[of] for module in own for what, of in module.imports if what})]
        for module, body in zip(own, self._bodies(entry, own, names), strict=True):
            gives = ",".join(name if name == inner else f"{name}:{inner}" for name, inner in module.exports.items())
            told = f"\nreturn{{{gives}}}" if gives else ""
            parts.append(f"const {names[module.address][1]}=(()=>{{{terse(body)}{told}}})();")
        if entry in self._own:
            parts.append(f"export{{{','.join(names[module.address][1] for module in own)}}};")
        parts.append(_exported(names[entry][1], own[-1].exports))
        return "\n".join(part for part in parts if part)

    def _borrowed(self, address: str) -> str:
        """A module that is at home elsewhere, for whoever asks for it by its own address."""
        home = self._home[address]
        return "\n".join((_from_others(address, {home}), _exported(home[1], self._exports[address])))


def _is_beside(address: str, entry: str) -> bool:
    """Whether relative paths lead from the one to the other: both are under the same folder of static files."""
    folders = FOLDER.match(address), FOLDER.match(entry)
    return folders[0] is not None and folders[1] is not None and folders[0][0] == folders[1][0]


def _from_others(entry: str, wanted: set[tuple[str, str]]) -> str:
    """The imports of what is at home in other entries: (entry, name) each."""
    homes = sorted({home for home, _ in wanted} - {entry})
    return "".join(
        f'import{{{",".join(sorted(name for at, name in wanted if at == home))}}}from"{_relative(home, entry)}";'
        for home in homes
    )


def _reads(what: str, name: str, exports: dict[str, str]) -> str:
    """An import as a read of what the module of that name gave. NotJoined where the module gives no such thing."""
    found = WHAT.fullmatch(what.strip())
    if found is None:
        raise NotJoined(what)
    pairs = [one.strip().partition(" as ") for one in (found["some"] or "").split(",") if one.strip()]
    taken = [(given, other or given) for given, _, other in pairs]
    taken += [("default", found["default"])] if found["default"] else []
    if any(given not in exports for given, _ in taken):
        raise NotJoined(what)
    some = ",".join(given if given == inner else f"{given}:{inner}" for given, inner in taken)
    return (f"const{{{some}}}={name};" if some else "") + (f"const {found['whole']}={name};" if found["whole"] else "")


def _placed(module: Module, entry: str) -> str:
    """The body as it reads in the entry's folder: what it imports later lies elsewhere from there."""
    folder = posixpath.dirname(module.address)
    if folder == posixpath.dirname(entry):
        return module.body
    if "import.meta" in module.body:
        raise NotJoined(module.address)
    return LATER.sub(
        lambda found: f'import("{_relative(posixpath.normpath(posixpath.join(folder, found[1])), entry)}")', module.body
    )


def _relative(address: str, entry: str) -> str:
    path = posixpath.relpath(address, posixpath.dirname(entry))
    return path if path.startswith(".") else f"./{path}"


def _exported(name: str, exports: dict[str, str]) -> str:
    """The entry's own exports."""
    names = ",".join(each for each in exports if each != "default")
    return (f"export const{{{names}}}={name};" if names else "") + (
        f"export default {name}.default;" if "default" in exports else ""
    )
