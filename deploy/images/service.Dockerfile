# The image of every service, from its bundle:
#   ./dev release images                                            with or without a registry, all of them
#   docker build -f deploy/images/service.Dockerfile --build-arg SERVICE=auth dist/auth      by hand, from Docker Hub
ARG BASE=debian:trixie-slim
ARG NODE=node:24.21.0-trixie-slim
FROM ${NODE} AS node

FROM ${BASE}
COPY --from=node /usr/local/bin/node /usr/local/bin/node
ARG SERVICE
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="runhive-${SERVICE}" \
      org.opencontainers.image.description="The ${SERVICE} service of Runhive" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.vendor="Runhive"
# The bundle with what it reads, its bill of materials (sbom.cdx.json) and the licences of what is in it (licences.txt).
COPY . /app/
# Nobody: owns nothing in the image, and writes nothing. Any other uid does as well.
USER 65532:65532
WORKDIR /app
# Memory that a burst has needed is returned: `tools/stack/src/service-parts.ts` explains these variables and flags.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=16384 \
    OPS_PORT=9100 \
    CONSOLE_DIR=/app/console
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/health.mjs"]
CMD ["node", "--min-semi-space-size=8", "--max-semi-space-size=8", "--enable-source-maps", "/app/main.mjs"]
