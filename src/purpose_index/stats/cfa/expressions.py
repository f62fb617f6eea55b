"""Parameters that are defined from others: arithmetic of labels, with its error by the delta method."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.stats.cfa.syntax import Definition

_OPERATIONS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_FUNCTIONS = {"sqrt": np.sqrt, "exp": np.exp, "log": np.log}
STEP = 1e-30  # of a complex step: its square is nothing beside any number, so that the slope is exact


def value_of(definition: Definition, labels: Mapping[str, Any]) -> Any:
    """Return what an expression of labels comes to, for real or complex values of them.

    Raises
    ------
    ArgumentError
        `model-syntax` where it is no arithmetic of labels and numbers; `unknown-label`.

    Examples
    --------
    >>> from purpose_index.stats.cfa.syntax import Definition
    >>> value_of(Definition("total", "a + 2*b^2"), {"a": 1.0, "b": 3.0})
    19.0
    """
    try:
        tree = ast.parse(definition.expression.replace("^", "**"), mode="eval")
    except SyntaxError:
        raise _not_arithmetic("model-syntax", definition, "This is no arithmetic of labels and numbers.") from None
    return _value(tree.body, definition, labels)


def _value(node: ast.AST, definition: Definition, labels: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        if node.id not in labels:
            hint = did_you_mean(node.id, labels)
            raise _not_arithmetic("unknown-label", definition, f"No parameter has the label {node.id!r}.", hint)
        return labels[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left, definition, labels), _value(node.right, definition, labels))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.operand, definition, labels))
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _FUNCTIONS
        and len(node.args) == 1
    ):
        return _FUNCTIONS[node.func.id](_value(node.args[0], definition, labels))
    raise _not_arithmetic(
        "model-syntax", definition, "Expected labels and numbers with + - * / ^, sqrt(), exp() or log()."
    )


def slopes_of(definition: Definition, labels: Mapping[str, float]) -> dict[str, float]:
    """Return how the expression changes with each label."""
    return {
        name: float(np.imag(value_of(definition, {**labels, name: value + 1j * STEP})) / STEP)
        for name, value in labels.items()
    }


def _not_arithmetic(code: str, definition: Definition, message: str, hint: str = "") -> ArgumentError:
    path = f"$.model.{definition.name}"
    facts = {"line": definition.line, "column": definition.column}
    issue = Issue(code, path, message, hint, line=definition.line, column=definition.column, facts=facts)
    return ArgumentError("The model cannot be read.", [issue])
