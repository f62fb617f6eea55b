"""What nobody can change: mappings, arrays and results that are shared or have been handed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")
Refusal = Callable[..., NoReturn]
WIDEST, LONGEST = 88, 24  # characters of a repr, and of a text in it
PLAIN = frozenset({str, int, float, bool, type(None)})  # most of what results hold, and nothing to freeze


class FrozenDict(dict[K, V]):
    """A dict that refuses every change, and whose values are frozen too.

    It can be hashed where its values can, pickled, and written as JSON.

    Examples
    --------
    >>> weights = FrozenDict({"q01": 2.0})
    >>> weights["q01"], weights == {"q01": 2.0}
    (2.0, True)
    >>> weights["q01"] = 3.0
    Traceback (most recent call last):
    TypeError: This mapping is frozen; make a new one with dict(...).
    """

    __slots__ = ()

    if not TYPE_CHECKING:  # it takes what a dict takes

        def __init__(self, *given: Any, **named: Any) -> None:
            """Freeze the values."""
            super().__init__(*given, **named)
            for key, value in self.items():
                if (kept := frozen(value)) is not value:
                    super().__setitem__(key, kept)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("This mapping is frozen; make a new one with dict(...).")

    __setitem__: Refusal = _refuse
    __delitem__: Refusal = _refuse
    __ior__: Refusal = _refuse
    update: Refusal = _refuse
    setdefault: Refusal = _refuse
    pop: Refusal = _refuse
    popitem: Refusal = _refuse
    clear: Refusal = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        """Equal mappings have one hash, whatever their order."""
        return hash(frozenset(self.items()))

    def __copy__(self) -> FrozenDict[K, V]:
        """Return itself."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> FrozenDict[K, V]:
        """Return itself: what it holds is frozen too."""
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as a plain dict that is frozen again."""
        return type(self), (dict(self),)


def frozen(value: Any) -> Any:
    """Return plain data with every mapping in it as a `FrozenDict`, every list as a tuple, every array read-only.

    Of an array in which somebody can write a copy is taken: they still can, and what is frozen stays as it is.

    Examples
    --------
    >>> frozen({"a": [1, {"b": 2}]})
    {'a': (1, {'b': 2})}
    """
    if type(value) in PLAIN or isinstance(value, KEPT):
        return value
    if isinstance(value, dict):
        return FrozenDict(value)
    if isinstance(value, list | tuple):
        inside = map(frozen, value)
        return value._make(inside) if hasattr(value, "_make") else tuple(inside)
    if hasattr(value, "setflags") and _can_change(value):
        value = value.copy(order="K")
        value.setflags(write=False)
    return value


def _can_change(array: Any) -> bool:
    """Tell whether somebody can write in an array, or in the one whose memory it looks at."""
    while hasattr(array, "flags"):
        if array.flags.writeable:
            return True
        array = array.base
    return False


class Frozen:
    """The base of results: frozen dataclasses whose arrays, mappings and lists cannot be changed either.

    Their repr is one line: numbers with four digits, arrays by their shape, collections by their size.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Keep the repr that is inherited, where a dataclass would make one of all that it holds."""
        cls.__repr__ = cls.__repr__  # type: ignore[method-assign]  # of its own: a dataclass leaves that as it is

    def __post_init__(self) -> None:
        """Freeze what the fields hold."""
        for name in self.__dataclass_fields__:  # type: ignore[attr-defined]
            value = getattr(self, name)
            if type(value) not in PLAIN and (kept := frozen(value)) is not value:
                object.__setattr__(self, name, kept)

    def __repr__(self) -> str:
        """Say the most important fields, which stand first, in one line."""
        parts: list[str] = []
        for name in self.__dataclass_fields__:  # type: ignore[attr-defined]
            part = _in_short(name, getattr(self, name))
            if sum(map(len, parts), 2 * len(parts)) + len(part) > WIDEST - len(type(self).__name__):
                parts.append("...")
                break
            parts += [part] if part else []
        return f"{type(self).__name__}({', '.join(parts)})"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as a call that makes it again, so that it is frozen where it arrives."""
        fields = self.__dataclass_fields__  # type: ignore[attr-defined]
        return _made, (type(self), {name: getattr(self, name) for name in fields})


def _in_short(name: str, value: Any) -> str:
    """Return a field as a repr shows it; empty where there is nothing to show."""
    if isinstance(value, Frozen):
        value = getattr(value, "value", value)
    value = value.item() if getattr(value, "shape", None) == () else value
    if isinstance(value, float):
        return f"{name}={value:.4g}"
    if value is None or isinstance(value, bool | int | str):
        return "" if value in (None, "") or len(str(value)) > LONGEST else f"{name}={value!r}"
    if hasattr(value, "shape"):
        return f"{name}: {' x '.join(map(str, value.shape))}"
    if hasattr(value, "__len__"):
        return f"{name}: {len(value)}" if len(value) else ""
    return ""


def _made(kind: type[Frozen], fields: dict[str, Any]) -> Frozen:
    return kind(**fields)


KEPT = (FrozenDict, Frozen)  # what is frozen, with all that it holds
