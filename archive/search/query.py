"""What a person types into search, understood: words, "phrases", OR, -not, site:, from:, to:.

Whatever is typed is a query or a QueryError with one sentence; nothing of it reaches FTS5 as syntax.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import product

from archive.errors import QueryError
from archive.search.folding import exact_form, has_marks, words

MOST_TERMS = 64
LONGEST_QUERY = 10_000  # letters
TOO_MANY_TERMS = f"That is more than {MOST_TERMS} words. Search for fewer, or put them in quotes."
MOST_SPELLINGS = 27
PIECE = re.compile(r'(?P<minus>(?<!\S)-(?=[^\s-]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
FILTER = re.compile(r"(site|from|to):(.+)")
QUOTES = str.maketrans("“”„«»", '"' * 5)
UNSEEN = ("Cc", "Cf", "Cs")  # controls, zero-width marks, halves of surrogate pairs
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
OR, AND = ("OR", "|"), "AND"

# The Central Committee, as folding.py writes its spellings.
CENTRE_EXACT = (("tw",), ("t", "w"), ("trung", "ương"))
CENTRE_FOLDED = (("tw",), ("t", "w"), ("trung", "uong"))


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase: its words, and whether it is looked for in the exact form or the folded one."""

    words: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Marks were typed somewhere in it, so they are meant."""
        return any(has_marks(word) for word in self.words)

    @property
    def spellings(self) -> list[tuple[str, ...]]:
        """The phrases that count as this one: T.Ư, TƯ, TW and Trung ương stand for each other."""
        centre = CENTRE_EXACT if self.exact else CENTRE_FOLDED
        slots: list[tuple[tuple[str, ...], ...]] = []
        at = 0
        while at < len(self.words):
            said = next((c for c in centre if self.words[at : at + len(c)] == c), None)
            slots.append(centre if said else (self.words[at : at + 1],))
            at += len(said) if said else 1
        if len(centre) ** sum(len(slot) > 1 for slot in slots) > MOST_SPELLINGS:
            return [self.words]
        return [tuple(word for part in choice for word in part) for choice in product(*slots)]

    @property
    def fts(self) -> str:
        """The term in the syntax of FTS5."""
        return "(" + " OR ".join(f'"{" ".join(spelling)}"' for spelling in self.spellings) + ")"


@dataclass(slots=True)
class Query:
    """Every clause must hold, a clause holds by any of its terms; no excluded term may hold.

    `side_by_side` is all that was typed as one phrase, where it is more than one piece without OR: most
    Vietnamese words are of two syllables, so texts that have them side by side are meant first.
    """

    clauses: list[list[Term]] = field(default_factory=list)
    side_by_side: Term | None = None
    excluded: list[Term] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """One word or phrase as it was typed, and what stood before it."""

    words: tuple[str, ...]
    bare: bool
    minus: bool
    either: bool


def read_query(typed: str) -> Query:
    """The query that was typed; raises QueryError where there is nothing to look for."""
    if len(typed) > LONGEST_QUERY:
        raise QueryError(f"That is more than {LONGEST_QUERY} letters. Search for fewer words.")
    query = Query()
    pieces = _whole_names(_pieces(_clean(typed), query))
    if len(set(pieces)) > MOST_TERMS:
        raise QueryError(TOO_MANY_TERMS)
    query.side_by_side = _side_by_side([piece for piece in pieces if not piece.minus])
    for piece in pieces:
        term = Term(piece.words)
        if piece.minus:
            query.excluded.append(term)
        elif piece.either and query.clauses:
            query.clauses[-1].append(term)
        elif [term] not in query.clauses:
            query.clauses.append([term])
    _check(query)
    return query


def read_date(typed: str) -> str:
    """A year, month or day as it is compared with `published`; raises QueryError for anything else."""
    if not DATE.fullmatch(typed):
        raise QueryError(f"{typed[:40]!r} is no date. Write 2018, 2018-05 or 2018-05-15.")
    return typed


def _clean(typed: str) -> str:
    text = unicodedata.normalize("NFC", typed).translate(QUOTES)
    return "".join(" " if unicodedata.category(letter) in UNSEEN else letter for letter in text)


def _pieces(text: str, query: Query) -> list[Piece]:
    """The words and phrases of a query; filters go into `query`."""
    form = exact_form(text)
    pieces: list[Piece] = []
    either = False
    for match in PIECE.finditer(text):
        word, minus = match["word"], match["minus"] is not None
        if word in OR and not minus:
            either = True
        elif word == AND or (word and not minus and _is_filter(word, query)):
            continue
        elif said := words(form[slice(*match.span("word" if word else "phrase"))]):
            pieces.append(Piece(tuple(said), bare=word is not None, minus=minus, either=either))
            either = False
    return pieces


def _whole_names(pieces: list[Piece]) -> list[Piece]:
    """The same pieces, with Trung Ương in one where it was typed as two bare words."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.bare and piece.bare and not (last.minus or piece.minus or piece.either):
            both = last.words + piece.words
            if both in CENTRE_EXACT or both in CENTRE_FOLDED:
                joined[-1] = replace(last, words=both)
                continue
        joined.append(piece)
    return joined


def _side_by_side(wanted: list[Piece]) -> Term | None:
    if len(wanted) < 2 or any(piece.either for piece in wanted):
        return None
    return Term(tuple(word for piece in wanted for word in piece.words))


def _is_filter(word: str, query: Query) -> bool:
    match = FILTER.fullmatch(word)
    if match is None:
        return False
    name, value = match.groups()
    query.filters[name] = value if name == "site" else read_date(value)
    return True


def _check(query: Query) -> None:
    if len(query.excluded) + sum(len(clause) for clause in query.clauses) > MOST_TERMS:
        raise QueryError(TOO_MANY_TERMS)
    if query.excluded and not (query.clauses or query.filters):
        raise QueryError("Say also what to look for, not only what to leave out.")
    if not (query.clauses or query.filters):
        raise QueryError('Nothing to look for: type a word, or a "phrase" in quotes.')
