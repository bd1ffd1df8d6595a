#!/bin/sh
# Lays the facts and the model that come with the image where they can be changed and are shared,
# then becomes the command. What is there already stays.
set -eu
umask 077

# Whole at once, for another copy may start beside this one.
lay() {
    [ ! -e "$2" ] && [ -w "$(dirname "$2")" ] || return 0
    part=$(mktemp "$2.XXXXXX")
    cp "$1" "$part"
    mv "$part" "$2"
}

home=$(dirname "$0")/../..
mkdir -p "$(dirname "$FACTS_FILE")" "$MODELS_DIR" 2>/dev/null || true
lay "$home/facts/press_service.yml" "$FACTS_FILE"
for model in "$home"/models/*.tar.gz; do
    lay "$model.sha256" "$MODELS_DIR/${model##*/}.sha256"
    lay "$model" "$MODELS_DIR/${model##*/}"
done
exec "$@"
