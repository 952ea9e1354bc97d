"""Parse search queries: words, "phrases", OR, -excluded, site:, from:, to:.

Any text is a query or raises QueryError; no part of it reaches FTS5 as syntax.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import product

from archive.errors import QueryError
from archive.search.folding import exact_form, has_diacritics, split_words

MAX_TERMS = 64
MAX_QUERY_LENGTH = 10_000  # letters
TOO_MANY_TERMS = f"The query has more than {MAX_TERMS} terms. Use fewer words, or put them in quotes."
MAX_SPELLINGS = 27  # three names of the Central Committee in one phrase
TOKEN = re.compile(r'(?P<minus>(?<!\S)-(?=[^\s-]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
FIELDS = ("site", "from", "to")
FILTER = re.compile(r"(site|from|to):(.+)")
FIELD = re.compile(r"(?P<name>[A-Za-z]+):(?P<value>[^:/]?).*")  # not the scheme of a URL
QUOTES = str.maketrans("“”„«»", '"' * 5)
INVISIBLE = ("Cc", "Cf", "Cs")  # Unicode categories: controls, zero-width characters, lone surrogates
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
OR, AND = ("OR", "|"), "AND"

# Spellings of the Central Committee in the forms of folding.py.
TRUNG_UONG_EXACT = (("tw",), ("t", "w"), ("trung", "ương"))
TRUNG_UONG_FOLDED = (("tw",), ("t", "w"), ("trung", "uong"))


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase, as words of the exact form."""

    words: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether to search the exact form: a word was typed with diacritics."""
        return any(has_diacritics(word) for word in self.words)

    @property
    def spellings(self) -> list[tuple[str, ...]]:
        """The phrases that are equal to this one: T.Ư, TƯ, TW and Trung ương replace each other."""
        names = TRUNG_UONG_EXACT if self.exact else TRUNG_UONG_FOLDED
        slots: list[tuple[tuple[str, ...], ...]] = []
        at = 0
        while at < len(self.words):
            name = next((n for n in names if self.words[at : at + len(n)] == n), None)
            slots.append(names if name else (self.words[at : at + 1],))
            at += len(name) if name else 1
        if len(names) ** sum(len(slot) > 1 for slot in slots) > MAX_SPELLINGS:
            return [self.words]
        return [tuple(word for part in choice for word in part) for choice in product(*slots)]

    @property
    def fts(self) -> str:
        """The term in FTS5 query syntax."""
        return "(" + " OR ".join(f'"{" ".join(spelling)}"' for spelling in self.spellings) + ")"


@dataclass(slots=True)
class Query:
    """A parsed query.

    Attributes:
        clauses: An article matches where each clause matches; a clause matches by any of its terms.
        phrase: All typed words as one phrase, where there are several terms without OR. Most
            Vietnamese words have two syllables, so articles with the phrase come first.
        excluded: An article with any of these terms does not match.
        filters: Values of `site`, `from` and `to`.
        notes: Sentences about parts that look like syntax and are searched as words or ignored.
    """

    clauses: list[list[Term]] = field(default_factory=list)
    phrase: Term | None = None
    excluded: list[Term] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    """A typed word or phrase; `minus`: preceded by a minus, `is_or`: preceded by OR."""

    words: tuple[str, ...]
    is_word: bool
    minus: bool
    is_or: bool


def parse_query(typed: str) -> Query:
    """Return the parsed query.

    Raises:
        QueryError: There is nothing to search for, too many terms, or an invalid date.
    """
    if len(typed) > MAX_QUERY_LENGTH:
        raise QueryError(f"The query is longer than {MAX_QUERY_LENGTH} letters. Use fewer words.")
    query = Query()
    text = _normalise(typed)
    tokens = _join_trung_uong(_tokenize(text, query))
    if text.count('"') % 2:
        query.notes.append('A quote (") is not closed: the phrase goes on to the end of the query.')
    if len(set(tokens)) > MAX_TERMS:
        raise QueryError(TOO_MANY_TERMS)
    query.phrase = _phrase([token for token in tokens if not token.minus])
    for token in tokens:
        term = Term(token.words)
        if token.minus:
            query.excluded.append(term)
        elif token.is_or and query.clauses:
            query.clauses[-1].append(term)
        elif [term] not in query.clauses:
            query.clauses.append([term])
    _check(query)
    return query


def parse_date(typed: str) -> str:
    """Return a year, month or day (`2018`, `2018-05`, `2018-05-15`), to be compared with `published`.

    Raises:
        QueryError: Anything else.
    """
    if not DATE.fullmatch(typed):
        raise QueryError(f"{typed[:40]!r} is not a valid date. Use 2018, 2018-05 or 2018-05-15.")
    return typed


def _normalise(typed: str) -> str:
    text = unicodedata.normalize("NFC", typed).translate(QUOTES)
    return "".join(" " if unicodedata.category(letter) in INVISIBLE else letter for letter in text)


def _tokenize(text: str, query: Query) -> list[_Token]:
    """Return the words and phrases of a query; filters are added to `query`."""
    form = exact_form(text)
    tokens: list[_Token] = []
    is_or = False
    for match in TOKEN.finditer(text):
        word, minus = match["word"], match["minus"] is not None
        if word and not minus:
            query.notes += _notes_on(word)
        if word in OR and not minus:
            is_or = True
        elif word == AND or (word and not minus and _add_filter(word, query)):
            continue
        elif words := split_words(form[slice(*match.span("word" if word else "phrase"))]):
            tokens.append(_Token(tuple(words), is_word=word is not None, minus=minus, is_or=is_or))
            is_or = False
    return tokens


def _join_trung_uong(tokens: list[_Token]) -> list[_Token]:
    """Return the tokens with Trung ương as one token where it was typed as two words."""
    joined: list[_Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last and last.is_word and token.is_word and not (last.minus or token.minus or token.is_or):
            words = last.words + token.words
            if words in TRUNG_UONG_EXACT or words in TRUNG_UONG_FOLDED:
                joined[-1] = replace(last, words=words)
                continue
        joined.append(token)
    return joined


def _phrase(included: list[_Token]) -> Term | None:
    if len(included) < 2 or any(token.is_or for token in included):
        return None
    return Term(tuple(word for token in included for word in token.words))


def _add_filter(word: str, query: Query) -> bool:
    match = FILTER.fullmatch(word)
    if match is None:
        return False
    name, value = match.groups()
    query.filters[name] = value if name == "site" else parse_date(value)
    return True


def _notes_on(word: str) -> list[str]:
    """Return what a reader must know of a word that another search engine would take for syntax."""
    if word == "NOT":
        return ["NOT is searched as a word. To exclude a word, type - before it: -word"]
    if word.endswith("*"):
        return [f"{word[:40]!r}: there are no wildcards, so the * is ignored."]
    found = FIELD.fullmatch(word)
    if found is None or FILTER.fullmatch(word):
        return []
    if found["name"] in FIELDS:
        return [f"{word[:40]!r} has no value: type it directly after the colon, as in site:nhandan."]
    if found["value"]:
        known = ", ".join(f"{name}:" for name in FIELDS)
        return [f"There is no field '{found['name']}:'; {word[:40]!r} is searched as words. Fields: {known}."]
    return []


def _check(query: Query) -> None:
    if len(query.excluded) + sum(len(clause) for clause in query.clauses) > MAX_TERMS:
        raise QueryError(TOO_MANY_TERMS)
    if query.excluded and not (query.clauses or query.filters):
        raise QueryError("The query only excludes words. Add a word to search for.")
    if not (query.clauses or query.filters):
        raise QueryError('The query is empty. Type a word, or a "phrase" in quotes.')
