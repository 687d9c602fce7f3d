#!/bin/sh
# Makes the database on first start, with the superuser's password from a file, then is the server.
set -eu
bin=$(echo /usr/lib/postgresql/*/bin)
# A folder of the version's own: a new major version never starts on the files of an old one.
data=/var/lib/postgresql/data/$(basename "$(dirname "$bin")")

# initdb wants a name for whoever runs it, and the container may run as any uid.
echo "postgres:x:$(id -u):$(id -g)::/:/bin/false" > /tmp/passwd
echo "postgres:x:$(id -g):" > /tmp/group
export NSS_WRAPPER_PASSWD=/tmp/passwd NSS_WRAPPER_GROUP=/tmp/group LD_PRELOAD=libnss_wrapper.so

if [ ! -s "$data/PG_VERSION" ]; then
  rm -rf "$data.new"
  "$bin/initdb" -D "$data.new" -U postgres --pwfile="${POSTGRES_PASSWORD_FILE:?}" \
    -A scram-sha-256 -E UTF8 --locale=C --data-checksums
  # Its own network and nobody else's, whatever the engine's firewall lets through.
  echo 'host all all samenet scram-sha-256' >> "$data.new/pg_hba.conf"
  mv "$data.new" "$data"
fi
exec "$bin/postgres" -D "$data" -h '*' -k /tmp
