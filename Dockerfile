# Atelier in a container; docs/deploy.md says how to run it.
FROM python:3.12-slim AS build
# PyTorch for CPUs: what PyPI has brings 2 GB of CUDA with it.
ARG PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
WORKDIR /build
RUN python -m venv /opt/atelier
COPY requirements.txt ./
RUN /opt/atelier/bin/pip install --no-cache-dir -r requirements.txt
COPY pyproject.toml README.md LICENSE plugins.toml ./
COPY adapters ./adapters
COPY atelier_bot ./atelier_bot
COPY cli ./cli
COPY config ./config
COPY core ./core
COPY effects ./effects
COPY storage ./storage
RUN /opt/atelier/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
COPY --from=build /opt/atelier /opt/atelier
COPY deploy/container.toml /etc/atelier/plugins.toml
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin atelier \
    && install -d -o atelier -g atelier -m 0700 /var/lib/atelier/data
USER 10001
WORKDIR /var/lib/atelier
VOLUME /var/lib/atelier/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["/opt/atelier/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9464/healthz')"]
ENTRYPOINT ["/opt/atelier/bin/atelier-bot"]
CMD ["run", "--config", "/etc/atelier/plugins.toml"]
