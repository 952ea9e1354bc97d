"""Date parsers: `python -m benchmarks.contenders.dates READER REPEATS`.

`reported` has the number of correct dates. The formats are those of the sites, each with its value, or None
if the date must be refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks.harness.worker import measure

CAPTURED = datetime(2026, 11, 20, tzinfo=UTC)
FORMS = {
    "Thứ Ba, 15/05/2018, 19:24:18": "2018-05-15T19:24:18+07:00",
    "Thứ Sáu, 16/06/2017, 09:37 [GMT+7]": "2017-06-16T09:37:00+07:00",
    "08:28, Thứ Tư, 22/05/2019 (GMT+7)": "2019-05-22T08:28:00+07:00",
    "23/10/2015 | 1104": "2015-10-23",
    "(15:30 02/04/2021)": "2021-04-02T15:30:00+07:00",
    "04/12/2017 07:23 GMT+7": "2017-12-04T07:23:00+07:00",
    "lúc : 11/07/14 11:35": "2014-07-11T11:35:00+07:00",
    "17/06/2025 13:43": "2025-06-17T13:43:00+07:00",
    "Thứ tư, 10/12/2025 - 18:45": "2025-12-10T18:45:00+07:00",
    "08/01/2026 - 18:21": "2026-01-08T18:21:00+07:00",
    "09:59 | 31/05/2013": "2013-05-31T09:59:00+07:00",
    "18:43, ngày 07-03-2023": "2023-03-07T18:43:00+07:00",
    "09:41 21/01/2021": "2021-01-21T09:41:00+07:00",
    "28/10/2020 | 11:32 AM": "2020-10-28T11:32:00+07:00",
    "09:12' - 17/07/2025": "2025-07-17T09:12:00+07:00",
    "Thứ tư, 08 Tháng 9 2021 15:09": "2021-09-08T15:09:00+07:00",
    "Thứ hai - 04/07/2022 04:34 288 0": "2022-07-04T04:34:00+07:00",
    "Cập nhật lúc 10:24 01/04/2025 (GMT+7)": "2025-04-01T10:24:00+07:00",
    "05-09-2026 - 17:09 PM": "2026-09-05T17:09:00+07:00",
    "2025-06-17T13:43:02+0700": "2025-06-17T13:43:02+07:00",
    "1750142582": "2025-06-17T13:43:02+07:00",
    "Thứ Ba, 07-09-2021, 14:05": "2021-09-07T14:05:00+07:00",
    "07:30, Thứ Ba, 16/08/2022 (GMT+7)": "2022-08-16T07:30:00+07:00",
    "2021-10-20 07:15": "2021-10-20T07:15:00+07:00",
    "Hôm nay, ngày 29 tháng 8 năm 2015": None,
}


def partynews() -> Callable[[str], str | None]:
    from crawler.parse.dates import read_date

    return lambda text: read_date(text, CAPTURED).value


def dateparser() -> Callable[[str], str | None]:
    import dateparser

    settings = {"DATE_ORDER": "DMY", "TIMEZONE": "+0700", "RETURN_AS_TIMEZONE_AWARE": True}

    def read(text: str) -> str | None:
        found = dateparser.parse(text, languages=["vi", "en"], settings=settings)
        return found.isoformat() if found else None

    return read


READERS = {"partynews": partynews, "dateparser": dateparser}


def is_right(found: str | None, meant: str | None) -> bool:
    """Return whether `found` equals the expected value; midnight counts as a date without time."""
    return found == meant or (meant is not None and found == f"{meant}T00:00:00+07:00")


def main(reader: str, repeats: int) -> None:
    read = READERS[reader]()
    right = sum(is_right(read(text), meant) for text, meant in FORMS.items())

    def work() -> int:
        for _ in range(repeats):
            for text in FORMS:
                read(text)
        return repeats * len(FORMS)

    measure(work, {"right": right, "forms": len(FORMS)})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
