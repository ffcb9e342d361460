#!/bin/sh
# Run by the image of TimescaleDB at its first start: the roles, with the passwords of secrets/.
set -eu
run() { psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"; }

run --file /opt/gridpulse/roles.sql
for role in owner sink reader exporter; do
  echo "ALTER ROLE gridpulse_$role PASSWORD :'password'" |
    run --set password="$(cat "/run/secrets/${role}_password")"
done
