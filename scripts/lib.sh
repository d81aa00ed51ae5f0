# SPDX-License-Identifier: GPL-3.0-or-later
# What scripts/run and scripts/test share. Source it; it expects to be in scripts/.

set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say () { printf '%s\n' "tenfold: $*"; }
fail () { printf '%s\n' "tenfold: $*" >&2; exit 1; }

# no_options ARGUMENT...: a script whose first argument is a name says how it is used where it gets an option.
no_options () {
  [[ ${1:-} != -* ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }
}

# Runs a command as root; says so where it cannot.
as_root () {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "packages are missing and neither root rights nor sudo are there; install these as root: $missing"
  fi
}

# names COLUMN PURPOSE...: the packages of scripts/packages for these purposes.
names () {
  local column=$1 purpose
  shift
  for purpose in "$@"; do
    awk -v purpose="$purpose" -v column="$column" '$1 == purpose && $column != "-" { print $column }' "$top/scripts/packages"
  done | sort -u
}

# What install_packages has installed.
installed=

# install_packages PURPOSE...: installs what is missing; does nothing, quickly, where nothing is.
install_packages () {
  local name log
  missing=
  log=$(mktemp)
  if command -v apt-get >/dev/null; then
    for name in $(names 2 "$@"); do
      dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=" $name"
    done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    as_root apt-get update >"$log" 2>&1 ||
      fail "the list of packages could not be fetched (is there a network?): $(tail -n 1 "$log")"
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >"$log" 2>&1 ||
      fail "installing failed: $(tail -n 1 "$log")"
  elif command -v dnf >/dev/null; then
    for name in $(names 3 "$@"); do rpm -q "$name" >/dev/null 2>&1 || missing+=" $name"; done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    # shellcheck disable=SC2086
    as_root dnf install -y $missing >"$log" 2>&1 || fail "installing failed: $(tail -n 1 "$log")"
  elif command -v pacman >/dev/null; then
    for name in $(names 4 "$@"); do pacman -Q "$name" >/dev/null 2>&1 || missing+=" $name"; done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    # shellcheck disable=SC2086
    as_root pacman -S --needed --noconfirm $missing >"$log" 2>&1 || fail "installing failed: $(tail -n 1 "$log")"
  else
    fail "no apt, dnf or pacman here; install by hand what scripts/packages lists"
  fi
  installed=$missing
  rm -f "$log"
}

# build FOLDER [MESON-OPTION...] [-- TARGET...]
build () {
  local folder=$1 log
  local -a options=()
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  [ $# -eq 0 ] || shift
  log=$(mktemp)
  if [ ! -f "$top/$folder/build.ninja" ]; then
    say "setting up $folder"
    rm -rf "${top:?}/$folder/meson-private" # of a set-up that failed
    meson setup "$top/$folder" "$top" "${options[@]}" >"$log" 2>&1 ||
      { tail -n 20 "$log" >&2; fail "setting up the build failed"; }
  elif [ -n "$installed" ]; then
    # What was looked for in vain may be there now.
    meson setup --reconfigure "$top/$folder" "$top" >"$log" 2>&1 ||
      { tail -n 20 "$log" >&2; fail "setting up the build failed"; }
  fi
  say "building $folder"
  ninja -C "$top/$folder" "$@" >"$log" 2>&1 || { tail -n 40 "$log" >&2; fail "the build failed"; }
  rm -f "$log"
}
