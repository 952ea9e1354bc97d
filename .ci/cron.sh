#!/bin/sh
# The service `crawl` of compose.yaml: run the schedule of `partynews schedule` with cron, as root. The jobs run as
# archivist. A container has no mail, so what a run writes to stderr (problems only) goes to the log of the container.
set -eu
problems=/archive/problems.log
touch "$problems"
chown archivist "$problems"
partynews schedule | sed "/^[0-9]/ s|\$| 2>> $problems|" | crontab -u archivist -
cron
exec tail -n 0 -F "$problems"
