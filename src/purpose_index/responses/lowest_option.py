"""Whether answers are shifted by one without any of them being odd: nobody has the lowest option of any item."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

from purpose_index.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.errors import Facts
    from purpose_index.responses.form import AnswerForm

FEWEST_ITEMS, FEWEST_OPTIONS = 3, 4
FARTHER = 1.5  # times as far as the next two are apart: authors like to put their last option far off
EXPECTED = 2.0  # of so many none is met once in seven times, with a lowest option as far off as that; else hardly ever


def suspicions_of(form: AnswerForm, codes: NDArray[np.int8]) -> Iterator[Issue]:
    """Yield what is odd about answers of which every one can be: nobody has the lowest option of any item.

    Parameters
    ----------
    form
        The form of the question set.
    codes
        The (n, k) codes; missing answers are negative.

    Notes
    -----
    Where people agree with everything, nobody needs to disagree strongly. So the other options must let expect that
    some would, even where the lowest is farther off than they are (see `expected_lowest`). Items with the same options
    are judged together: three at least, with four options or more.
    """
    groups: dict[tuple[int | str, ...], list[int]] = {}
    for j, item in enumerate(form.items):
        groups.setdefault(item.stored, []).append(j)
    for stored, columns in groups.items():
        options = len(form.items[columns[0]].values)
        if len(columns) < FEWEST_ITEMS or options < FEWEST_OPTIONS or not isinstance(stored[0], int):
            continue
        block = codes[:, columns]
        if (block == 0).any() or not (block == options - 1).any():
            continue
        expected, independent = expected_lowest(block)
        if independent >= EXPECTED:
            answers = int((block >= 0).sum())
            message = (
                f"Nobody chose the lowest option of any of {len(columns)} items, in {answers:,} answers; going by the "
                f"other options, some {expected:,.0f} of these would have."
            )
            hint = (
                "If the data count one higher than the set (from 1 where it counts from 0), say with 'code:' in every "
                "option what the data hold for it."
            )
            facts: Facts = {
                "items": tuple(form.ids[j] for j in columns),
                "answers": answers,
                "expected": round(expected),
            }
            yield Issue("lowest-option-unused", "$.columns", message, hint, facts=facts)


def expected_lowest(codes: NDArray[np.int8]) -> tuple[float, float]:
    """How many answers the lowest option lets expect that nobody chose, going by the next two.

    Parameters
    ----------
    codes
        (n, k) codes of items with the same options; 0 does not occur, missing answers are negative.

    Returns
    -------
    tuple of float
        The number of answers, and of independent answers that would say as much.

    Notes
    -----
    With z1 and z2 the normal quantiles of the shares of option 1, and of options 1 and 2 together, the lowest option
    would have the share ``Phi(z1 - 1.5 (z2 - z1))``: its threshold is half as far again from the next as that from the
    one after it.
    People who choose option 1 at one item choose it at others: the number of independent answers is smaller by the
    design effect [1]_, the variance of how often a person chose it over what that is of unrelated items.

    References
    ----------
    .. [1] Kish, L. (1965). Survey sampling. Wiley. Chapter 5.

    Examples
    --------
    >>> import numpy as np
    >>> first = np.repeat([1, 2, 3], [20, 30, 50])  # Phi(2.5 z(.2) - 1.5 z(.5)) = Phi(-2.104) = .0177
    >>> expected, independent = expected_lowest(first[:, None])
    >>> round(expected, 2), round(independent, 2)
    (1.77, 1.77)
    >>> round(expected_lowest(np.column_stack([first, first]))[1], 2)  # the second item says nothing new
    1.77
    """
    normal = NormalDist()
    answered, next_up = (codes >= 0).sum(axis=0), codes == 1
    one = next_up.sum(axis=0)
    two = one + (codes == 2).sum(axis=0)
    judged = (one > 0) & (two > one) & (two < answered)
    if not judged.any():
        return 0.0, 0.0
    expected = 0.0
    for n, first, second in zip(answered[judged].tolist(), one[judged].tolist(), two[judged].tolist(), strict=True):
        z1, z2 = normal.inv_cdf(first / n), normal.inv_cdf(second / n)
        expected += n * normal.cdf(z1 - FARTHER * (z2 - z1))
    shares = next_up.mean(axis=0)
    effect = float(next_up.sum(axis=1).var() / (shares * (1 - shares)).sum())  # Kish (1965), ch. 5
    return expected, expected / max(effect, 1.0)
