"""`purpose-index plan`: how many people a scale needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import answers_file, once
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import result_text
from purpose_index.reports import numbers
from purpose_index.reports.numbers import NOTHING, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer import Typer


ASSURANCE = 0.8


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(plan)


def plan(
    question_set: Annotated[
        str | None, typer.Argument(metavar="QUESTION_SET", help="A question set whose scales to plan for.")
    ] = None,
    *,
    responses: Annotated[
        str | None, typer.Option(metavar="FILE", help="A pilot's answers, to take each scale's alpha from.")
    ] = None,
    alpha: Annotated[float, typer.Option(help="The alpha that is expected, where there is no pilot.")] = 0.80,
    items: Annotated[int | None, typer.Option(min=2, help="How many items there are, where no set is named.")] = None,
    width: Annotated[float, typer.Option(help="How wide the interval may be.")] = 0.10,
    level: Annotated[float, typer.Option(help="The confidence level.")] = 0.95,
    categories: Annotated[
        int, typer.Option(min=2, help="How many answer options there are, where no set is named.")
    ] = 5,
    draws: Annotated[int, typer.Option(min=2, help="How many samples are simulated, for omega.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The seed of the simulation.")] = 0,
    output: options.Output = None,
) -> None:
    """Say how many people a scale needs for an interval of its reliability that is narrow enough.

    For alpha by Feldt's interval; for omega by simulation, for equally good items.
    """
    if question_set is None and items is None:
        raise typer.BadParameter("name a question set, or say how many items there are", param_hint="--items")
    if question_set is None:
        scales = iter([("scale", items or 2, categories, alpha)])
    else:
        scales = _scales(question_set, responses, alpha)
    lines = [
        f"People for an interval of {width:g} at {numbers.level(level)}, in {ASSURANCE:.0%} of studies",
        f"{'scale':<24} items  alpha  for alpha  for omega",
    ]
    for name, k, options_, value in scales:
        people, simulated = _people(value, k, width, level, options_, draws, seed)
        lines.append(f"{name:<24} {k:>5}  {number(value, digits=2):>5}  {number(people):>9}  {simulated:>9}")
    lines.append(f"Omega: {number(draws)} simulated samples, seed {seed}, equally good items; 3 items at least.")
    with result_text(output, inputs=[question_set, responses]) as file:
        file.write("\n".join(lines) + "\n")


def _scales(question_set: str, responses: str | None, alpha: float) -> Iterator[tuple[str, int, int, float]]:
    """Yield name, items, answer options and alpha of every scale of two items or more."""
    import purpose_index as pi
    from purpose_index.responses.people import check_people

    once(question_set, responses)
    q = read_question_set(question_set)
    found = None
    if responses:
        with answers_file(responses) as path:
            result = pi.analyze(q, path, interval=None)
        check_people(result.n)
        found = result.scales
    for scale in q.scales:
        members = q.items_of(scale.id)
        if len(members) > 1:
            value = found[scale.id].alpha.value if found else alpha
            yield scale.id, len(members), max(len(q.options_of(item)) for item in members), value


def _people(
    alpha: float, k: int, width: float, level: float, categories: int, draws: int, seed: int
) -> tuple[int, str]:
    """Return how many people the interval of alpha needs, and that of omega where it can be simulated."""
    from purpose_index.stats.reliability.precision import spearman_brown
    from purpose_index.stats.reliability.sample_size import people_for_alpha_width, people_for_omega_width

    people = people_for_alpha_width(alpha, k, width, level=level, assurance=ASSURANCE)
    if k < 3 or alpha <= 0:
        return people, NOTHING
    loadings = [spearman_brown(alpha, 1 / k) ** 0.5] * k  # the reliability of one item is its squared loading
    found = people_for_omega_width(
        loadings, width, categories=categories, level=level, assurance=ASSURANCE, draws=draws, rng=seed
    )
    return people, number(found.n)
