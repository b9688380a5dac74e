"""A kernel is compiled once per state of the sources that it is made of, its callees' included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core.codegen import get_host_cpu_features

from dashboard.indicators.kernel_cache import digest, home

WIDE = "+avx512f" in get_host_cpu_features().split(",")
ROOT = Path(__file__).resolve().parents[2]
CALLEE = "from dashboard.indicators.compiled import compiled\n@compiled\ndef callee(x: float) -> float:\n    return x * {factor}\n"
CALLER = (
    "from dashboard.indicators.compiled import compiled\nfrom kernels.callee import callee\n"
    "@compiled\ndef caller(x: float) -> float:\n    return callee(x) + 1.0\n"
)


def run(folder: Path) -> str:
    code = "from kernels.caller import caller; print(caller(10.0), sum(caller.stats.cache_hits.values()))"
    path = {"PYTHONPATH": f"{folder}:{ROOT}", "PATH": ""}
    return subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True, check=True).stdout


def test_a_kernel_follows_a_change_of_what_it_calls(tmp_path: Path) -> None:
    package = tmp_path / "kernels"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "caller.py").write_text(CALLER)
    (package / "callee.py").write_text(CALLEE.format(factor=2.0))
    assert run(tmp_path) == "21.0 0\n"
    assert run(tmp_path) == "21.0 1\n"  # out of the cache
    (package / "callee.py").write_text(CALLEE.format(factor=3.0))
    assert run(tmp_path) == "31.0 0\n"


def test_the_digest_changes_with_any_source_and_with_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("x = 1\n")
    before = digest(tmp_path)
    (tmp_path / "notes.txt").write_text("no source")
    assert digest(tmp_path) == before
    (tmp_path / "one.py").write_text("x = 2\n")
    changed = digest(tmp_path)
    (tmp_path / "two.py").write_text("")
    assert len({before, changed, digest(tmp_path)}) == 3


def test_kernels_are_kept_beside_the_sources_or_in_the_users_cache_where_those_are_somebody_elses(
    tmp_path: Path,
) -> None:
    assert home(tmp_path, {}) == tmp_path / "__pycache__" / "kernels"
    unwritable = tmp_path / "not there"
    assert home(unwritable, {"HOME": "/home/me"}) == Path("/home/me/.cache/market-dashboard/kernels")
    assert home(unwritable, {"HOME": "/home/me", "XDG_CACHE_HOME": "/var/cache"}) == Path(
        "/var/cache/market-dashboard/kernels"
    )


LANES = (
    "import numpy as np\nfrom dashboard.indicators.compiled import compiled\n"
    "def lanes(x):\n    for s in range(len(x)):\n        x[s] = x[s] * 2.0\n"
)
RUN = "lanes = compiled(lanes); lanes(np.ones(64)); print('zmm' in ''.join(lanes.inspect_asm().values()))"


@pytest.mark.skipif(not WIDE, reason="this processor has no AVX-512")
@pytest.mark.parametrize(("features", "wide"), [({}, "True"), ({"NUMBA_CPU_FEATURES": "+avx2"}, "False")])
def test_kernels_use_whole_vectors_unless_the_user_says_what_to_compile_for(
    features: dict[str, str], wide: str, tmp_path: Path
) -> None:
    source = tmp_path / "kernels" / "lanes.py"
    source.parent.mkdir()
    source.with_name("__init__.py").write_text("")
    source.write_text(LANES)
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"} | features
    code = "from kernels.lanes import *\n" + RUN
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == wide
