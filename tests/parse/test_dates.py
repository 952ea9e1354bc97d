"""Publication dates in the formats of the sites."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.dates import DateReading, is_date_line, lift_date_from_title, read_date

CAPTURED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

PRINTED = [  # all known formats of the sites
    ("Thứ Ba, 15/05/2018, 19:24:18", "2018-05-15T19:24:18+07:00", "second"),
    ("Thứ Sáu, 16/06/2017, 09:37 [GMT+7]", "2017-06-16T09:37:00+07:00", "minute"),
    ("08:28, Thứ Tư, 22/05/2019 (GMT+7)", "2019-05-22T08:28:00+07:00", "minute"),
    ("23/10/2015 | 1104", "2015-10-23", "day"),
    ("(15:30 02/04/2021)", "2021-04-02T15:30:00+07:00", "minute"),
    ("04/12/2017 07:23 GMT+7", "2017-12-04T07:23:00+07:00", "minute"),
    ("lúc : 11/07/14 11:35", "2014-07-11T11:35:00+07:00", "minute"),
    ("17/06/2025 13:43", "2025-06-17T13:43:00+07:00", "minute"),
    ("Thứ tư, 10/12/2025 - 18:45", "2025-12-10T18:45:00+07:00", "minute"),
    ("08/01/2026 - 18:21", "2026-01-08T18:21:00+07:00", "minute"),
    ("09:59 | 31/05/2013", "2013-05-31T09:59:00+07:00", "minute"),
    ("18:43, ngày 07-03-2023", "2023-03-07T18:43:00+07:00", "minute"),
    ("09:41 21/01/2021", "2021-01-21T09:41:00+07:00", "minute"),
    ("28/10/2020 | 11:32 AM", "2020-10-28T11:32:00+07:00", "minute"),
    ("09:12' - 17/07/2025", "2025-07-17T09:12:00+07:00", "minute"),
    ("Thứ tư, 08 Tháng 9 2021 15:09", "2021-09-08T15:09:00+07:00", "minute"),
    ("Thứ hai - 04/07/2022 04:34 288 0", "2022-07-04T04:34:00+07:00", "minute"),
    ("Cập nhật lúc 10:24 01/04/2025 (GMT+7)", "2025-04-01T10:24:00+07:00", "minute"),
    ("05-09-2026 - 17:09 PM", "2026-09-05T17:09:00+07:00", "minute"),
    ("Thứ Ba, 07-09-2021, 14:05", "2021-09-07T14:05:00+07:00", "minute"),
    ("Chủ Nhật, 17/05/2020, 07:10:05", "2020-05-17T07:10:05+07:00", "second"),
    ("07:30, Thứ Ba, 16/08/2022 (GMT+7)", "2022-08-16T07:30:00+07:00", "minute"),
]
OTHERS = [
    ("2025-06-17T13:43:02+0700", "2025-06-17T13:43:02+07:00", "second"),
    ("2025-06-17T06:43:02Z", "2025-06-17T13:43:02+07:00", "second"),
    ("2025-06-17T06:43:02.120+00:00", "2025-06-17T13:43:02+07:00", "second"),
    ("2021-10-20 07:15", "2021-10-20T07:15:00+07:00", "minute"),
    ("1750142582", "2025-06-17T13:43:02+07:00", "second"),
    ("1750142582000", "2025-06-17T13:43:02+07:00", "second"),
    ("2021-10-20", "2021-10-20", "day"),
    ("10/11/2018", "2018-11-10", "day"),
    ("5/9/2018 - 7h05", "2018-09-05T07:05:00+07:00", "minute"),
    ("ngày 29 tháng 8 năm 2015", "2015-08-29", "day"),
    ("Ngày 2 tháng Mười Hai năm 2019", "2019-12-02", "day"),
    ("Tháng Chín 8, 2021", "2021-09-08", "day"),
    ("08 Th9, 2021", "2021-09-08", "day"),
    ("8 Thg 9 2021", "2021-09-08", "day"),
    ("Wednesday, September 8, 2021", "2021-09-08", "day"),
    ("8 Sep 2021", "2021-09-08", "day"),
    ("28/10/2020 05:32 PM", "2020-10-28T17:32:00+07:00", "minute"),
    ("28/10/2020 12:05 AM", "2020-10-28T00:05:00+07:00", "minute"),
    ("28/10/2020 12:05 SA", "2020-10-28T00:05:00+07:00", "minute"),
    ("28/10/2020 20:00 (GMT+9)", "2020-10-28T18:00:00+07:00", "minute"),
    ("15/05/2018 (2 năm trước)", "2018-05-15", "day"),
    ("Ngày đăng: 15/05/2018 | Lượt xem: 1.204", "2018-05-15", "day"),
    ("\xa0 08:28,\xa0Thứ Tư, 22/05/2019\xa0(GMT+7)\u200b", "2019-05-22T08:28:00+07:00", "minute"),
    ("29/02/2020", "2020-02-29", "day"),
]


@pytest.mark.parametrize(("raw", "value", "precision"), PRINTED + OTHERS)
def test_date_is_read_in_hanoi_time_with_its_precision(raw, value, precision):
    reading = read_date(raw, CAPTURED)
    assert (reading.value, reading.precision, reading.flag) == (value, precision, None)


DOUBTFUL = [
    ("31/02/2018", "impossible"),
    ("Thứ Ba, 31/02/2018, 19:24:18", "impossible"),
    ("00/00/0000", "impossible"),
    ("29/02/2019", "impossible"),
    ("29 tháng 2 năm 2019", "impossible"),
    ("01/01/0000", "impossible"),
    ("13/25/2018", "impossible"),
    ("32/01/2018", "impossible"),
    ("25:61 12/05/2018", "impossible"),
    ("24:00 12/05/2018", "impossible"),
    ("2018-13-01T10:00:00", "impossible"),
    ("9999-12-31T23:59:59-12:00", "impossible"),
    ("12/05/9999", "future"),
    ("12/05/2099", "future"),
    ("08:00, Thứ Hai, 24/11/2026 (GMT+7)", "future"),
    ("15/05/1995", "early"),
    ("0001-01-01T00:00:00", "early"),
    ("01/01/1970", "early"),
    ("12/05/20", "ambiguous"),
    ("12/05/20 08:30", "ambiguous"),
    ("15-05-18", "ambiguous"),
    ("15/05/2018 - 16/05/2018", "ambiguous"),
    ("08:00 - 10:00 15/05/2018", "ambiguous"),
    ("28/10/2020 17:09 AM", "ambiguous"),
    ("24h qua", "relative"),
    ("2 giờ trước", "relative"),
    ("1 năm trước", "relative"),
    ("hôm qua lúc 12:30", "relative"),
    ("Hôm nay, ngày 29 tháng 8 năm 2015", "relative"),
    ("Tháng 5/2018", "incomplete"),
    ("tháng 5 năm 2018", "incomplete"),
    ("05/2018", "incomplete"),
    ("15-5", "incomplete"),
    ("12/1", "incomplete"),
    ("2018", "incomplete"),
    ("Hà Nội", "unreadable"),
    ("1104", "unreadable"),
    ("20180515", "unreadable"),
    ("12/05/20188", "incomplete"),
    ("Ngày 15/05/2018, " + "Đảng ủy Khối tổ chức hội nghị " * 10, "unreadable"),
]


@pytest.mark.parametrize(("raw", "doubt"), DOUBTFUL)
def test_doubtful_date_is_null_with_raw_text_and_flag(raw, doubt):
    assert read_date(raw, CAPTURED) == DateReading(None, None, f"published:{doubt}", raw.strip())


def test_empty_text_gives_no_date_and_no_flag():
    assert read_date(" \xa0", CAPTURED) == DateReading(None, None, None, "")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("23/11/2026 18:59", "2026-11-23T18:59:00+07:00"),
        ("23/11/2026 19:01", None),
        ("23/11/2026", "2026-11-23"),
        ("24/11/2026", None),
    ],
)
def test_date_up_to_a_day_after_the_capture_is_accepted(raw, value):
    assert read_date(raw, CAPTURED).value == value
    assert read_date(raw, CAPTURED.replace(tzinfo=None)).value == value


@pytest.mark.parametrize("raw", [raw for raw, _, _ in PRINTED])
def test_date_line_is_recognised(raw):
    assert is_date_line(raw)


@pytest.mark.parametrize(
    "line", ["Ngày 15/5/2018, tại Hà Nội", "PV", "", "Chỉ thị 05-CT/TW", "15-5", "12:30"]
)
def test_line_with_other_words_is_not_a_date_line(line):
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("line", "title", "date"),
    [
        ("Sơ kết 5 năm (15:30 02/04/2021)", "Sơ kết 5 năm", "15:30 02/04/2021"),
        ("Sơ kết (khóa XII) (9:05 2/4/2021) ", "Sơ kết (khóa XII)", "9:05 2/4/2021"),
        ("Ngày sinh (7/4/1907 - 7/4/2017)", "Ngày sinh (7/4/1907 - 7/4/2017)", None),
        ("Nghị quyết Trung ương 4 (khóa XII)", "Nghị quyết Trung ương 4 (khóa XII)", None),
        ("Hội nghị (ngày 2/4/2021 tại Hà Nội)", "Hội nghị (ngày 2/4/2021 tại Hà Nội)", None),
        ("", "", None),
    ],
)
def test_date_is_removed_from_the_end_of_a_title(line, title, date):
    assert lift_date_from_title(line) == (title, date)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gives_a_date_or_a_flag(raw):
    reading = read_date(raw, CAPTURED)
    assert (reading.value is None) == (reading.precision is None)
    assert reading.value is None or reading.flag is None
    is_date_line(raw)
    lift_date_from_title(raw)


@given(st.text("0123456789/-.: |,hgGMT+7[]()ThứabángAPSCH'năm", max_size=40))
def test_text_of_date_parts_gives_a_date_or_a_flag(raw):
    assert read_date(raw, CAPTURED).value is None or read_date(raw, CAPTURED).flag is None


@given(st.datetimes(datetime(1996, 1, 2), datetime(2026, 11, 20)))
def test_day_first_dates_round_trip(moment):
    moment = moment.replace(microsecond=0)
    expected = f"{moment.isoformat()}+07:00"
    assert read_date(moment.strftime("%d/%m/%Y, %H:%M:%S"), CAPTURED).value == expected
    assert read_date(moment.strftime("%H:%M:%S ngày %d-%m-%Y"), CAPTURED).value == expected
    epoch = (moment - timedelta(hours=7)).replace(tzinfo=UTC).timestamp()
    assert read_date(str(int(epoch)), CAPTURED).value == expected
