"""Terse scripts: the same program in fewer characters, by the word of another reader of the language."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import dashboard
from dashboard.gateway.terse import terse

ACORN = Path(__file__).resolve().parents[2] / "node_modules" / "acorn" / "dist" / "acorn.js"
OURS = sorted(path for path in Path(dashboard.__file__).parent.rglob("*.js") if "vendor" not in path.parts)
COMPARE = """
const { readFileSync } = require("node:fs");
const { parse } = require(process.argv[1]);
const told = (source) => JSON.stringify(parse(source, { ecmaVersion: "latest", sourceType: "module" }), (name, value) => (
  ["start", "end", "raw"].includes(name) ? undefined : value instanceof RegExp ? String(value) : value
));
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(([before, after]) => told(before) === told(after))));
"""
CASES = {
    "comments": "const a = 1; // one\n/* two\n lines */ const b = 2;",
    "what only looks like a comment": """const a = "// no"; const b = '/* no */'; const c = `// no ${1} /* no */`;""",
    "an address in a string": 'const a = "http://x/*y*/z";',
    "a template in a template": 'const f = (a, b) => `${a ? ` since ${ b  + 1 }` : ""}, and ${{ a }.a} so`;',
    "a template of several lines": "const a = `one\n   two // three\n   ${ 4 }`;",
    "patterns": r"""const a = b.split(/\/\/[/"`]/u); const c = [/a b/, /\"/g].map((d) => /  /.test(d));""",
    "divisions": "const a = b / c / d; const e = (b) / 2 / (c); const f = g[0] / h / 2; const i = `${1}` / 2 / 3;",
    "lines that end statements": "let a = b\n(function () {})\nlet c = 1\n++c\nconst d = c++\nc--\n;[1].map(a)\n",
    "words and signs": "a = b + +c - -d + ++e - --f; typeof  a in b; if (a) b = void 0; else b = 1",
    "fields": "class A { #b = 1; static c = 2; get d() { return this.#b; }\n async *e() { yield* this; }\n  f = 1\n  g }",
    "numbers that end with a point": "const a = 1 .toFixed(2) + 1..toFixed() + 1.5.toFixed();",
    "arrows": "const f = async (a) => ({ ...a, b: a?.b ?? 0 });\nconst g = (a) =>\n  a ? /b/ : `c`;",
    "nothing": "",
}


def same(pairs: list[tuple[str, str]]) -> list[bool]:
    """Whether both of each pair are one program, by acorn."""
    node = shutil.which("node")
    if node is None or not ACORN.is_file():
        pytest.skip("needs node, and acorn, which make setup installs")
    command = [node, "-e", COMPARE, str(ACORN)]
    told = subprocess.run(command, input=json.dumps(pairs), capture_output=True, text=True, check=True).stdout
    return list(json.loads(told))


def test_every_script_of_ours_stays_the_same_program() -> None:
    sources = [path.read_text() for path in OURS]
    told = same([(source, terse(source)) for source in sources])
    assert [str(path) for path, is_same in zip(OURS, told, strict=True) if not is_same] == []


def test_what_could_be_mistaken_is_not() -> None:
    told = same([(source, terse(source)) for source in CASES.values()])
    assert [name for name, is_same in zip(CASES, told, strict=True) if not is_same] == []


def test_comments_and_indentation_are_gone() -> None:
    script = "/** Says. */\nexport function a(b) {\n  // why\n  return b + 1;\n}\n"
    assert terse(script) == "export function a(b){return b+1;}".replace("b+1", "b + 1")
    sources = [path.read_text() for path in OURS]
    assert sum(len(terse(source)) for source in sources) < 0.8 * sum(map(len, sources))
