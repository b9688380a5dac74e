"""Arrays for kernels begin where a line of the processor's cache does, and hold what any array would."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.indicators.cache_lines import LINE, copied, empty, filled


@pytest.mark.parametrize("shape", [(1,), (7,), (3, 240), (2, 3, 5)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.int8])
def test_an_array_begins_on_a_line_and_keeps_its_shape_and_type(shape: tuple[int, ...], dtype: type) -> None:
    for made in (empty(shape, dtype), filled(shape, 3, dtype), copied(np.ones(shape, dtype))):
        assert made.ctypes.data % LINE == 0
        assert made.shape == shape
        assert made.dtype == dtype
        assert made.flags.c_contiguous
        assert made.flags.writeable


def test_values_are_those_given_or_copied_and_a_copy_is_its_own() -> None:
    assert (filled((2, 3), [1.0, 2.0, 3.0]) == [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]).all()
    source = np.arange(6.0).reshape(2, 3)[:, ::2]
    copy = copied(source)
    source[0, 0] = 9.0
    assert copy.tolist() == [[0.0, 2.0], [3.0, 5.0]]
