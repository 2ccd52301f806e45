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
COPY demo demo
COPY bench bench
COPY examples examples
RUN npm run build && node dist/src/worker/bundle.js

FROM node:22-bookworm-slim
ENV NODE_ENV=production
# For TLS to Temporal; the slim image has none.
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
COPY --from=build /app/dist/demo dist/demo
COPY --from=build /app/dist/workflow-bundle.js dist/
USER node
STOPSIGNAL SIGTERM
CMD ["node", "dist/src/worker/main.js"]
