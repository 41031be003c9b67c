#!/bin/bash
# One archive that runs from any folder, for any user, on any Linux whose glibc is not older than this machine's: the
# program, its libraries but for glibc's own, translations, manual, completions and the licences of it all.
#
#   cmake/archive.sh BUILD FOLDER     writes FOLDER/tasma-VERSION-linux-PROCESSOR.tar.xz of what is built in BUILD
#
# The same build on the same machine gives the same bytes. Times are SOURCE_DATE_EPOCH, or else that of the last commit.
set -euo pipefail
build=$1 folder=$2
here=$(cd "$(dirname "$0")" && pwd)
time=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2> /dev/null || echo 0)}
name=tasma-$("$build/cli/tasma" --version | sed -n '1s/^tasma //p')-linux-$(uname -m)
stage=$(mktemp -d "$folder/archive-XXXXXX")
trap 'rm -rf "$stage"' EXIT
root=$stage/$name licences=$root/share/doc/tasma/libraries

cmake --install "$build" --prefix "$root" --strip > /dev/null
mkdir -p "$root/lib" "$licences"
ldd "$root/bin/tasma" > "$stage/libraries"
# "NAME PATH" of each, but for the kernel's page and the loader; then "PACKAGE: PATH". Some packages are registered below
# /lib, which is /usr/lib.
awk '$3 ~ "^/" {print $1, $3}' "$stage/libraries" > "$stage/found"
cut -d' ' -f2 "$stage/found" | xargs realpath | sed 'p; s,^/usr,,' | xargs dpkg-query -S > "$stage/owners" 2> /dev/null || true

while read -r library path; do
  real=$(realpath "$path")
  package=$(sed -n "\\#: \\(/usr\\)\\?${real#/usr}\$#s/:.*//p" "$stage/owners")
  [ -n "$package" ] || {
    echo "cmake/archive.sh: $real is of no package, so its licence is not known" >&2
    exit 1
  }
  [ "$package" != libc6 ] || continue
  install -m 644 "$real" "$root/lib/$library"
  [ -d "$licences/$package" ] || {
    mkdir "$licences/$package"
    cp -L "/usr/share/doc/$package/copyright" "$licences/$package"
    dpkg-query -W -f '${Package} ${Version}, of source ${source:Package} ${source:Version}\n' "$package" |
      head -n 1 >> "$stage/packages"
  }
done < "$stage/found"
sort "$stage/packages" > "$licences/packages.txt"
cp -RL /usr/share/common-licenses "$licences/common-licenses"  # to which the others refer

# An RPATH, not a RUNPATH: it counts for the libraries of libraries as well, so that they stay as Debian built them.
patchelf --force-rpath --set-rpath '$ORIGIN/../lib' "$root/bin/tasma"

tar --create --directory "$stage" --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
  --format=gnu "$name" | xz -T2 > "$stage/archive"
mv "$stage/archive" "$folder/$name.tar.xz"
