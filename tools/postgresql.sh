#!/bin/sh
# Sees to a PostgreSQL server program for the tests of a team's library; they start their own server from it.
set -eu

for program in /usr/lib/postgresql/*/bin/postgres; do
    [ -x "$program" ] && exit 0
done
command -v postgres >/dev/null && command -v initdb >/dev/null && exit 0

# A terminal is not asked for a time zone.
export DEBIAN_FRONTEND=noninteractive
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql
elif command -v apt-get >/dev/null && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
else
    echo "The tests of a team's library need a PostgreSQL server; install one with: sudo apt-get install postgresql" >&2
    exit 1
fi
