#!/usr/bin/env bash
# Draws the passwords and keys of docker-compose.yml into secrets/ (or the folder $1), each in a file
# of its own. What is there already stays. Needs openssl.
set -euo pipefail
folder=${1:-$(dirname "${BASH_SOURCE[0]}")/../secrets}

# The folder is its owner's. The files in it are read by containers, under users of their own.
(umask 077 && mkdir -p "$folder")
cd "$folder"
umask 022

for name in postgres_password owner_password sink_password reader_password exporter_password grafana_password; do
  if [ ! -s "$name" ]; then openssl rand -hex 24 >"$name"; fi
done
if [ ! -s jwt_secret ]; then
  openssl rand -base64 32 >jwt_secret
  rm -f metrics_token
fi

# The token with which Prometheus reads the metrics: a JWT of the role operator, for five years.
if [ ! -s metrics_token ]; then
  base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
  key=$(openssl base64 -d <jwt_secret | od -A n -t x1 -v | tr -d ' \n')
  now=$(date +%s)
  head=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
  claims=$(printf '{"iss":"gridpulse","aud":"gridpulse","sub":"prometheus","role":"operator","iat":%d,"exp":%d}' \
    "$now" "$((now + 5 * 365 * 86400))" | base64url)
  signature=$(printf '%s.%s' "$head" "$claims" |
    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64url)
  printf '%s.%s.%s' "$head" "$claims" "$signature" >metrics_token
fi
