# partynews in a container. Build: docker build -t partynews .   Demo: docker run --rm partynews demo
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements-runtime.lock ./
RUN python -m venv /opt/partynews \
    && /opt/partynews/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement requirements-runtime.lock
COPY . .
RUN /opt/partynews/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends cron \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 archivist \
    && install --directory --owner archivist /archive
COPY --from=build /opt/partynews /opt/partynews
COPY .ci/cron.sh /usr/local/bin/crawl-on-schedule
ENV PATH=/opt/partynews/bin:$PATH PARTYNEWS_DB=/archive/archive.db
USER 1000
WORKDIR /archive
VOLUME /archive
ENTRYPOINT ["partynews"]
CMD ["--help"]
