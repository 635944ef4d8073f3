# Builds the executable with Node.js and npm alone, as on any machine, and ships nothing else.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json bun.lock ./
RUN npm run setup
COPY tsconfig.json ./
COPY public public
COPY src src
RUN npm run build

FROM debian:bookworm-slim
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin taskflow && install -d -m 0700 -o taskflow -g taskflow /data
COPY --from=build /build/dist/taskflow-hooks /usr/local/bin/taskflow-hooks
USER taskflow
WORKDIR /data
VOLUME /data
ENV TASKFLOW_HOOKS_HOST=0.0.0.0 \
    TASKFLOW_HOOKS_PORT=8080 \
    TASKFLOW_HOOKS_DATA_DIR=/data \
    TASKFLOW_HOOKS_LOG_FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD \
  ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$TASKFLOW_HOOKS_PORT && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["taskflow-hooks"]
