# A worker of Rung, with its workflow bundle built in.
#
#   docker build -t rung .
#   docker run --rm -e TEMPORAL_ADDRESS=… -e MONGODB_URI=… rung
#   docker run --rm rung node bin/rung.js --help

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts: ours would build what is not here yet, and no package needs its own.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src src
COPY local-stack local-stack
# The command line is compiled with the story that only a checkout tells.
COPY demo demo
RUN npm run build && npm run bundle

FROM node:22-bookworm-slim
ENV NODE_ENV=production
# For TLS to Temporal; the slim image has none.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY policies policies
COPY integrations integrations
COPY bin bin
COPY local-stack/programs local-stack/programs
COPY --from=build /app/dist/src dist/src
COPY --from=build /app/dist/local-stack dist/local-stack
COPY --from=build /app/dist/workflow-bundle.js /app/dist/workflow-bundle.sha256 dist/
# The image's `node`, by number: a cluster that lets no container run as root can tell.
USER 1000
# Where the check below asks. A cluster asks from elsewhere: 0.0.0.0:9465.
ENV RUNG_HEALTH_ADDRESS=127.0.0.1:9465
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://${process.env.RUNG_HEALTH_ADDRESS}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "dist/src/worker/main.js"]
