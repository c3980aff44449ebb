#!/bin/sh
# Sees to the system libraries that the wheels do not bring: python's venv module and those of Qt's xcb plugin.
set -eu

libraries="libegl1:libEGL.so.1 libgl1:libGL.so.1 libglib2.0-0:libglib-2.0.so.0 libfontconfig1:libfontconfig.so.1
libdbus-1-3:libdbus-1.so.3 libxkbcommon0:libxkbcommon.so.0 libxkbcommon-x11-0:libxkbcommon-x11.so.0
libxcb-cursor0:libxcb-cursor.so.0 libxcb-icccm4:libxcb-icccm.so.4 libxcb-keysyms1:libxcb-keysyms.so.1
libxcb-image0:libxcb-image.so.0 libxcb-render-util0:libxcb-render-util.so.0 libxcb-shape0:libxcb-shape.so.0
libxcb-randr0:libxcb-randr.so.0 libxcb-xinerama0:libxcb-xinerama.so.0 libxcb-xkb1:libxcb-xkb.so.1"

[ "$(uname -s)" = Linux ] || exit 0

missing=""
known=$(/sbin/ldconfig -p 2>/dev/null || ldconfig -p 2>/dev/null || true)
if [ -n "$known" ]; then
    for pair in $libraries; do
        case "$known" in *"${pair#*:}"*) ;; *) missing="$missing ${pair%%:*}" ;; esac
    done
fi
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing
elif command -v apt-get >/dev/null && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends $missing
else
    echo "Chipfolio needs system libraries that are missing; install them with: sudo apt-get install$missing" >&2
    case "$missing" in *python3-venv*) exit 1 ;; esac
fi
