"""The tally of a source, whatever its size and wherever it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Unpack, overload

from purpose_index.engines.count import counted
from purpose_index.engines.groups import groups_of, names_of
from purpose_index.options import Missing, check_option
from purpose_index.question_set.load import question_set_of
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading

AT_ONCE = 1 << 20  # rows: thousands of groups have few in any smaller block
Kind = Literal["moments", "pairs", "patterns"]
OneMoments = Literal["moments"]
OnePairs = Literal["pairs"]
OnePatterns = Literal["patterns"]
Tally: TypeAlias = Moments | PairCounts | Patterns
KINDS: dict[Kind, type[Tally]] = {"moments": Moments, "pairs": PairCounts, "patterns": Patterns}


@overload
def tally(
    q: QuestionSetLike,
    data: Any,
    kind: OneMoments = "moments",
    *,
    group: None = None,
    missing: Missing = "listwise",
    items: Sequence[str] | None = None,
    keyed: bool = True,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> Moments: ...


@overload
def tally(
    q: QuestionSetLike,
    data: Any,
    kind: OneMoments = "moments",
    *,
    group: str | Sequence[str],
    missing: Missing = "listwise",
    items: Sequence[str] | None = None,
    keyed: bool = True,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> dict[Any, Moments]: ...


@overload
def tally(
    q: QuestionSetLike,
    data: Any,
    kind: OnePairs,
    *,
    group: None = None,
    missing: Missing = "listwise",
    items: Sequence[str] | None = None,
    keyed: bool = True,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> PairCounts: ...


@overload
def tally(
    q: QuestionSetLike,
    data: Any,
    kind: OnePairs,
    *,
    group: str | Sequence[str],
    missing: Missing = "listwise",
    items: Sequence[str] | None = None,
    keyed: bool = True,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> dict[Any, PairCounts]: ...


@overload
def tally(
    q: QuestionSetLike,
    data: Any,
    kind: OnePatterns,
    *,
    group: None = None,
    missing: Missing = "listwise",
    items: Sequence[str] | None = None,
    keyed: bool = True,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> Patterns: ...


@overload
def tally(
    q: QuestionSetLike,
    data: Any,
    kind: OnePatterns,
    *,
    group: str | Sequence[str],
    missing: Missing = "listwise",
    items: Sequence[str] | None = None,
    keyed: bool = True,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> dict[Any, Patterns]: ...


def tally(
    q: QuestionSetLike,
    data: Any,
    kind: Kind = "moments",
    *,
    group: str | Sequence[str] | None = None,
    missing: Missing = "listwise",
    items: Sequence[str] | None = None,
    keyed: bool = True,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> Any:
    """Count the answers in a source that need not fit in memory: what statistics are computed from.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        What `encode` takes; or a folder of Parquet or CSV files, or a pattern such as `'answers/*.parquet'`; a data set
        or a stream of record batches of pyarrow; a query of polars (a LazyFrame), DuckDB or Ibis; a data frame of Dask
        or Spark. Only the columns that are needed are read, a part at a time; what Dask and Spark hold is counted where
        it is, and only counts travel.
    kind
        'moments': `Moments`, for means, covariances and what rests on them. 'pairs': `PairCounts`, for frequencies and
        polychoric correlations. 'patterns': `Patterns`, which grow with the number of different rows of answers.
    group
        The column that says who belongs together, or several: counts each group apart.
    missing
        'listwise' or 'pairwise'.
    items
        The ids of the items to count, by default all.
    keyed
        Whether items that the question set reverses are turned around within their declared range, as statistics of a
        scale need them; False counts all answers as they were given.
    progress
        Told which fraction of the rows has been counted, from 0 to 1, where it is known how many there are.
    **reading
        How the data are to be read: `columns` and `labels`; and of one file or a frame in memory also the other options
        of `encode`.

    Returns
    -------
    Moments, PairCounts or Patterns
        Of the answers as keyed, equal to the byte to that of the same answers in memory. With `group` a dict
        of them by group, in the order in which groups are met first (any order from Dask and Spark): the value of the
        column, or a tuple of values; None where it is empty. A tally of a small group tells what its people answered:
        what is shown of groups goes through `release` or `teams`.

    Raises
    ------
    ResponseError
        As `encode`; files do not have the same columns; or the engine counts other rows than were read.
    ArgumentError
        An option is another word, an item or a column is not there, or the rows cannot be read in parts.

    Notes
    -----
    Counts are whole numbers, so that any order of rows and parts gives the same bits. A part that fails and is done
    again by its engine counts once: the engine is asked how many rows there are, and an error is raised where that is
    another number than was counted.

    Examples
    --------
    >>> import polars as pl
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> query = pl.LazyFrame({item: [1, 4, 5, None] for item in q.item_ids} | {"team": ["A", "A", "B", "B"]})
    >>> pi.tally(q, query)
    Moments(items=12, rows=4, missing='listwise')
    >>> pi.tally(q, query, "pairs", group="team", missing="pairwise")
    {'A': PairCounts(items=12, rows=2, missing='pairwise'), 'B': PairCounts(items=12, rows=2, missing='pairwise')}
    """
    q = question_set_of(q)
    check_option("kind", kind, Kind)
    check_option("missing", missing, Missing)
    chosen = None if items is None else tuple(items)
    if group is None:
        count = partial(_whole, kind=kind, missing=missing, items=chosen, keyed=keyed)
        return counted(q, data, count, reading, progress=progress)
    names = names_of(group)
    by = group if isinstance(group, str) else names
    grouped = partial(_grouped, kind=kind, missing=missing, items=chosen, keyed=keyed, group=by)
    return counted(q, data, grouped, reading, add=_added, at_once=AT_ONCE, keep={"group": names}, progress=progress)


def _whole(coded: CodedResponses, *, kind: Kind, missing: Missing, items: Sequence[str] | None, keyed: bool) -> Tally:
    tally = KINDS[kind].of(coded, missing=missing, items=items)
    return _keyed(tally, coded) if keyed else tally


def _keyed(tally: Tally, coded: CodedResponses) -> Tally:
    return tally.keyed([item for item in tally.items if item in coded.reversed_items])


def _grouped(
    coded: CodedResponses,
    *,
    kind: Kind,
    missing: Missing,
    items: Sequence[str] | None,
    keyed: bool,
    group: str | tuple[str, ...],
) -> dict[Any, Tally]:
    if not len(coded):
        return {}
    keys, position = groups_of(coded, group)
    tallies = KINDS[kind].grouped(coded, position, missing=missing, items=items)
    return {key: _keyed(tallies[n], coded) if keyed else tallies[n] for n, key in enumerate(keys)}


def _added(first: dict[Any, Any], second: dict[Any, Any]) -> dict[Any, Any]:
    both = {key: first[key] + tally if key in first else tally for key, tally in second.items()}
    return {**first, **both}
