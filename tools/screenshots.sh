#!/bin/sh
# Makes the pictures of the README with the program itself.
set -eu
cd "$(dirname "$0")/.."
mkdir -p packaging/screenshots out
.venv/bin/chipfolio-cli example ling-plus out/ling-plus.chipfolio
for theme in light dark; do
    .venv/bin/chipfolio out/ling-plus.chipfolio --screenshot "packaging/screenshots/window-$theme.png" \
        --size 1440x900 --theme "$theme"
done
