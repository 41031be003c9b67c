# To be sourced: install_missing_packages brings in what tests/packages.txt lists and the machine has not got.

install_missing_packages() {
  local list package missing=()
  list="$(dirname "${BASH_SOURCE[0]}")/packages.txt"
  while read -r package; do
    case "$package" in '' | '#'*) continue ;; esac
    dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done < "$list"
  [ ${#missing[@]} -eq 0 ] && return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || {
      echo "These packages are missing, and installing them takes root: ${missing[*]}" >&2
      return 1
    }
    as_root=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update < /dev/null &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends \
      "${missing[@]}" < /dev/null
}
