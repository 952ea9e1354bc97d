"""The page of an article as it was captured: a calendar of its captures, and the replay of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from archive.lookup import find_article
from archive.ui.read_only_database import read_archive
from archive.ui.replay_process import replay_address
from archive.ui.served import served_by
from archive.ui.template_filters import local_time
from archive.web_url import is_web_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    from archive.database.rows import Row


async def captured_page(request: Request, datasette: Datasette) -> Any:
    """Return the page with the capture in the URL, by default that of the newest text."""
    article = await read_archive(datasette, lambda db: find_article(db, request.url_vars["id"]))
    number = request.url_vars["capture"]
    wanted = int(number) if number else article and article["capture_id"]
    capture = next((row for row in (article or {}).get("captures", ()) if row["id"] == wanted), None)
    if article is None or (number and capture is None):
        raise NotFound("There is no such article or capture in the archive.")
    server = served_by(datasette).replay
    can_replay = capture is not None and capture["url"] is not None and is_web_url(capture["url"])
    context = {
        "article": article,
        "capture": capture,
        "months": calendar(article["captures"]),
        "can_replay": can_replay,
        "replay": replay_address(server, capture["url"], capture["captured"])
        if server and capture and can_replay
        else None,
    }
    return Response.html(await datasette.render_template("captured.html", context, request=request))


def calendar(captures: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the captures by month, in Hà Nội time, each with `day` and `time`.

    >>> calendar([{"captured": "2026-03-31T18:00:00Z"}])
    {'2026-04': [{'captured': '2026-03-31T18:00:00Z', 'day': '01', 'time': '01:00'}]}
    """
    months: dict[str, list[Row]] = {}
    for capture in captures:
        moment = local_time(capture["captured"])
        day = {**capture, "day": moment[8:10], "time": moment[11:]}
        months.setdefault(moment[:7], []).append(day)
    return months
