"""The reader's language: sentences from the catalogue, and numbers and dates as that language writes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from purpose_index.reports.numbers import MINUS
from purpose_index.reports.team.charts import rounded
from purpose_index.reports.team.dutch import TEXTS as DUTCH
from purpose_index.reports.team.english import TEXTS as ENGLISH
from purpose_index.reports.words import is_dutch

if TYPE_CHECKING:
    from collections.abc import Mapping


class Speech:
    """What is said, and how numbers are written, in one language.

    Parameters
    ----------
    language
        The language of the texts of the question set. Sentences are Dutch for 'nl' and its regions, else English.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.own = "nl" if is_dutch(language) else "en"
        self.texts: dict[str, str] = DUTCH if self.own == "nl" else ENGLISH
        self.locale: Locale = Locale("nl", "NL") if self.own == "nl" else Locale("en", "GB")

    def __call__(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue with its facts filled in."""
        return self.texts[key].format(**facts)

    def of(self, texts: Mapping[str, str]) -> str:
        """Return a text of the question set in this language."""
        return texts[self.language]

    def quoted(self, text: str) -> str:
        """Return a name or a statement between quotes."""
        return self("quoted", text=text)

    def number(self, value: float, *, signed: bool = False) -> str:
        """Write a score with one decimal; with its sign where it is a difference."""
        one = rounded(value, 1) + 0.0  # no negative nothing
        written = str(format_decimal(one, format="#,##0.0", locale=self.locale)).replace("-", MINUS)
        return f"+{written}" if signed and one > 0 else written

    def whole(self, value: float) -> str:
        """Write a number that is whole as such, and another with one decimal."""
        return self.count(int(value)) if value == int(value) else self.number(value)

    def count(self, value: int) -> str:
        """Write a whole number."""
        return str(format_decimal(value, format="#,##0", locale=self.locale)).replace("-", MINUS)

    def people(self, n: int) -> str:
        """Write how many people."""
        return self(f"people_{'one' if n == 1 else 'other'}", n=self.count(n))

    def percent(self, share: float) -> str:
        """Write a share as a whole percentage."""
        return str(format_percent(share, format="#,##0%", locale=self.locale))

    def level(self, share: float) -> str:
        """Write a confidence level with the decimals that it has."""
        return str(format_percent(share, format="#,##0.###%", locale=self.locale))

    def date(self, day: date) -> str:
        """Write a date in full."""
        return str(format_date(day, format="long", locale=self.locale))

    def occasion(self, value: Any) -> str:
        """Name an occasion: a date in full, 'before' and 'after' in the reader's words, else as it is given."""
        if isinstance(value, date):
            return self.date(value)
        return self.texts.get(f"occasion_{str(value).lower()}", str(value))
