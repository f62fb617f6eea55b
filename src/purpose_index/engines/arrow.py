"""Record batches of Arrow: those of Parquet files, of a data set, and of whatever hands over a stream of them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from purpose_index.engines.source import Source, in_one_part
from purpose_index.errors import Issue, ResponseError
from purpose_index.responses.files import check_regular
from purpose_index.responses.names import check_names
from purpose_index.responses.numeric import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from purpose_index.errors import Fact

T = TypeVar("T")

READ_AHEAD = 2  # batches that wait in memory while one is counted


def blocks_of(batches: Iterable[Any]) -> Iterator[Any]:
    """Yield record batches as tables of `BLOCK` rows: smaller ones joined, larger ones split, none copied."""
    import pyarrow as pa

    held: list[Any] = []
    rows = 0
    for batch in batches:
        start = 0
        while start < batch.num_rows:
            part = batch.slice(start, BLOCK - rows)
            held.append(part)
            start, rows = start + part.num_rows, rows + part.num_rows
            if rows == BLOCK:
                yield pa.Table.from_batches(held)
                held, rows = [], 0
    if held:
        yield pa.Table.from_batches(held)


def stream_source(stream: Any) -> Source:
    """Return the source that a stream of record batches is, which can be read once."""
    import pyarrow as pa

    reader = pa.RecordBatchReader.from_stream(stream)
    check_names(reader.schema.names)

    def read(names: list[str]) -> Iterator[Any]:
        return blocks_of(batch.select(names) for batch in reader)

    return Source(reader.schema.names, in_one_part(read), None)


def dataset_source(dataset: Any) -> Source:
    """Return the source that a data set of pyarrow is."""
    check_names(dataset.schema.names)

    def read(names: list[str]) -> Iterator[Any]:
        fragments = list(dataset.get_fragments())
        _check_fragments(fragments, names)
        return chain.from_iterable(_blocks_of_fragment(one, names, dataset.schema) for one in fragments)

    return Source(dataset.schema.names, in_one_part(read), dataset.count_rows)


def parquet_source(paths: Sequence[Path]) -> Source:
    """Return the source that Parquet files are; the types of a column may differ between them."""
    from pyarrow.dataset import dataset

    for path in paths:
        check_regular(path)
    files = [str(path) for path in paths]
    source = or_damaged(lambda: dataset_source(dataset(files, format="parquet", partitioning="hive")))

    def run(*given: Any) -> Any:
        return or_damaged(lambda: list(source.run(*given)))

    def size() -> int:
        return or_damaged(source.size) if source.size else 0

    return source._replace(run=run, size=size)


def or_damaged(read: Callable[[], T]) -> T:
    """Say what Arrow cannot make out as an issue, without what it raised itself, which may hold cells."""
    from pyarrow import ArrowException

    try:
        return read()
    except (ArrowException, OSError, UnicodeError):  # the last of a path that is not UTF-8
        issue = Issue(
            "unreadable-file",
            "$",
            "It is not Parquet, or it is damaged.",
            "Is this the right file?",
            facts={"kind": "Parquet"},
        )
    raise ResponseError("These files cannot be read.", [issue])


def _blocks_of_fragment(fragment: Any, names: list[str], schema: Any) -> Iterator[Any]:
    """Yield the rows of one file, with its own types, and with what the names of its folders say."""
    own = fragment.physical_schema
    for name in names:
        if name not in own.names:
            own = own.append(schema.field(name))
    return blocks_of(
        fragment.scanner(schema=own, columns=names, batch_size=BLOCK, batch_readahead=READ_AHEAD).to_batches()
    )


def _check_fragments(fragments: Sequence[Any], names: list[str]) -> None:
    """Raise an error where a file lacks a column: Arrow would read it as missing answers."""
    from pyarrow.dataset import get_partition_keys

    issues = []
    for number, one in enumerate(fragments, 1):
        there = {*one.physical_schema.names, *get_partition_keys(one.partition_expression)}
        lacking = [name for name in names if name not in there]
        if lacking:
            more = f"{len(lacking)} columns, the first " if len(lacking) > 1 else "the column "
            message = f"File {number} of {len(fragments)}, by name, lacks {more}{lacking[0]!r}."
            facts: dict[str, Fact] = {
                "file": number,
                "files": len(fragments),
                "count": len(lacking),
                "column": lacking[0],
            }
            hint = "Take out the file, or give it the columns that the others have."
            issues.append(Issue("column-not-in-every-file", f"$.files[{number - 1}]", message, hint, facts=facts))
    if issues:
        raise ResponseError("These files do not have the same columns.", issues)
