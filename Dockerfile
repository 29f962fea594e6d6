# Dockerfile - All that the lab's tests need, on Debian, and an ordinary user. The lab itself
# stays outside, and is mounted:
#
#     docker build -t malloc-lab .
#     docker run --rm -it -v "$PWD:/lab" malloc-lab make test
#
# VS Code does the same by .devcontainer/.

FROM debian:bookworm-slim

COPY setup /opt/malloc-lab/
RUN /opt/malloc-lab/setup test && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --shell /bin/bash student

USER student
WORKDIR /lab
