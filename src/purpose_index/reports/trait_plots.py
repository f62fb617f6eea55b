"""Pictures of item response models: answers to an item, also of groups, how much a scale tells, and a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.checks.evidence.small import HIDDEN
from purpose_index.errors import ArgumentError, Issue
from purpose_index.reports.drawing import (
    BLUE,
    GREY,
    ORANGE,
    axis_numbers,
    check,
    check_named,
    clean,
    colours,
    grow,
    short,
    title,
)
from purpose_index.reports.numbers import counted, number, percent
from purpose_index.reports.small_counts import has_shares, without_small_counts
from purpose_index.reports.words import words
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from purpose_index.analysis.dif_results import GroupDif, ItemDif
    from purpose_index.analysis.results import Analysis
    from purpose_index.analysis.traits import TraitAnalysis
    from purpose_index.stats.irt.results import ItemResponseModel

WIDE = 3.5  # standard deviations
THETA = [place / 40 for place in range(-140, 141)]  # as far to both sides
STYLES = ("-", "--", "-.", ":")
GROUP_COLOURS = (GREY, BLUE, ORANGE)
INDICES = (10, 25, 50, 75, 90)
BESIDE: dict[str, Any] = {"frameon": False, "fontsize": "small", "loc": "upper left", "bbox_to_anchor": (1, 1)}


def category_curves(analysis: Analysis, scale: str, item: str, ax: Axes, *, language: str | None = None) -> Axes:
    """Draw how likely each answer to an item is, along the trait behind its scale.

    Parameters
    ----------
    analysis
        What `purpose_index.analyze` returned with `items="irt"`.
    scale, item
        The ids of the scale, and of one of its items.
    ax
        The axes to draw in.
    language
        The language of the words; by default that of the analysis.

    Raises
    ------
    ArgumentError
        The analysis has no such scale or item, no item response model of it, or no words in this language.

    Notes
    -----
    The values are as keyed. Answers that nobody gave have no curve; nor has an item with an answer of so few people
    that its shares are not shown either, as curves tell how many gave each answer.
    """
    language = analysis.language if language is None else language
    model, _ = _model(analysis, scale, language)
    if item not in model.items:
        raise _unknown_item(item, model.items)
    j = model.items.index(item)
    own, values = model.probabilities(THETA)[j], model.categories[j]
    found = without_small_counts(analysis).scales[scale].items[item]
    if not has_shares(found):
        own, values = own[:0], values[:0]
        why = words(language)["answers_note"].format(fewest=HIDDEN)
        ax.text(0.5, 0.5, why, transform=ax.transAxes, ha="center", va="center", fontsize="small", color=GREY)
    for c, (value, colour) in enumerate(zip(values, colours(len(values)), strict=True)):
        label = short(f"{value} {found.labels[value][language]}", 32)
        ax.plot(THETA, own[c], color=colour, linestyle=STYLES[c % len(STYLES)], linewidth=2, label=label)
        top = int(own[c].argmax())
        ax.annotate(
            str(value), (THETA[top], own[c][top]), (0, 3), textcoords="offset points", ha="center", color=colour
        )
    axis_numbers(ax, "y", lambda value: percent(value, language))
    ax.set_ylim(0, 1.08)
    if values:
        ax.legend(**BESIDE)
    return _along(ax, found.text[language], model.n, language)


def information(analysis: Analysis, scale: str, ax: Axes, *, language: str | None = None) -> Axes:
    """Draw how precise one score is along the trait: its standard error, and what of it is not error.

    Parameters
    ----------
    analysis
        What `purpose_index.analyze` returned with `items="irt"`.
    scale
        The id of the scale.
    ax
        The axes to draw in. The 0-100 index that is expected at each place stands above.
    language
        The language of the words; by default that of the analysis.

    Raises
    ------
    ArgumentError
        The analysis has no such scale, no item response model of it, or no words in this language.

    Notes
    -----
    With I the information: the standard error is 1 / sqrt(I + 1), in standard deviations of the people, and reliability
    1 less its square. Where the people are is drawn in grey.
    """
    language = analysis.language if language is None else language
    model, trait = _model(analysis, scale, language)
    said = words(language)
    error = trait.se(THETA)
    people = trait.shares / trait.shares.max() * 0.3
    ax.fill_between(trait.places, people, color=GREY, alpha=0.25, linewidth=0, label=said["trait_people"])
    ax.plot(THETA, 1 - error**2, color=BLUE, linewidth=2, label=said["trait_reliability"])
    ax.plot(THETA, error, color=ORANGE, linewidth=2, linestyle="--", label=said["trait_error"])
    ax.set_xlim(-WIDE, WIDE)
    ax.set_ylim(0, 1)
    axis_numbers(ax, "y", lambda value: number(value, language, digits=1))
    places = {index: trait.place_of(index) for index in INDICES}
    shown = {index: place for index, place in places.items() if abs(place) < WIDE}
    if shown:
        above = ax.secondary_xaxis("top")
        above.set_xticks(list(shown.values()), [number(index, language) for index in shown])
        above.set_xlabel(said["trait_index"])
    ax.legend(**BESIDE)
    return _along(ax, analysis.scales[scale].name[language], model.n, language)


def wright_map(analysis: Analysis, scale: str, ax: Axes, *, language: str | None = None) -> Axes:
    """Draw where people are on the trait beside where the answers to each item part: a Wright map.

    Parameters
    ----------
    analysis
        What `purpose_index.analyze` returned with `items="irt"`.
    scale
        The id of the scale.
    ax
        The axes to draw in. Where it is alone in its figure, the figure is made as high as the items need.
    language
        The language of the words; by default that of the analysis.

    Raises
    ------
    ArgumentError
        The analysis has no such scale, no item response model of it, or no words in this language.

    Notes
    -----
    A number stands where that answer, as keyed, or a higher one becomes as likely as a lower one; none of items with an
    answer of so few people that their shares are not shown either. Where numbers are and
    people are not, or the other way about, the items tell little of people.
    """
    language = analysis.language if language is None else language
    model, trait = _model(analysis, scale, language)
    found, shown = analysis.scales[scale], without_small_counts(analysis).scales[scale].trait
    assert shown is not None
    items = sorted(trait.items.values(), key=lambda item: -sum(item.locations.values()) / max(len(item.locations), 1))
    for place, item in enumerate(items):
        ax.axhline(place, color=GREY, linewidth=0.5, alpha=0.5)
        for value, location in shown.items[item.id].locations.items():
            if abs(location) <= WIDE:
                box = {"boxstyle": "circle,pad=0.25", "facecolor": "white", "edgecolor": BLUE}
                ax.text(location, place, str(value), ha="center", va="center", fontsize="small", color=BLUE, bbox=box)
    ground = len(items) + 1.2
    ax.fill_between(trait.places, ground, ground - trait.shares / trait.shares.max() * 1.5, color=GREY, linewidth=0)
    names = [short(found.items[item.id].text[language], 42) for item in items]
    ax.set_yticks([*range(len(items)), ground - 0.5], [*names, words(language)["trait_people"]], fontsize="small")
    ax.set_ylim(ground, -0.7)
    ax.set_xlim(-WIDE, WIDE)
    grow(ax, 2.2 + 0.45 * len(items))
    return _along(ax, found.name[language], model.n, language)


def group_curves(found: GroupDif, scale: str, item: str, ax: Axes, *, language: str | None = None) -> Axes:
    """Draw what people of each group are expected to answer to an item, along the trait behind its scale.

    Parameters
    ----------
    found
        What `purpose_index.dif` returned with `method="likelihood-ratio"`.
    scale, item
        The ids of the scale, and of one of its items.
    ax
        The axes to draw in.
    language
        The language of the words; by default that of what was found.

    Raises
    ------
    ArgumentError
        No such item of such a scale was looked at, it has no curves, or there are no words in this language.

    Notes
    -----
    Where lines lie apart, people of groups who stand alike on the trait answer otherwise. The values are as keyed,
    rounded to .01. Groups of fewer than 100 people have no line, and an item that a group tells too little of has none.
    """
    language = found.language if language is None else language
    one = _item_in_groups(found, scale, item, language)
    for g, (group, curve) in enumerate(one.curves.items()):
        colour, style = GROUP_COLOURS[g % len(GROUP_COLOURS)], STYLES[g % len(STYLES)]
        ax.plot(found.places, curve, color=colour, linestyle=style, linewidth=2, label=short(group, 32))
    axis_numbers(ax, "y", lambda value: number(value, language, digits=1))
    ax.set_ylabel(words(language)["expected_answer"])
    ax.set_xlim(found.places[0], found.places[-1])
    ax.legend(**BESIDE)
    return _along(ax, found.texts[item][language], sum(found.people[scale].values()), language)


def _item_in_groups(found: GroupDif, scale: str, item: str, language: str) -> ItemDif:
    """The item, where it has curves and words."""
    check_named(scale, found.names, found.names.get(scale, {language: ""}), language)
    looked = {one.item: one for one in found.items if one.scale == scale}
    if item not in looked:
        raise _unknown_item(item, looked)
    if not looked[item].curves:
        message = f"Of item {item!r} there are no curves of groups."
        hint = "Take method='likelihood-ratio', groups of 100 people or more, and look at the issues."
        raise ArgumentError(message, [Issue("no-group-curves", "$.item", message, hint, facts={"item": item})])
    return looked[item]


def _unknown_item(item: str, items: Iterable[str]) -> ArgumentError:
    message = f"There is no item {item!r} in this scale."
    return ArgumentError(
        message, [Issue("unknown-item", "$.item", message, did_you_mean(item, items), facts={"item": item})]
    )


def _along(ax: Axes, heading: str, people: int, language: str) -> Axes:
    """Finish a picture along the trait: what its axis says, a title, and how many people it rests on."""
    axis_numbers(ax, "x", lambda value: number(value, language, digits=0))
    ax.set_xlabel(words(language)["trait_axis"])
    title(ax, heading, counted(people, "person", language))
    return clean(ax)


def _model(analysis: Analysis, scale: str, language: str) -> tuple[ItemResponseModel, TraitAnalysis]:
    check(analysis, scale, language)
    trait = analysis.scales[scale].trait
    if trait is None or trait.fitted is None:
        message = f"There is no item response model of scale {scale!r} in this analysis."
        hint = "Analyse with items='irt', and look at the issues of the scale."
        raise ArgumentError(
            message, [Issue("no-item-response-model", "$.scale", message, hint, facts={"scale": scale})]
        )
    return trait.fitted, trait
