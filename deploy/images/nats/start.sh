#!/bin/sh
# The configuration names the logins' passwords as variables, which the server reads from its environment: they come from a
# file of lines such as NATS_AUTH_PASSWORD=…, so that they are no part of the container's description.
set -eu
set -a
. "${NATS_PASSWORDS_FILE:?}"
set +a
exec nats-server -c "${NATS_CONFIG:-/etc/runhive/nats/nats.conf}"
