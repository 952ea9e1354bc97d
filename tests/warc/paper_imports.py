"""Import parts of WARC files of one paper into an archive, for tests."""

from __future__ import annotations

from typing import Any

from archive.store import Store
from crawler.ingest.import_files import ImportReport, import_files
from crawler.ingest.import_scope import ImportScope
from crawler.parse.layout import Layout
from crawler.site import Site

LAYOUT = Layout("paper", marker="h1.title", title="h1.title", body=".content", published=".date")
PAPER = Site(
    "paper", "Paper", ("paper.vn",), (r"-post(?P<key>\d+)\.html$",), (LAYOUT,), marks=("PAPER",)
)  # fmt: skip
GENERIC = ImportScope(generic=True)
SITES = {"paper": PAPER}
URL = "https://paper.vn/dai-hoi-post1.html"
SENTENCES = (
    "Sáng nay, chi bộ thôn Đông tổ chức sinh hoạt chuyên đề về học tập và làm theo Bác.",
    "Đồng chí Bí thư Đảng ủy xã dự và phát biểu, ghi nhận những việc chi bộ đã làm được trong năm qua.",
    "Các đảng viên trao đổi về việc xây dựng nông thôn mới, giữ gìn môi trường và phát triển kinh tế.",
    "Kết thúc buổi sinh hoạt, chi bộ thống nhất ba nhiệm vụ trọng tâm và phân công người phụ trách.",
)


def page(title: str, text: str = "Chi bộ bàn việc học tập nghị quyết.") -> bytes:
    return (
        f"<html><body><h1 class='title'>{title}</h1><p class='date'>02/03/2026 08:00</p>"
        f"<div class='content'><p>{title}: đoạn một.</p><p>{text}</p></div></body></html>"
    ).encode()


def bring_in(store: Store, *parts: bytes, name: str = "in.warc.gz", **options: Any) -> ImportReport:
    path = store.path.parent / name
    path.write_bytes(b"".join(parts))
    return import_files(store, SITES, [path], **options)


def outcomes(report: ImportReport) -> dict[str, tuple[str, str | None]]:
    return {url: (settled.outcome, settled.reason) for url, settled in report.outcomes.items()}
