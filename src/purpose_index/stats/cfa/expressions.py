"""Parameters that are defined from others: arithmetic of labels, with its error by the delta method."""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.syntax import Definition


def _power(base: Any, exponent: Any) -> Any:
    """A power; numpy's own of a complex number goes by its angle, whose rounding would be all of the slope."""
    if not np.iscomplexobj(base) or np.iscomplexobj(exponent):
        return base**exponent
    return base.real**exponent + 1j * (exponent * base.real ** (exponent - 1) * base.imag)


_OPERATIONS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_FUNCTIONS = {"sqrt": np.sqrt, "exp": np.exp, "log": np.log}
_LABEL = re.compile(r"(?<![\w.'\"])[^\W\d][\w.]*(?![\w.])(?!\s*\()")  # a name that no bracket follows
STEP = 1e-30  # of a complex step: its square is nothing beside any number, so that the slope is exact


def value_of(definition: Definition, labels: Mapping[str, Any]) -> Any:
    """Return what an expression of labels comes to, for real or complex values of them.

    What has no value, such as the root of a number below 0, is NaN or infinite.

    Raises
    ------
    ArgumentError
        `model-syntax` where it is not arithmetic of labels and numbers; `unknown-label`.

    Examples
    --------
    >>> from purpose_index.stats.cfa.syntax import Definition
    >>> value_of(Definition("total", "a + 2*b^2"), {"a": 1.0, "b": 3.0})
    19.0
    """
    values: dict[str, Any] = {}

    def renamed(found: re.Match[str]) -> str:  # a label may be a word of Python, or have a dot
        if found[0] not in labels:
            hint = did_you_mean(found[0], labels)
            raise _not_arithmetic("unknown-label", definition, f"No parameter has the label {found[0]!r}.", hint)
        name = f"_{len(values)}"
        values[name] = np.asarray(labels[found[0]])[()]
        return name

    expression = _LABEL.sub(renamed, definition.expression.strip())
    try:
        tree = ast.parse(expression.replace("^", "**"), mode="eval")
        with np.errstate(all="ignore"):
            return _value(tree.body, definition, values).item()
    except ArgumentError:
        raise
    except (SyntaxError, ValueError):
        raise _not_arithmetic("model-syntax", definition, "This is not arithmetic of labels and numbers.") from None
    except (RecursionError, MemoryError, OverflowError):
        message, hint = "This expression is too long, too deep or too large.", "Define parts of it first."
        raise _not_arithmetic("model-syntax", definition, message, hint) from None


def _value(node: ast.AST, definition: Definition, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return np.float64(node.value)
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left, definition, values), _value(node.right, definition, values))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.operand, definition, values))
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _FUNCTIONS
        and len(node.args) == 1
        and not node.keywords
    ):
        return _FUNCTIONS[node.func.id](_value(node.args[0], definition, values))
    raise _not_arithmetic(
        "model-syntax", definition, "Expected labels and numbers with + - * / ^, sqrt(), exp() or log()."
    )


def values_of(definitions: Sequence[Definition], labels: Mapping[str, Any]) -> list[Any]:
    """Return what every expression comes to, each of labels and of what was defined before it."""
    defined: dict[str, Any] = {}
    for definition in definitions:
        defined[definition.name] = value_of(definition, {**defined, **labels})
    return list(defined.values())


def slopes_of(definitions: Sequence[Definition], labels: Mapping[str, float]) -> dict[str, NDArray[np.float64]]:
    """Return how every expression changes with each label."""
    return {
        name: np.imag(values_of(definitions, {**labels, name: value + 1j * STEP})) / STEP
        for name, value in labels.items()
    }


def _not_arithmetic(code: str, definition: Definition, message: str, hint: str = "") -> ArgumentError:
    path = f"$.model.{definition.name}"
    facts = {"line": definition.line, "column": definition.column}
    issue = Issue(code, path, message, hint, line=definition.line, column=definition.column, facts=facts)
    return ArgumentError("The model cannot be read.", [issue])
