"""Runs mutmut inside a copy of the project, with the operators that change a number, a condition or a sign."""

from __future__ import annotations

from mutmut.__main__ import cli
from mutmut.mutation.mutators import mutation_operators

KEPT = {  # texts, and arguments that become None, are caught by the first call or say nothing about a number
    "operator_number",
    "operator_name",
    "operator_remove_unary_ops",
    "operator_keywords",
    "operator_swap_op",
    "operator_if_exp",
}

mutation_operators[:] = [pair for pair in mutation_operators if pair[1].__name__ in KEPT]  # type: ignore[index]
cli()
