"""Encoding: a NaN in an array is a declared gap, anywhere else it is a bug that is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboard.errors import ComputeFailed
from dashboard.runtime.encode import digest, encode


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, None, 3]}, b'{"a":[1,null,3]}'),
        ({"a": [True, "x", None]}, b'{"a":[true,"x",null]}'),
        ({"a": (1.5, None)}, b'{"a":[1.5,null]}'),
        ({"a": np.array([1.5, np.nan])}, b'{"a":[1.5,null]}'),
        ({"a": np.array([1, 2])}, b'{"a":[1,2]}'),
        ({"a": np.array([[1.0, 2.0], [3.0, 4.0]])[:, 1]}, b'{"a":[2.0,4.0]}'),
        ({"a": np.float64(0.5), "b": np.int64(3)}, b'{"a":0.5,"b":3}'),
        ([], b"[]"),
    ],
)
def test_plain_values_and_arrays_become_strict_json(value: Any, text: bytes) -> None:
    assert encode(value) == text


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"a": float("nan")}, "data.a is nan"),
        ({"a": [1.0, float("inf")]}, r"data.a\[1\] is inf"),
        ({"a": [{"b": np.float64("nan")}]}, r"data.a\[0\].b is nan"),
        ({"a": np.array([1.0, -np.inf])}, "data.a holds an infinite value"),
        ({"a": [None, 1, np.float32("nan")]}, r"data.a\[2\] is nan"),
    ],
)
def test_a_number_that_is_none_is_refused_by_its_name(value: Any, named: str) -> None:
    with pytest.raises(ComputeFailed, match=named):
        encode(value)


def test_a_digest_tells_where_one_part_ends_and_the_next_begins() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest(b"ab") == digest("ab")
