#!/usr/bin/env bash
# The archive works from a folder of its own, as a plain user, on a system that has glibc and nothing else.
source "$(dirname "$0")/common.sh"
build=$(cd "$(dirname "$tasma")/.." && pwd)
export XZ_OPT=-0  # it is the contents that are tried
mkdir "$work/made" "$work/again"

SOURCE_DATE_EPOCH=86400 "$here/../../cmake/archive.sh" "$build" "$work/made"
SOURCE_DATE_EPOCH=86400 "$here/../../cmake/archive.sh" "$build" "$work/again"
archive=$(echo "$work"/made/tasma-*-linux-"$(uname -m)".tar.xz)
cmp "$archive" "$work/again/${archive##*/}" || fail "the same build makes another archive"

# A plain user: nobody, who has a home, where this test is run by root.
home=$work/jail/home/film\ archive
mkdir -p "$home"
"$make_reel" --output "$home/R1" --frames 6 --size 64x48 --sound > /dev/null
as_user=(env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8)
if [ "$(id -u)" = 0 ]; then
  as_user+=(setpriv --reuid nobody --regid nogroup --clear-groups)
  chmod 755 "$work"
  chown -R nobody:nogroup "$home"
fi
"${as_user[@]}" tar -xJf - -C "$home" < "$archive"
root=$(echo "$home"/tasma-*)

# Nothing comes from the system but glibc.
"${as_user[@]}" ldd "$root/bin/tasma" > "$work/libraries"
grep -q 'not found' "$work/libraries" && fail "$(cat "$work/libraries")"
sed -n 's/.* => \(.*\) (0x.*/\1/p' "$work/libraries" > "$work/paths"
grep -q "^$root/bin/\.\./lib/libavcodec" "$work/paths" || fail "libavcodec is not its own"
others=$(grep -v "^$root/bin/\.\./lib/" "$work/paths" | sed 's,.*/,,' | sort | tr '\n' ' ')
[[ $others =~ ^(lib(c|m|mvec|pthread|dl|rt|resolv|anl|util|nsl)\.so\.[0-9]+\ )+$ ]] || fail "the system's: $others"
for library in "$root"/lib/*; do
  grep -q "^\s*${library##*/} " "$work/libraries" || fail "${library##*/} is not wanted"
done
[ "$(ls "$root/share/doc/tasma/libraries" | wc -l)" -gt 50 ] || fail "licences are missing"

"${as_user[@]}" "$root/bin/tasma" --version | grep -q '^tasma ' || fail "tasma --version"
"${as_user[@]}" "$root/bin/tasma" --help --lang ru | grep -q 'Команды' || fail "its translations are not found"
"${as_user[@]}" "$root/bin/tasma" run "$home/R1" --output "$home/out" --element print --picture none --quiet > /dev/null
"${as_user[@]}" "$root/bin/tasma" verify "$home"/out/R1/* --level full --quiet > /dev/null

# Where the system has nothing of what tasma needs but glibc.
if [ "$(id -u)" = 0 ]; then
  mkdir "$work/jail/proc"  # by which the loader finds what lies beside a program
  { grep -v "^$root/" "$work/paths" && echo /lib64/ld-linux-x86-64.so.2; } | while read -r library; do
    install -D "$library" "$work/jail$library"
  done
  inside=/home/film\ archive
  alone() {
    env -i PATH="$PATH" LC_ALL=C.UTF-8 unshare --mount sh -euc 'mount --bind /proc "$1/proc"
      jail=$1 && shift
      exec chroot --userspec=nobody:nogroup "$jail" "$@"' - "$work/jail" "$inside/${root##*/}/bin/tasma" "$@"
  }
  alone --version > /dev/null || fail "tasma --version, alone"
  alone preserve "$inside/R1" --output "$inside/alone.mkv" --quiet > /dev/null || fail "tasma preserve, alone"
  expect 0 "$tasma" preserve "$home/R1" --output "$work/system.mkv" --quiet
  cmp "$home/alone.mkv" "$work/system.mkv" || fail "alone it makes another master"
fi
