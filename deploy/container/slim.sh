#!/bin/sh
# Takes out of an environment what no process here reads: the packages' own tests, and sources of
# their compiled parts.
set -eu
find "$1" -type d \( -name tests -o -name test \) -path '*/site-packages/*' -prune -exec rm -rf {} +
find "$1" -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.cpp' -o -name '*.h' \
    -o -name '*.hpp' -o -name '*.pyi' -o -name '*.a' \) -path '*/site-packages/*' -delete
