"""Forms of article URLs that several CMSes have in common."""

NUMBERED_HTML = r"-(?P<key>\d{4,})\.html$"
