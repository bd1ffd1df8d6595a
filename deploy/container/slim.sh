#!/bin/sh
# Takes out of an environment what no process here reads: the packages' own tests, sources of their
# compiled parts, and where in the world a phone number is from (40 MB).
set -eu
find "$1" -type d \( -name tests -o -name test \) -path '*/site-packages/*' -prune -exec rm -rf {} +
find "$1" -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.cpp' -o -name '*.h' \
    -o -name '*.hpp' -o -name '*.pyi' -o -name '*.a' \) -path '*/site-packages/*' -delete
find "$1" -type d -path '*/site-packages/phonenumbers/*' \( -name geodata -o -name carrierdata \) \
    -prune -exec rm -rf {} +
