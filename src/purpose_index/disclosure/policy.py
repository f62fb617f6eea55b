"""What a policy of disclosure asks."""

from __future__ import annotations

from dataclasses import dataclass

from purpose_index.errors import ArgumentError, Issue

LOWEST = 3  # with 2, whoever is one of the two knows what the other answered
USUAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What must stay unknown when numbers about groups are shown.

    Parameters
    ----------
    minimum
        The fewest people whose mean may be shown or found out: 3 or more. A group of exactly so many is shown where
        nothing else forbids it, and a member of it then knows the mean of one person fewer.
    minimum_distribution
        The fewest people whose standard deviation and shares may be shown; at least `minimum`.
    width
        The part of the declared range that must stay open for the mean of fewer people than `minimum`, above 0 and at
        most 0.25.

    Attributes
    ----------
    issues
        What a minimum below 5 risks.

    Raises
    ------
    ArgumentError
        A number is out of these bounds.

    Notes
    -----
    No set of fewer than `minimum` people has a mean that what is shown narrows to less than `width` of the range; nor,
    for whoever knows one person's answer, has a set of fewer than `minimum - 1` others. With a `minimum` of 7 or more
    that asks for slightly larger groups too: of n people whose mean is known, that of `minimum - 1` is known to within
    (n - minimum + 1) / (minimum - 1) of the range. See docs/what-may-be-shown.md.

    Examples
    --------
    >>> Disclosure().minimum, [issue.code for issue in Disclosure(minimum=3).issues]
    (5, ['low-minimum'])
    """

    minimum: int = USUAL
    minimum_distribution: int = 10
    width: float = 0.2

    def __post_init__(self) -> None:
        """Refuse what protects nobody."""
        issues = [
            Issue("minimum-too-low", f"$.{name}", message, facts={"lowest": lowest})
            for name, value, lowest, message in (
                (
                    "minimum",
                    self.minimum,
                    LOWEST,
                    f"Expected a whole number from {LOWEST} up: of two people, each knows the other.",
                ),
                (
                    "minimum_distribution",
                    self.minimum_distribution,
                    self.minimum,
                    "Expected a whole number, no lower than 'minimum'.",
                ),
            )
            if isinstance(value, bool) or not isinstance(value, int) or (isinstance(lowest, int) and value < lowest)
        ]
        number = isinstance(self.width, int | float) and not isinstance(self.width, bool)
        if not (number and 0 < self.width <= 1 / 4):
            issues.append(Issue("width-out-of-range", "$.width", "Expected a number above 0 and at most 0.25."))
        if issues:
            raise ArgumentError("This policy would protect nobody, or is not a policy.", issues)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What a minimum below 5 risks."""
        if self.minimum >= USUAL:
            return ()
        others = self.minimum - 1
        message = (
            f"With a minimum of {self.minimum}, a member of a group of {self.minimum} learns the mean of the other "
            f"{others}; two members who compare notes learn that of {'one person' if others == 2 else 'two'}."
        )
        hint = "Use 5 or more, unless everybody was told before they answered."
        return (Issue("low-minimum", "$.minimum", message, hint, facts={"minimum": self.minimum, "others": others}),)
