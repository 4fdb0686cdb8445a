FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    HOST=0.0.0.0 \
    PORT=8000 \
    WEB_CONCURRENCY=1

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin onrecord

WORKDIR /srv/onrecord

# The lock alone first, so that a change of code does not install everything again.
COPY requirements.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements.lock

COPY . .
# Only var/ is writable to the service: it holds the SQLite store.
RUN pip install --no-deps --no-build-isolation --no-index --editable . \
    && install -d -o onrecord -g onrecord var

USER onrecord
VOLUME /srv/onrecord/var
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=4)"]

CMD ["sh", "-c", "onrecord migrate && onrecord seed && exec onrecord serve"]
