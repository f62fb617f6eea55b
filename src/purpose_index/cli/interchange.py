"""What importing and exporting share: the formats, their own options, and what is said of what was done."""

from __future__ import annotations

import inspect
import re
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from purpose_index.cli.failures import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from purpose_index.errors import Issue

WIDTH = 80
Deed = Literal["read", "write"]
FormatName = Annotated[str, typer.Argument(metavar="FORMAT", help="The name of the format, such as limesurvey.")]
OwnOptions = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="NAME=VALUE", help="An option of the format alone; may be given several times."),
]
_SHARED = {"source", "q", "responses", "missing_texts", "keep"}


def does(name: str, deed: Deed) -> Callable[..., Any]:
    """Return the function of a format that reads or writes; a usage error where there is none."""
    from purpose_index import interop

    function = getattr(getattr(interop, name, None), deed, None) if name in interop.FORMATS else None
    if function is not None:
        return function  # type: ignore[no-any-return]
    able = [other for other in interop.FORMATS if hasattr(getattr(interop, other), deed)]
    raise typer.BadParameter(f"{name!r} is not one of: {', '.join(able)}", param_hint="FORMAT")


def own_options(function: Callable[..., Any], given: list[str] | None) -> dict[str, Any]:
    """Turn NAME=VALUE pairs into arguments of a format's function, by the types that it declares."""
    kinds = {
        name: str(parameter.annotation)
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in _SHARED
        and parameter.kind is not parameter.VAR_KEYWORD
        and not str(parameter.annotation).startswith("Mapping")
    }
    found = {}
    for pair in given or ():
        name, mark, value = pair.partition("=")
        name = name.replace("-", "_")
        if name not in kinds or not mark:
            told = f"this format has {', '.join(kinds)}" if kinds else "this format has none"
            raise typer.BadParameter(f"write NAME=VALUE; {told}", param_hint="--option")
        found[name] = _value(kinds[name], value)
    return found


def for_format(read: Callable[..., Any], shared: dict[str, Any], given: list[str] | None) -> dict[str, Any]:
    """Return the arguments of a format's `read`: the shared ones that it takes, and its own.

    Forms hold answers to a set that there is already; they take that set instead of `responses`.
    """
    parameters = inspect.signature(read).parameters
    own = own_options(read, given)
    for name in list(parameters)[1:]:
        if parameters[name].default is inspect.Parameter.empty and name not in {*own, "reading"}:
            raise typer.BadParameter(f"this format needs {name}=VALUE", param_hint="--option")
    if shared["responses"] is not None and "responses" not in parameters:
        raise typer.BadParameter("the file of this format holds the answers", param_hint="--responses")
    return {**{name: value for name, value in shared.items() if name in parameters}, **own}


def for_reading(read: Callable[..., Any], reading: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of how answers are read, for a format's `read`; a usage error where it does not take one."""
    parameters = inspect.signature(read).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    for name in reading:
        if not (takes_all or name in parameters):
            option = {"columns": "--column", "missing_codes": "--missing-code"}.get(name, f"--{name.replace('_', '-')}")
            raise typer.BadParameter("the answers of this format are read in one way", param_hint=option)
    asked = {name for name in reading if name in parameters and str(parameters[name].annotation).startswith("bool")}
    return {name: True if name in asked else value for name, value in reading.items()}


def _value(kind: str, text: str) -> Any:
    if kind == "bool":
        return text.lower() in {"1", "true", "yes"}
    if kind.startswith("tuple[int"):
        try:
            return tuple(int(part) for part in text.split(","))
        except ValueError:
            raise typer.BadParameter("write whole numbers, as in 1,5", param_hint="--option") from None
    return text.split(",") if kind.startswith("Collection") else text


def as_options(text: str) -> str:
    """Return a message with the options of a format, such as 'language=', as the command has them."""
    text = re.sub(r"(?<![\w'])(\w+)='(\w+)'(?!, or '--)", r"'--option \1=\2'", text)
    return re.sub(r"'(\w+)='", lambda said: "'--keep'" if said[1] == "keep" else f"'--option {said[1]}='", text)


def tell(issues: Iterable[Issue]) -> None:
    """Say on standard error what was dropped, made up, guessed or lost: an issue a paragraph."""
    for issue in issues:
        done = issue.code.startswith(("import-", "export-"))  # else it is of the answers
        word = issue.code.rpartition("-")[2].capitalize() if done else "Answers"
        text = as_options(" ".join(filter(None, (f"{word}: {issue.path}: {issue.message}", issue.hint))))
        say("\n".join(wrap(text, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)))
