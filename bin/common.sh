# Shared by bin/run and bin/test: telling what happens, and installing what is missing.

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

fail() {
  printf 'whisperdesk: %s\n' "$*" >&2
  exit 1
}

need_swift() {
  command -v swift >/dev/null ||
    fail "no Swift toolchain is on the PATH. Install Swift 6.1 or later (https://www.swift.org/install) and run this again."
}

# need_packages NAME...: Debian packages, installed when they are not there yet.
need_packages() {
  local missing=()
  local name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || fail "these are missing, and there is no apt-get: ${missing[*]}"
  say "Installing ${missing[*]}."
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  "${root[@]}" apt-get update -qq || fail "apt-get update failed."
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get could not install ${missing[*]}."
}

# build ARGUMENT...: swift build that shows progress on a terminal and only what matters elsewhere.
build() {
  if [ -t 1 ]; then
    swift build "$@"
  else
    local log status=0
    log=$(mktemp)
    swift build "$@" >"$log" 2>&1 || status=$?
    [ "$status" -eq 0 ] || { grep -E 'error:|warning:' "$log" || tail -n 40 "$log"; } >&2
    rm -f "$log"
    return "$status"
  fi
}
