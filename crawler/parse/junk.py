"""Text that a broken site prints in place of an article: template code, server errors, loading notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.parse.text import WORD

SHORTEST_CIPHER = 60  # letters
PROSE = 100  # letters of prose from which a text with a line of junk is still an article
LONGEST_ERROR_LINE = 200
LONGEST_VALUE = 100
LONGEST_MESSAGE = 500
LONGEST_CODE = 2000
BEGINNING = 200  # letters of a line, which often have all the marks that are asked for
NOT_VIETNAMESE = 0.1  # bytes beyond ASCII per letter; Vietnamese prose has 0.3 to 0.6

# Expressions of Jinja, Vue, Angular, Handlebars, ERB, ASP, JavaScript, Razor and Smarty; `__TITLE__`.
EXPRESSION = re.compile(
    r"\{\{[^{}]{0,300}\}\}|\{%[^%{}]{0,300}%\}|<%[^%<>]{0,300}%>|<\?[^?<>]{0,300}\?>|[$#]\{[^{}]{0,300}\}"
    r"|\[\[[^\[\]]{0,300}\]\]|\{[$@]?[A-Za-z_][\w.|>-]{0,100}\}|@(?:Model|Html|ViewBag|ViewData|item)\b[\w.()]{0,100}"
    r"|__[A-Z][A-Z_]{2,50}__|\[[A-Z]+_[A-Z_]{1,50}\]|%[A-Za-z_]{3,50}%"
)
MARKUP = re.compile(
    r"\s*</?(?:p|div|span|br|strong|em|table|tr|td|img|a|ul|li|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE
)
BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
LETTER = re.compile(r"[^\W\d_]")

# What JavaScript, Python, Ruby and SQL print for a value that is not there.
EMPTY_VALUES = frozenset(("undefined", "null", "nan", "none", "nil", "invaliddate"))
OBJECT = re.compile(r"\[object \w+\]")

# Error messages of ASP.NET, PHP, SQL servers, Java, Python, Ruby, Node and HTTP servers.
SERVER_ERROR = re.compile(
    r"server error in '|unhandled exception|object reference not set to an instance|exception details:"
    r"|the timeout period elapsed|stack trace:|input string was not in a correct format|runtime error"
    r"|could not find stored procedure|cannot open database|login failed for user|incorrect syntax near"
    r"|microsoft (?:ole db|vbscript|jet|odbc)|\badodb\."
    r"|\b(?:warning|notice|fatal error|parse error|deprecated|strict standards)\b ?: .{1,300}\bon line \d"
    r"|\buncaught (?:\w{0,40}error|\w{0,40}exception)|\bmysqli?_\w+\(|\bpg_\w+\(|allowed memory size"
    r"|call to undefined (?:function|method)|undefined (?:variable|index|offset|array key)"
    r"|maximum execution time|error in your sql syntax|sqlstate\b|server has gone away|\bora-\d{4,5}"
    r"|too many connections|establishing a database connection|can't connect to|unknown column '"
    r"|deadlock found"
    r"|\b(?:java|javax|org|com|net|system)(?:\.[a-z]\w{0,40}){0,6}\.\w{0,60}(?:exception|error)\b"
    r"|\bat [\w.$<>]{3,120}\([\w. :]{0,80}\)|\bnullpointerexception|whitelabel error page"
    r"|traceback \(most recent call last\)|\bfile \"[^\"]{1,200}\", line \d|undefined method [`'\"]"
    r"|\b(?:type|reference|syntax|range|name|value|key|attribute|index|import)error: "
    r"|\bcannot (?:get|post) /|internal server error|bad gateway|service (?:temporarily )?unavailable"
    r"|gateway time-?out|request timed out|http (?:status|error) [45]\d\d|econn(?:refused|reset)"
    r"|something went wrong|error establishing|an error occurred|\bnginx/\d|\bapache/\d|^\W*lorem ipsum"
    r"|^\s*[\[{][\[{\s]{0,5}\"\w{1,60}\"\s*:"  # JSON
    r"|\$\(document\)|\bfunction ?\w{0,40}\([\w, ]{0,60}\) ?\{|\bdocument\.\w{1,30}\("  # scripts and styles
    r"|console\.log\(|\bvar \w{1,40} ?= ?[\[{\"'\w]|@media\b|\{ ?[\w-]{2,30} ?: ?[^{};]{1,60}[;}]",
    re.IGNORECASE,
)
ERROR_WORD = re.compile(
    r"\b(?:errors?|exceptions?|warning|fatal|failed|failure|timed? ?out|denied|forbidden|unavailable"
    r"|undefined|not found|cannot|could not|unable to|invalid|overflow|unexpected|javascript|it works"
    r"|no input file|too many|under (?:construction|maintenance)|index of /|welcome to)",
    re.IGNORECASE,
)

# Words of `Nội dung đang được cập nhật, mời bạn đọc quay lại sau`: a line of these alone names nothing.
NOTE_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        đang được đã sẽ vẫn hiện tại nay tiếp tục sớm nhất có thể trong thời gian giây lát ít phút chốc lúc
        này sau khi trước nội dung bài viết báo tin tức thông dữ liệu trang web website hệ thống máy chủ kết
        nối đường truyền mạng chi tiết hình ảnh video clip cập nhật tải xử lý lí biên tập hoàn thiện hiển
        thị mở lại quay thử lỗi xảy ra chưa không vui lòng xin mời hãy quý vị bạn đọc độc giả chờ đợi theo
        dõi đón xem liên hệ quản trị viên ban cần cảm ơn trân trọng chúng tôi tòa toà soạn về của và hoặc để
        từ cho các những một phần mục bật kích hoạt trình duyệt javascript bổ sung khởi tạo nhé ạ thêm
        loading please wait content is are being updated updating soon coming data article page the this a
        an moment while we for more no available not yet try again later error has occurred in progress of
        to internal server service unavailable
        quá trình yêu cầu truy gặp sự cố kỹ thuật khắc phục tạm gián đoạn ngừng dừng dịch vụ mong thông
        cảm bất tiện ứng dụng khả nâng cấp bảo trì duyệt xuất bản ngay đủ đầy phiên
        quyền tồn còn hết hạn phát triển xây dựng nhập vào đây tiêu đề
        """,
    )
)
NOTE = re.compile(
    r"cập nhật|\b(?:tải|chờ|đợi|lỗi)\b|(?:chưa|không) (?:có|thể)|(?:đang|được) (?:biên tập|xử l[ýí])"
    r"|hoàn thiện|bổ sung|sự cố|nâng cấp|bảo trì|gián đoạn|khả dụng|chờ duyệt|javascript|loading|updat"
    r"|quyền truy cập|không còn tồn tại|đã hết hạn|đang phát triển|đang (?:được )?xây dựng|nhập nội dung"
    r"|^\W*(?:nội dung|tiêu đề) (?:bài viết|bài báo|tin)\W*$"
    r"|please wait|coming soon|not available|\berror\b|no (?:content|data)",
    re.IGNORECASE,
)


def is_junk(line: str) -> bool:
    """Return whether `line` is template code, an empty value, a server error or a loading note, and no more.

    >>> is_junk("{{ article.content }}"), is_junk("Đang cập nhật..."), is_junk("[object Object]")
    (True, True, True)
    >>> is_junk("Lỗi 500 Internal Server Error khiến trang của sở ngừng một giờ.")
    False
    """
    return is_leak(line) or _is_note(line)


def is_leak(line: str) -> bool:
    """Return whether `line` is template code, an empty value or a server error: no newspaper prints these."""
    if _is_code(line) and (_is_empty_value(line) or SERVER_ERROR.search(line[:LONGEST_CODE])):
        return True
    has_sign = "{" in line or "[" in line or "<" in line or "@" in line or "_" in line
    return (has_sign or line.startswith("%")) and _is_template(line)


def is_encrypted(line: str) -> bool:
    """Return whether `line` is Base64 that a script of the page decrypts: one long word of mixed characters.

    >>> is_encrypted("U2FsdGVkX1" + "9x3bT/Zq" * 8), is_encrypted("Hội nghị sơ kết công tác quý I năm 2026.")
    (True, False)
    """
    if len(line) < SHORTEST_CIPHER or " " in line or not BASE64.fullmatch(line):
        return False
    return all(any(map(kind, line)) for kind in (str.islower, str.isupper, str.isdigit))


def find_junk(title: str, body: Sequence[str]) -> str | None:
    """Return the line that shows title or body to be junk, None for an article.

    A body is junk where nothing but junk is in it, where less than PROSE letters of Vietnamese stand beside a
    leak, and where a short text without Vietnamese has a word such as `exception`.
    """
    if is_junk(title):
        return title
    if any(len(line) >= PROSE + LONGEST_ERROR_LINE and not _is_code(line) for line in body):
        return None
    junk = [line for line in body if is_junk(line)]
    rest = [line for line in body if line not in junk]
    prose = sum(len(line) for line in rest if not _is_code(line))
    leaks = [line for line in junk if is_leak(line)]
    if junk and (not rest or (leaks and prose < PROSE)):
        return (leaks or junk)[0]
    if not prose and sum(map(len, rest)) <= LONGEST_MESSAGE:
        return next((line for line in rest if ERROR_WORD.search(line)), None)
    return None


def _is_template(line: str) -> bool:
    if len(line) > LONGEST_CODE:
        return False
    if MARKUP.match(line):
        return True
    rest, found = EXPRESSION.subn("", line)
    left = len(LETTER.findall(rest))
    return bool(found) and 2 * left <= len(LETTER.findall(line))


def _is_empty_value(line: str) -> bool:
    if len(line) > LONGEST_VALUE:
        return False
    words = re.findall(r"[^\W_]+", OBJECT.sub("undefined", line).casefold())
    return bool(words) and (EMPTY_VALUES.issuperset(words) or "".join(words) in EMPTY_VALUES)


def _is_note(line: str) -> bool:
    if len(line) > LONGEST_ERROR_LINE:
        return False
    words = WORD.finditer(line.casefold())
    return all(word[0] in NOTE_WORDS for word in words) and bool(NOTE.search(line))


def _is_code(line: str) -> bool:
    """Whether `line` has too few marked letters to be Vietnamese prose."""
    enough = NOT_VIETNAMESE * len(line)
    if len(line) > BEGINNING and _marks_in(line[:BEGINNING]) >= enough:
        return False
    return _marks_in(line) < enough


def _marks_in(text: str) -> int:
    """The bytes that `text` has in UTF-8 beyond one for each letter."""
    return len(text.encode()) - len(text)
