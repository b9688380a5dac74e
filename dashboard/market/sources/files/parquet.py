"""Bars in a Parquet file, with columns in any vendor's names and any sensible types."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import UnreadableFile
from dashboard.market.bars import Bars
from dashboard.market.sources.files.columns import Layout, missing, recognise
from dashboard.market.sources.files.content import excerpt
from dashboard.market.sources.files.rows import Columns, bars_of

_INDEX = "__index_level_0__"  # what pandas calls an index without a name


def read_parquet(raw: bytes, file_symbol: str) -> Bars:
    """A Parquet file's rows as Bars, `line` being the 1-based row. UnreadableFile when it is broken or holds no bars."""
    try:
        schema = pq.read_schema(pa.BufferReader(raw))
        layout = _layout(schema)
        arrays = _read(raw, schema, layout)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile("its Parquet data is broken or breaks off, so write or download it again") from error
    rows = len(arrays[layout.date])
    if not rows:
        raise UnreadableFile("it has columns but no rows, so there is nothing to read")
    return bars_of(Columns(arrays, np.arange(1, rows + 1)), layout, file_symbol)


def _layout(schema: pa.Schema) -> Layout:
    names = [_index_as_date(name, schema) for name in schema.names]
    layout = recognise(names)
    if layout is None:
        raise UnreadableFile(missing(names))
    for block in layout.blocks:
        for at in block.values.values():
            _refuse_type(schema.field(at), _is_number(schema.field(at).type))
    _refuse_type(schema.field(layout.date), _is_date(schema.field(layout.date).type))
    if layout.symbol is not None:
        _refuse_type(schema.field(layout.symbol), _is_text(schema.field(layout.symbol).type))
    return layout


def _index_as_date(name: str, schema: pa.Schema) -> str:
    return "date" if name == _INDEX and pa.types.is_temporal(schema.field(name).type) else name


def _read(raw: bytes, schema: pa.Schema, layout: Layout) -> dict[int, pa.Array]:
    """The layout's columns by index; symbols come as a dictionary, so that a million rows make no million strings."""
    values = {at for block in layout.blocks for at in block.values.values()}
    wanted = sorted({layout.date, *values} | ({layout.symbol} if layout.symbol is not None else set()))
    symbol = [] if layout.symbol is None else [schema.names[layout.symbol]]
    file = pq.ParquetFile(pa.BufferReader(raw), read_dictionary=symbol)
    table = file.read(columns=[schema.names[at] for at in wanted])
    return {at: _whole(table.column(schema.names[at]), decode=at in values) for at in wanted}


def _whole(column: pa.ChunkedArray, decode: bool) -> pa.Array:
    """One array instead of chunks, its dictionaries made one, or written out again."""
    array = column.combine_chunks()
    array = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
    return array.dictionary_decode() if decode and pa.types.is_dictionary(array.type) else array


def _value_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    kind = _value_type(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_number(kind: pa.DataType) -> bool:
    kind = _value_type(kind)
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return bool(numeric or pa.types.is_null(kind)) or _is_text(kind)


def _is_date(kind: pa.DataType) -> bool:
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind) or pa.types.is_integer(kind)) or _is_text(kind)


def _refuse_type(field: pa.Field, fits: bool) -> None:
    if not fits:
        raise UnreadableFile(
            f'its column "{excerpt(field.name)}" is of type {excerpt(str(field.type))}, so it cannot be read as bars'
        )
