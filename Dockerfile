# One image for operator and agent: Node, the bundles, the native addon and the three libraries that it is linked to.
#
#   docker build -t bpfleet .
#
# Behind a proxy or a mirror of Debian, hand in what the machine trusts and how its apt is set up; neither stays in the image:
#   docker build --secret id=ca-certificates,src=/etc/ssl/certs/ca-certificates.crt --secret id=apt,src=apt.conf -t bpfleet .
# Addresses of proxies come by the usual build arguments (http_proxy, https_proxy).

FROM docker.io/library/debian:trixie-slim AS build
WORKDIR /src
COPY scripts/setup scripts/
# Debian's npm only fetches: Node 26 is one of the packages that it fetches.
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/90build \
    apt-get -qq update && \
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends npm binutils >/dev/null && \
    scripts/setup --packages

COPY scripts/build-libbpf.sh scripts/
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/90build \
    scripts/build-libbpf.sh

COPY package.json package-lock.json ./
COPY agent/package.json agent/
COPY cli/package.json cli/
COPY compiler/package.json compiler/
COPY e2e/package.json e2e/
COPY native/package.json native/
COPY operator/package.json operator/
COPY proto/package.json proto/
COPY results/package.json results/
RUN --mount=type=secret,id=ca-certificates,target=/run/secrets/ca-certificates \
    if [ -f /run/secrets/ca-certificates ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca-certificates; fi && \
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && \
    for node in node_modules/node-linux-*/bin/node; do ln -sf "$PWD/$node" node_modules/.bin/node; done

COPY scripts/build-native.sh scripts/
COPY native native
RUN scripts/build-native.sh

COPY . .
RUN scripts/build
RUN mkdir -p /image/opt/bpfleet/native/build/Release /image/opt/bpfleet/scripts /image/usr/local/bin && \
    cp -r bin dist LICENSE /image/opt/bpfleet/ && rm -rf /image/opt/bpfleet/dist/types && \
    cp scripts/launch.sh /image/opt/bpfleet/scripts/ && \
    strip -o /image/opt/bpfleet/native/build/Release/bpfleet.node native/build/Release/bpfleet.node && \
    strip -o /image/usr/local/bin/node "$(readlink -f node_modules/.bin/node)"

FROM docker.io/library/debian:trixie-slim
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/90build \
    apt-get -qq update && \
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends libatomic1 libelf1t64 libstdc++6 zlib1g >/dev/null && \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*.log /var/log/apt
COPY --from=build /image/ /
# What a library lacks is told here and not on a node.
RUN ! ldd /opt/bpfleet/native/build/Release/bpfleet.node /usr/local/bin/node | grep 'not found' && \
    /opt/bpfleet/bin/bpfleet-agent --version && /opt/bpfleet/bin/bpfleet-operator --version
ENV PATH=/opt/bpfleet/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# The operator needs no more. The agent runs as root with few capabilities: see charts/bpfleet.
USER 65532:65532
LABEL org.opencontainers.image.title=bpfleet \
      org.opencontainers.image.licenses=Apache-2.0
