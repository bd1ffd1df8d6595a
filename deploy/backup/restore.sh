#!/bin/sh
# Puts a copy of backup.sh back, with the parts stopped: sh restore.sh <its folder>
# What is there now is replaced: the database as a whole, the facts, models of the same name.
set -eu
umask 077
(cd "$1" && sha256sum --quiet --check SHA256SUMS)

case "$DATABASE_URL" in
sqlite:///*)
    file="${DATABASE_URL#sqlite:///}"
    mkdir -p "$(dirname "$file")"
    cp "$1/conversations.db" "$file.part"
    rm -f "$file-journal" "$file-wal" "$file-shm"
    mv "$file.part" "$file"
    ;;
*)
    pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction \
        --dbname="$DATABASE_URL" "$1/conversations.dump"
    ;;
esac
mkdir -p "$(dirname "$FACTS_FILE")" "$MODELS_DIR"
cp -p "$1/press_service.yml" "$FACTS_FILE.part"
mv "$FACTS_FILE.part" "$FACTS_FILE"
cp -p "$1"/models/* "$MODELS_DIR/"
