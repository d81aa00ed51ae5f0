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
    fail "neither root rights nor sudo are there; as root: $*"
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

# Which packages the scripts have brought onto this system, one a line, for scripts/remove.
record=$top/.installed-packages
mnist=${XDG_DATA_HOME:-$HOME/.local/share}/tenfold/mnist

if command -v apt-get >/dev/null; then
  manager=apt
elif command -v dnf >/dev/null; then
  manager=dnf
elif command -v pacman >/dev/null; then
  manager=pacman
else
  manager=
fi

# All packages that are installed, one a line.
list_packages () {
  case $manager in
    apt) dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' ;;
    dnf) rpm -qa --qf '%{NAME}\n' ;;
    pacman) pacman -Qq ;;
  esac | LC_ALL=C sort -u
}

is_installed () {
  case $manager in
    apt) dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -x installed >/dev/null ;;
    dnf) rpm -q "$1" >/dev/null 2>&1 ;;
    pacman) pacman -Q "$1" >/dev/null 2>&1 ;;
  esac
}

# Whether this release of the distribution has it at all.
is_known () {
  case $manager in
    # All of it is read: with pipefail, who stops early makes apt-cache fail.
    apt) apt-cache policy "$1" | grep '^  Candidate: [^(]' >/dev/null ;;
    dnf) dnf -q list "$1" >/dev/null 2>&1 ;;
    pacman) pacman -Si "$1" >/dev/null 2>&1 ;;
  esac
}

# What install_packages has installed.
installed=

# install_packages PURPOSE...: installs what is missing; does nothing, quickly, where nothing is.
install_packages () {
  local name log column wanted='' unknown='' before
  missing=
  case $manager in
    apt) column=2 ;;
    dnf) column=3 ;;
    pacman) column=4 ;;
    *) fail "no apt, dnf or pacman here; install by hand what scripts/packages lists" ;;
  esac
  for name in $(names "$column" "$@"); do is_installed "$name" || missing+=" $name"; done
  [ -n "$missing" ] || return 0
  log=$(mktemp)
  if [ "$manager" = apt ]; then
    as_root apt-get update >"$log" 2>&1 ||
      fail "the list of packages could not be fetched (is there a network?): $(tail -n 1 "$log")"
  fi
  for name in $missing; do
    if is_known "$name"; then wanted+=" $name"; else unknown+=" $name"; fi
  done
  [ -z "$unknown" ] || say "this release does not have$unknown; going on without"
  [ -n "$wanted" ] || return 0
  say "installing$wanted and what they need (minutes, the first time)"
  before=$(mktemp)
  list_packages >"$before"
  # shellcheck disable=SC2086
  case $manager in
    apt) as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $wanted ;;
    dnf) as_root dnf install -y $wanted ;;
    pacman) as_root pacman -S --needed --noconfirm $wanted ;;
  esac >"$log" 2>&1 || { remember "$before"; fail "installing failed: $(tail -n 3 "$log" | tr '\n' ' ')"; }
  remember "$before"
  installed=$wanted
  rm -f "$log"
}

# remember FILE: adds to the record what is installed now and not in this list from before.
remember () {
  local all
  all=$(mktemp)
  { cat "$record" 2>/dev/null || true; list_packages | LC_ALL=C comm -13 "$1" -; } | LC_ALL=C sort -u >"$all"
  [ ! -s "$all" ] || cp "$all" "$record"
  rm -f "$1" "$all"
}

# npm where there is none; Node.js may be from elsewhere, and the distribution's npm does not go with it.
need_npm () {
  command -v npm >/dev/null && return 0
  (install_packages npm)
}

# What is on this system now because of the scripts.
say_what_is_here () {
  [ ! -s "$record" ] || say "$(wc -l <"$record") packages were installed for Tenfold; .installed-packages names them"
  [ ! -f "$mnist/train-images-idx3-ubyte" ] || say "MNIST is in $mnist"
  say "the build is in $top/${1:-build}; scripts/remove takes all of this away again"
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
