"""What nobody can change: mappings, arrays and results that are shared or have been handed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")
Refusal = Callable[..., NoReturn]


class FrozenDict(dict[K, V]):
    """A dict that refuses every change; it can be hashed where its values can, pickled, and written as JSON.

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
    if isinstance(value, dict):
        return FrozenDict({key: frozen(inside) for key, inside in value.items()})
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
    """The base of frozen dataclasses that hold arrays, mappings or lists: those cannot be changed either."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Freeze what the fields hold."""
        for name in self.__dataclass_fields__:  # type: ignore[attr-defined]
            value = getattr(self, name)
            if (kept := frozen(value)) is not value:
                object.__setattr__(self, name, kept)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as a call that makes it again, so that it is frozen where it arrives."""
        fields = self.__dataclass_fields__  # type: ignore[attr-defined]
        return _made, (type(self), {name: getattr(self, name) for name in fields})


def _made(kind: type[Frozen], fields: dict[str, Any]) -> Frozen:
    return kind(**fields)
