"""Why a page was not read: a class that is counted, and a sentence for a person."""

from __future__ import annotations


class Refused(Exception):
    """A page that must not be stored, because what came out of it would be wrong or half.

    `cls` is counted and stands first in an outcome's reason (`layout:unknown`, `layout:body`,
    `text:none`, `text:junk`, `text:encrypted`, `soft_error`, `type`, `too_large`, `truncated`, `url`,
    `site:unknown`);
    `why` says site, layout, what was looked for, and the URL.
    """

    def __init__(self, cls: str, why: str) -> None:
        super().__init__(f"{cls}: {why}")
        self.cls = cls
        self.why = why
