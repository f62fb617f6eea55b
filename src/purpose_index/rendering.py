"""How results show themselves: the one place that leads from a result to its report, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

Form = Literal["text", "rich", "html"]

# The module of `reports` that shows a result: its tables, or its own ways to be text, for rich and HTML.
REPORTS = {
    "Analysis": "purpose_index.reports.tables",
    "CheckReport": "purpose_index.reports.check_report",
    "ConfirmatoryFactorAnalysis": "purpose_index.reports.confirmatory",
    "DifItems": "purpose_index.reports.dif_items",
    "GroupDif": "purpose_index.reports.dif",
    "GroupInvariance": "purpose_index.reports.invariance",
    "Inspection": "purpose_index.reports.inspection",
    "Invariance": "purpose_index.reports.invariance",
    "ItemFit": "purpose_index.reports.by_item",
    "ItemOrdering": "purpose_index.reports.by_item",
    "ItemResponseModel": "purpose_index.reports.item_response",
    "LikelihoodRatioDif": "purpose_index.reports.dif_items",
    "LocalDependence": "purpose_index.reports.item_response_fit",
    "LogisticDif": "purpose_index.reports.dif_items",
    "MantelHaenszel": "purpose_index.reports.dif_items",
    "ModelFit": "purpose_index.reports.item_response_fit",
    "MultipleGroupModel": "purpose_index.reports.groups_on_trait",
    "Partition": "purpose_index.reports.by_item",
    "Scalability": "purpose_index.reports.by_item",
    "Screening": "purpose_index.reports.screening",
    "Teams": "purpose_index.reports.teams",
    "Violations": "purpose_index.reports.by_item",
}


def shown(result: object, form: Form) -> Any:
    """Return a result as plain text, as what `rich.print` takes, or as HTML."""
    report, render = import_module(REPORTS[type(result).__name__]), import_module("purpose_index.reports.render")
    own = getattr(report, form, None)
    return own(result) if own else getattr(render, form)(report.tables(result))


class Shown:
    """What has a report: `print` shows it as text, rich as its own, a notebook as HTML."""

    __slots__ = ()

    def __str__(self) -> str:
        """The report as plain text."""
        return str(shown(self, "text"))

    def __rich__(self) -> Any:
        """The report for rich, as wide as the terminal."""
        return shown(self, "rich")

    def _repr_html_(self) -> str:
        """The report for a notebook."""
        return str(shown(self, "html"))
