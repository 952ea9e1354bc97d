"""The Reference type: one mention of a document in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One mention of a document.

    Attributes:
        type: The type of document: `chi_thi`, `nghi_quyet_tw` (plenum), `nghi_quyet_dh` (congress), `luat`...
        number: As printed (`05`, `130/2020`), or the number of the plenum.
        code: The letters after the number, without spaces: `CT/TW`.
        issuer: The issuing body, abbreviations expanded.
        congress: The congress (khóa) as a Roman numeral.
        certainty: `code`: number and code are printed here. `named`: identified without a code (plenum,
            congress, law, a number with its year), or by a code elsewhere in the same text. `bare`: only a
            number; `Chỉ thị 05` can be the Politburo's or a province's.
        start: Position of the first character in the text.
        end: Position after the last character.
        raw: `text[start:end]`.
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
