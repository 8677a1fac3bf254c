# The service, as `make run` has it but for production: see docs/decisions/0010-packaging.md.
# It is as plain as the commands that the tests run; it was not built on the machine where the tests ran.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/proscenium

COPY requirements/runtime.txt requirements/runtime.txt
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/runtime.txt

COPY pyproject.toml README.md LICENSE NOTICE alembic.ini ./
COPY requirements/runtime.in requirements/runtime.in
COPY app app
COPY migrations migrations
COPY catalogue catalogue
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && useradd --system --uid 10001 --home-dir /srv/proscenium proscenium \
    && install -d -o proscenium -g proscenium -m 0700 keys var

USER proscenium
ENV PROSCENIUM_MODE=production PROSCENIUM_HOST=0.0.0.0
EXPOSE 8000
VOLUME ["/srv/proscenium/keys", "/srv/proscenium/var"]
CMD ["proscenium", "serve"]
