"""Agreement: how far people of one group answer alike, and how far groups differ.

A module here never bears the name of a public function, which it would hide once imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.agreement.at_random import AgreementNull as AgreementNull
    from purpose_index.stats.agreement.at_random import agreement_null as agreement_null
    from purpose_index.stats.agreement.krippendorff import krippendorff_alpha as krippendorff_alpha
    from purpose_index.stats.agreement.means import bounded_mean as bounded_mean
    from purpose_index.stats.agreement.mixed import MixedModel as MixedModel
    from purpose_index.stats.agreement.one_way import GroupICC as GroupICC
    from purpose_index.stats.agreement.one_way import icc as icc
    from purpose_index.stats.agreement.raters import IntraclassCorrelations as IntraclassCorrelations
    from purpose_index.stats.agreement.raters import intraclass as intraclass
    from purpose_index.stats.agreement.within import average_deviation as average_deviation
    from purpose_index.stats.agreement.within import awg as awg
    from purpose_index.stats.agreement.within import rwg as rwg

_HOME = {
    "AgreementNull": "at_random",
    "GroupICC": "one_way",
    "IntraclassCorrelations": "raters",
    "MixedModel": "mixed",
    "agreement_null": "at_random",
    "average_deviation": "within",
    "awg": "within",
    "bounded_mean": "means",
    "icc": "one_way",
    "intraclass": "raters",
    "krippendorff_alpha": "krippendorff",
    "rwg": "within",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
