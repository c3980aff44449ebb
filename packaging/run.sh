#!/bin/sh
# Opens the window; where there is no display, plans the Ling-Plus example, prints the frontier, writes the PDF.
set -eu
bin="$(dirname "$0")/../.venv/bin"

if [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]; then
    exec "$bin/chipfolio"
fi

mkdir -p out
plan=out/ling-plus.chipfolio
"$bin/chipfolio-cli" example ling-plus "$plan"
echo
"$bin/chipfolio-cli" plan "$plan"
echo
"$bin/chipfolio-cli" explore "$plan"
echo
"$bin/chipfolio" "$plan" --export-pdf out/ling-plus.pdf
echo "The PDF summary is in out/ling-plus.pdf. Without a display there is no window; with one, the same command opens it."
