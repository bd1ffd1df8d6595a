#!/bin/sh
# Copies conversations, models and facts into a new folder below the one that is named, while the
# parts run: sh backup.sh /var/backups/presstjanst
# It asks DATABASE_URL, MODELS_DIR and FACTS_FILE where they are.
set -eu
umask 077
folder="$1/$(date -u +%Y%m%dT%H%M%SZ)"
part="$folder.part"
mkdir -p "$part/models"

case "$DATABASE_URL" in
sqlite:///*)
    # Whole as of one moment, whoever writes.
    python3 - "${DATABASE_URL#sqlite:///}" "$part/conversations.db" <<'PYTHON'
import sqlite3, sys
database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=60)
database.execute("VACUUM INTO ?", [sys.argv[2]])
PYTHON
    ;;
*) pg_dump --format=custom --file="$part/conversations.dump" "$DATABASE_URL" ;;
esac
cp -p "$FACTS_FILE" "$part/press_service.yml"
for model in "$MODELS_DIR"/*.tar.gz; do
    cp -p "$model" "$model.sha256" "$part/models/"
done
(cd "$part" && find . -type f ! -name SHA256SUMS -exec sha256sum {} + >SHA256SUMS)
mv "$part" "$folder"
echo "$folder"
