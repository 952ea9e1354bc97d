"""The Reference contract: one mention of a document in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One mention of a document; `text[start:end] == raw`.

    `certainty` says what the mention rests on. `code`: number and code are printed here. `named`: it is told
    without a code (plenum, congress, law, a number with its year), or the code stands elsewhere in the same
    text and is taken from there. `bare`: a number alone; `Chỉ thị 05` may be the Politburo's or a province's.
    """

    type: str
    number: str | None
    code: str | None
    issuer: str | None
    congress: str | None
    certainty: str
    start: int
    end: int
    raw: str = ""
