"""Queries of engines that hold rows in partitions: each is counted where it is, and only the counts travel."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from purpose_index.engines.arrow import blocks_of
from purpose_index.engines.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from purpose_index.engines.parts import Part, Work
    from purpose_index.engines.source import Tell

STATE = "state"
FEW = 8  # parts that are added up at once


def spark_source(frame: Any, names: Sequence[str]) -> Source:
    """Return the source that a data frame of Spark is; a partition whose task fails is counted again by Spark."""

    def run(wanted: list[str], work: Work[Any], tell: Tell) -> Iterator[Part[Any]]:
        def of_partition(batches: Iterable[Any]) -> Iterator[Any]:
            import pyarrow as pa

            yield pa.RecordBatch.from_pydict({STATE: pa.array([pickle.dumps(work(blocks_of(batches)))], pa.binary())})

        chosen = frame.select(*("`{}`".format(name.replace("`", "``")) for name in wanted))
        for row in chosen.mapInArrow(of_partition, f"{STATE} binary").collect():
            part: Part[Any] = pickle.loads(row[STATE])
            tell(part.rows)
            yield part

    return Source(names, run, frame.count)


def dask_source(frame: Any, names: Sequence[str]) -> Source:
    """Return the source that a data frame of Dask is, whose partitions are added up in a tree."""

    def run(wanted: list[str], work: Work[Any], tell: Tell) -> Iterator[Part[Any]]:
        import pandas as pd

        def state(part: Part[Any]) -> pd.DataFrame:
            return pd.DataFrame({STATE: pd.Series([part], dtype=object)})

        reduced = frame[wanted].reduction(
            chunk=lambda rows: state(work([rows])),
            aggregate=lambda parts: state(work.together(parts[STATE])),
            meta=pd.DataFrame({STATE: pd.Series([], dtype=object)}),
            split_every=FEW,
        )
        part: Part[Any] = reduced.compute()[STATE].iloc[0]
        tell(part.rows)
        yield part

    return Source(names, run, lambda: len(frame))
