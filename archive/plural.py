"""Numbers with the noun in singular or plural."""

from __future__ import annotations


def plural(word: str, number: int, many: str | None = None) -> str:
    """Return `word` for 1, the plural for any other number.

    >>> plural("site", 1), plural("site", 0), plural("is", 3, "are")
    ('site', 'sites', 'are')
    """
    return word if number == 1 else many or f"{word}s"


def counted(number: int, word: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "article"), counted(0, "article"), counted(2, "address", "addresses")
    ('1 article', '0 articles', '2 addresses')
    """
    return f"{number} {plural(word, number, many)}"
