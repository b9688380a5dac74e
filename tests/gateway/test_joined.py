"""Joined scripts: what Node makes of a page's modules is the same, whether they come one by one or in few files."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import dashboard
from dashboard.gateway.assets import Assets
from dashboard.gateway.joined import Joined, NotJoined, module_of

ACORN = Path(__file__).resolve().parents[2] / "node_modules" / "acorn" / "dist" / "acorn.js"
PACKAGE = Path(dashboard.__file__).parent
OURS = sorted(path for path in PACKAGE.rglob("*.js") if "vendor" not in path.parts)
EXPORTED = """
const { readFileSync } = require("node:fs");
const { parse } = require(process.argv[1]);
const names = ({ type, declaration }) => (type === "ExportDefaultDeclaration" ? ["default"]
  : declaration.declarations ? declaration.declarations.map(({ id }) => id.name) : [declaration.id.name]);
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((source) => {
  const { body } = parse(source, { ecmaVersion: "latest", sourceType: "module" });
  return { imports: body.filter(({ type }) => type === "ImportDeclaration").map(({ source: { value } }) => value),
    exports: body.filter(({ type }) => type.startsWith("Export")).flatMap(names) };
})));
"""
MODULES = {
    "main.js": """import { Count, double as twice } from "./lib/count.js";
import * as words from "./lib/words.js";
import greet, { LOUD } from "./greet.js";
import "./lib/noted.js";
export const told = [greet("you"), LOUD, twice(3), words.HELLO, new Count().next(), globalThis.noted.join()];
export const later = () => import("./lib/later.js");
""",
    "greet.js": """import { HELLO } from "./lib/words.js";
(globalThis.noted ??= []).push("greet");
export const LOUD = "!";
export default function greet(who) {
  return `${HELLO}, ${who}${LOUD}`; // import nothing
}
""",
    "lib/count.js": """let many = 0;
export class Count {
  next() {
    return (many += 1);
  }
}
export function double(value) {
  return 2 * value;
}
""",
    "lib/words.js": 'export const HELLO = "Hello";\n',
    "lib/noted.js": '(globalThis.noted ??= []).push("noted");\n',
    "lib/later.js": """import { Count } from "./count.js";
import { own } from "./own.js";
export const second = own + new Count().next();
""",
    "lib/own.js": "export const own = 10;\n",
    "front.js": 'import { Count } from "./lib/count.js";\nexport default function front() {\n  return new Count().next();\n}\n',
}
RUN = """
const main = await import("./main.js");
const { second } = await main.later();
const { default: front } = await import("./front.js");
console.log(JSON.stringify([main.told, second, front(), (await import("./lib/words.js")).HELLO]));
"""


def node(*arguments: str, given: str = "", folder: Path | None = None) -> str:
    program = shutil.which("node")
    if program is None or not ACORN.is_file():
        pytest.skip("needs node, and acorn, which make setup installs")
    return subprocess.run(
        [program, *arguments], input=given, cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def joined(modules: dict[str, str], *entries: str) -> Joined:
    return Joined(
        lambda address: modules.get(address.removeprefix("/static/js/")), [f"/static/js/{name}" for name in entries]
    )


def run(folder: Path, modules: dict[str, str]) -> object:
    for name, script in {**modules, "run.js": RUN, "package.json": '{"type": "module"}'}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(script)
    return json.loads(node("run.js", folder=folder))


def test_a_page_does_the_same_in_few_files_as_in_many(tmp_path: Path) -> None:
    """Each module once, in its order, and one of it, whoever asks: the counter goes on from file to file."""
    many = run(tmp_path / "many", MODULES)
    assert many == [["Hello, you!", "!", 6, "Hello", 1, "greet,noted"], 12, 3, "Hello"]
    files = joined(MODULES, "main.js", "front.js")
    few = {name: files.script(f"/static/js/{name}") or "" for name in MODULES}
    assert run(tmp_path / "few", few) == many
    assert "class Count" not in few["front.js"] + few["lib/later.js"] + few["lib/count.js"]


def test_every_module_of_ours_is_read_as_another_reader_of_the_language_reads_it() -> None:
    sources = [path.read_text() for path in OURS]
    told = json.loads(node("-e", EXPORTED, str(ACORN), given=json.dumps(sources)))
    read = 0
    for path, source, by_acorn in zip(OURS, sources, told, strict=True):
        try:
            module = module_of(f"/static/{path.name}", source)
        except NotJoined:
            continue
        read += 1
        assert list(module.exports) == by_acorn["exports"], path
        names = ["/static/" + re.sub(r"^(\./)+", "", name) for name in by_acorn["imports"]]
        assert [address.rsplit("/", 1)[1] for _, address in module.imports] == [
            name.rsplit("/", 1)[1] for name in names
        ]
    assert read > 0.9 * len(OURS)


def test_every_script_of_the_page_can_be_joined() -> None:
    folders = {f"/sections/{path.name}/static": path / "static" for path in (PACKAGE / "sections").iterdir()}
    assets = Assets(lambda _environ, _start: [], {"/static": PACKAGE / "static", **folders}, keep=True)
    entries = [path for path in OURS if path.name in ("front.js", f"{path.parts[-3]}.js") and "sections" in path.parts]
    assert len(entries) == 10
    for path in [PACKAGE / "static" / "js" / "main.js", *entries]:
        plain = "/" + path.relative_to(PACKAGE).as_posix()
        assert assets.scripts(plain) == [assets.script(plain)]
        assert assets.script(plain) != assets.address(plain)


@pytest.mark.parametrize(
    "script",
    ['export * from "./lib/words.js";', "const a = 1;\nexport { a };", "export default (a) => a;", 'import { gone } from "./lib/words.js";',
     'import { gone } from "./gone.js";', 'import "./main.js";'],
)  # fmt: skip
def test_an_entry_that_is_written_otherwise_goes_out_as_it_is(script: str) -> None:
    files = joined({**MODULES, "main.js": script + "\n"}, "main.js", "front.js")
    assert not files.has("/static/js/main.js")
    assert files.script("/static/js/main.js") is None
    assert files.has("/static/js/front.js")
