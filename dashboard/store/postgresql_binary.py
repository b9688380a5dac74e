"""PostgreSQL's binary formats, written and read by numpy: rows for COPY, and one-dimensional arrays.

Source: PostgreSQL documentation, COPY, "Binary Format"; arrays as `array_send` writes them: number of dimensions, whether
nulls follow, type of the elements, then per dimension its length and lower bound, then each element's length and bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dashboard.market.bars import FloatArray, IntArray

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, no extension
TRAILER = b"\xff\xff"
ARRAY_HEADER_BYTES = 20


def copy_rows(integers: Sequence[IntArray], values: Sequence[FloatArray], last: IntArray | int) -> bytes:
    """Rows of int4 columns, then float8 columns with NaN as NULL, then one int4, which may be the same in every row.

    A NULL has no bytes, so rows are as wide as their values are many: each pattern of NULLs is written as a block of its own.
    """
    pattern_of = sum(np.isnan(value).astype(np.int64) << place for place, value in enumerate(values))
    blocks = []
    for pattern in np.unique(pattern_of).tolist():
        rows = np.flatnonzero(pattern_of == pattern)
        present = [None if pattern >> place & 1 else value[rows] for place, value in enumerate(values)]
        of_rows = last if isinstance(last, int) else last[rows]
        blocks.append(_block([column[rows] for column in integers], present, of_rows))
    return b"".join(blocks)


def read_array(data: bytes, kind: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The elements of a one-dimensional array without NULLs; kind: "i4" or "f8"."""
    elements = np.frombuffer(data, np.dtype([("length", ">i4"), ("value", f">{kind}")]), offset=ARRAY_HEADER_BYTES)
    return elements["value"].astype(kind)


def _block(integers: list[IntArray], values: list[FloatArray | None], last: IntArray | int) -> bytes:
    columns: list[tuple[str, IntArray | FloatArray | int | None]] = [
        *[("i4", column) for column in integers],
        *[("f8", column) for column in values],
        ("i4", last),
    ]
    fields = [("columns", ">i2")]
    for place, (kind, column) in enumerate(columns):
        fields += [(f"length{place}", ">i4")] + ([] if column is None else [(f"value{place}", f">{kind}")])
    block = np.empty(len(integers[0]), np.dtype(fields))
    block["columns"] = len(columns)
    for place, (kind, column) in enumerate(columns):
        block[f"length{place}"] = -1 if column is None else int(kind[1])
        if column is not None:
            block[f"value{place}"] = column
    return block.tobytes()
