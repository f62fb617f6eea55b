"""Results as neutral tables: which numbers, under which words; how they look is for `render` to say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from purpose_index.checks.evidence.small import HIDDEN
from purpose_index.errors import ArgumentError, Issue
from purpose_index.reports.issues import advice_of
from purpose_index.reports.numbers import counted, level
from purpose_index.reports.sentences import sentences
from purpose_index.reports.small_counts import is_hidden, without_small_counts
from purpose_index.reports.structure import structure_tables
from purpose_index.reports.table import Column as Column
from purpose_index.reports.table import Table as Table
from purpose_index.reports.traits import trait_tables
from purpose_index.reports.words import words
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from purpose_index.analysis.models import Dimensionality, LatentReliability
    from purpose_index.analysis.results import Analysis, ItemAnalysis, ScaleAnalysis
    from purpose_index.reports.table import Form, Shown

MOST_SHARES = 11


SCORES: dict[str, Form] = {
    "scale": "text",
    "name": "text",
    "n": "count",
    "mean": "points",
    "sd": "points",
    "floor": "share",
    "ceiling": "share",
}
RELIABILITY: dict[str, Form] = {
    "scale": "text",
    "name": "text",
    "k": "count",
    "alpha": "coefficient",
    "alpha_low": "coefficient",
    "alpha_high": "coefficient",
    "omega": "coefficient",
    "omega_low": "coefficient",
    "omega_high": "coefficient",
    "standard_error_of_measurement": "points",
    "smallest_difference": "points",
    "mean_inter_item_correlation": "coefficient",
    "standardized_alpha": "coefficient",
}
LATENT: dict[str, Form] = {
    "scale": "text",
    "name": "text",
    "latent_alpha": "coefficient",
    "latent_omega": "coefficient",
}
DIMENSIONS: dict[str, Form] = {
    "scale": "text",
    "name": "text",
    "sampling_adequacy": "coefficient",
    "eigenvalue_1": "points",
    "eigenvalue_2": "points",
    "suggested": "count",
    "suggested_by_mean": "count",
    "suggested_by_partials": "count",
}
ITEMS: dict[str, Form] = {
    "item": "text",
    "text": "text",
    "reverse": "flag",
    "n": "count",
    "missing": "share",
    "mean": "points",
    "sd": "points",
    "item_rest_correlation": "coefficient",
    "alpha_if_dropped": "coefficient",
    "skewness": "points",
}
SHOWN: dict[str, Shown] = {
    "scale": "never",
    "reverse": "used",
    "missing": "used",
    "omega": "used",
    **dict.fromkeys(("alpha_low", "alpha_high", "omega_low", "omega_high"), "never"),
}
LEAST = {"item": 30, "text": 24, "message": 20}
ENDS = {name: (f"{name}_low", f"{name}_high") for name in ("alpha", "omega")}
NOT_THERE = {"undefined-item-statistic", "interval-needs-listwise"}  # follow from too few people
EVERY_ITEM = {"negative-item-rest-correlation", "negative-loading"}  # of all items, they point at none
ISSUES: dict[str, Form] = {"place": "text", "message": "text"}


def tables(analysis: Analysis, language: str | None = None, *, small_counts: bool = False) -> tuple[Table, ...]:
    """Return an analysis as tables: scores, reliability, what was asked for, each scale's items, and what to look at.

    Parameters
    ----------
    analysis
        What `purpose_index.analyze` returned.
    language
        One of the languages of the question set; by default that of the analysis. Headings are Dutch or English.
    small_counts
        True shows shares of fewer than five people too. Else they are None, and so is what would tell them: the other
        shares of that item, its moments where it has few answers, or the rest of the people. This keeps a table from
        pointing at somebody; it does not protect where a group is small, as means of a few people tell of each.

    Raises
    ------
    ArgumentError
        Where the question set has no such language.
    """
    language = analysis.language if language is None else language
    if language not in analysis.title:
        message, hint = "The question set has no names in this language.", did_you_mean(language, analysis.title)
        raise ArgumentError("There are no such tables.", [Issue("unknown-language", "$.language", message, hint)])
    shown = analysis if small_counts else without_small_counts(analysis)
    scales = [_items(scale, shown, language) for scale in analysis.scales.values()]
    first = (_scores(analysis, shown, language), _reliability(analysis, language))
    return (
        *first,
        *_latent(analysis, language),
        *_dimensions(analysis, language),
        *structure_tables(analysis, language),
        *trait_tables(shown, language),
        *scales,
        *_issues(analysis, language),
    )


def _scores(analysis: Analysis, shown: Analysis, language: str) -> Table:
    say = words(language)
    people = say["people"].format(
        people=counted(analysis.n, "person", language), question_set=analysis.question_set, version=analysis.version
    )
    title = f"{analysis.title[language]}: {say['scores'].lower()}"
    pairs = zip(analysis.scales.values(), shown.scales.values(), strict=True)
    hidden = any(is_hidden(scale.floor, left.floor) or is_hidden(scale.ceiling, left.ceiling) for scale, left in pairs)
    small = [say["small_note"].format(fewest=HIDDEN)] if hidden else []
    return _by_scale(
        "scores", title, SCORES, shown, language, (people, say[analysis.missing], say["ends_note"], *small)
    )


def _reliability(analysis: Analysis, language: str) -> Table:
    say = words(language)
    interval = _interval_note(analysis, language)
    said = (sentences(scale, language) for scale in analysis.scales.values())
    notes = (*said, *interval, say["sem_note"], say["alpha_note"])
    return _by_scale("reliability", say["reliability"], RELIABILITY, analysis, language, notes)


def _interval_note(analysis: Analysis, language: str) -> list[str]:
    """Say by which method the intervals of alpha and omega that there are were made."""
    say, scales = words(language), analysis.scales.values()
    methods = {
        "alpha": next((scale.alpha.interval for scale in scales if scale.alpha.interval), None),
        "omega": next((scale.omega.interval for scale in scales if scale.omega and scale.omega.interval), None),
    }
    intervals = ", ".join(
        say[f"interval_of_{name}"].format(interval=say[method]) for name, method in methods.items() if method
    )
    return [say["interval_note"].format(intervals=intervals, level=_level(analysis, language))] if intervals else []


def _latent(analysis: Analysis, language: str) -> tuple[Table, ...]:
    """Return the table of latent responses; none where it was not asked for."""
    say = words(language)
    if all(scale.latent is None for scale in analysis.scales.values()):
        return ()
    return (_by_scale("latent", say["latent"], LATENT, analysis, language, (say["latent_note"],)),)


def _dimensions(analysis: Analysis, language: str) -> tuple[Table, ...]:
    """Return the table of dimensions; none where they were not asked for, or cannot be told of any scale."""
    say = words(language)
    draws = {scale.dimensionality.parallel.draws for scale in analysis.scales.values() if scale.dimensionality}
    if not draws:
        return ()
    note = say["dimensionality_note"].format(draws=counted(draws.pop(), "draw", language))
    return (_by_scale("dimensions", say["dimensionality"], DIMENSIONS, analysis, language, (note,)),)


def _by_scale(
    name: str, title: str, forms: dict[str, Form], analysis: Analysis, language: str, notes: tuple[str, ...]
) -> Table:
    say = words(language)
    columns = tuple(
        _column(key, say[key].format(interval=_bracketed(analysis, language)), form) for key, form in forms.items()
    )
    rows = tuple(_scale_row(scale, forms, language) for scale in analysis.scales.values())
    return Table(name, title, columns, rows, notes, language)


def _column(key: str, heading: str, form: Form) -> Column:
    return Column(key, heading, form, SHOWN.get(key, "always"), ENDS.get(key), LEAST.get(key, 16))


def _bracketed(analysis: Analysis, language: str) -> str:
    return "" if analysis.level is None else f" [{_level(analysis, language)}]"


def _level(analysis: Analysis, language: str) -> str:
    return "" if analysis.level is None else level(analysis.level, language)


def _scale_row(scale: ScaleAnalysis, forms: dict[str, Form], language: str) -> tuple[Any, ...]:
    special = {
        "scale": scale.id,
        "name": scale.name[language],
        "alpha": scale.alpha.value,
        "alpha_low": scale.alpha.low,
        "alpha_high": scale.alpha.high,
        "omega": scale.omega and scale.omega.value,
        "omega_low": scale.omega and scale.omega.low,
        "omega_high": scale.omega and scale.omega.high,
        "standardized_alpha": scale.standardized_alpha.value,
        **_latent_cells(scale.latent),
        **_dimension_cells(scale.dimensionality),
    }
    return tuple(special[key] if key in special else _known(getattr(scale, key), form) for key, form in forms.items())


def _known(cell: Any, form: Form) -> Any:
    """Return a cell; None for a share that is not known or not shown."""
    return None if form == "share" and cell != cell else cell


def _latent_cells(found: LatentReliability | None) -> dict[str, Any]:
    values = (found.alpha.value, found.omega.value) if found else (None, None)
    return dict(zip(list(LATENT)[2:], values, strict=True))


def _dimension_cells(found: Dimensionality | None) -> dict[str, Any]:
    values: tuple[Any, ...] = (None,) * 6
    if found:
        parallel = found.parallel
        eigenvalues = parallel.observed[:2].tolist()
        counts = (parallel.suggested, parallel.suggested_by_mean, found.minimum_average_partial.suggested)
        values = (found.sampling_adequacy, *eigenvalues, *counts)
    return dict(zip(list(DIMENSIONS)[2:], values, strict=True))


def _items(scale: ScaleAnalysis, shown: Analysis, language: str) -> Table:
    say, items = words(language), shown.scales[scale.id].items.values()
    values = sorted({value for item in items for value in item.shares})
    values = values if len(values) <= MOST_SHARES else []
    columns = (
        *(_column(key, say[key], form) for key, form in ITEMS.items()),
        *(Column(f"share_{value}", str(value), "share", joined=value != values[0]) for value in values),
    )
    rows = tuple(_item_row(item, shown, values, language) for item in items)
    said = {
        "reverse_note": any(item.reverse for item in items),
        "rest_note": True,
        "weighted_note": scale.weighted,
        "small_note": any(item is not scale.items[item.id] for item in items),
    }
    notes = tuple(say[note].format(fewest=HIDDEN) for note, due in said.items() if due)
    title = say["items_of"].format(name=scale.name[language])
    return Table(f"items_{scale.id}", title, columns, rows, notes, language)


def _item_row(item: ItemAnalysis, shown: Analysis, values: list[int], language: str) -> tuple[Any, ...]:
    tells = shown.missing == "pairwise" and item.missing_share != item.missing_share  # n, of how many did not answer
    special = {
        "item": item.id,
        "text": item.text[language],
        "missing": _known(item.missing_share, "share"),
        **({"n": None} if tells else {}),
    }
    own = (special[key] if key in special else _known(getattr(item, key), form) for key, form in ITEMS.items())
    return (*own, *(_known(item.shares.get(value), "share") for value in values))


def _issues(analysis: Analysis, language: str) -> tuple[Table, ...]:
    """Return the table of issues, without what follows from others; none where there are no issues."""
    say = words(language)
    follows = {f"$.scales.{scale.id}.": _follows(scale) for scale in analysis.scales.values()}
    rows = tuple(
        (
            issue.path.removeprefix("$.scales.").removeprefix("$."),
            advice_of(issue, language),
        )
        for issue in analysis.issues
        if not any(issue.code in codes and issue.path.startswith(scale) for scale, codes in follows.items())
    )
    columns = tuple(Column(key, say[key], form) for key, form in ISSUES.items())
    return (Table("issues", say["issues"], columns, rows, (), language),) if rows else ()


def _follows(scale: ScaleAnalysis) -> set[str]:
    """Return the codes of what follows from another issue of a scale, and tells nothing more."""
    codes = Counter(issue.code for issue in scale.issues)
    not_there = NOT_THERE if codes["too-few-people"] else set()
    return not_there | (EVERY_ITEM if codes["negative-item-rest-correlation"] == scale.k > 0 else set())
