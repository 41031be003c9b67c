#!/usr/bin/env bash
# The Debian package is made, really installed, in a layer over this system that is thrown away, and used by a plain user.
for tool in man systemd-analyze; do
  command -v $tool > /dev/null || { echo "SKIPPED: there is no $tool here"; exit 77; }
done
if [ -z "${ALONE-}" ]; then # mounts are for this test alone
  [ "$(id -u)" = 0 ] && unshare --mount true 2> /dev/null || { echo "SKIPPED: packages cannot be installed here"; exit 77; }
  ALONE=1 exec unshare --mount "$0" "$@"
fi
source "$(dirname "$0")/common.sh"
trap 'umount --lazy "$work/layer" 2> /dev/null || true; rm -rf "$work"' EXIT
build=$(cd "$(dirname "$tasma")/.." && pwd)

# What it is and needs. All in it is root's and anybody's to read, whatever its maker keeps to himself.
(umask 077 && cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/deb") > "$work/stdout" 2>&1 || fail "$(cat "$work/stdout")"
package=$(echo "$work"/deb/*.deb)
field() { dpkg-deb -f "$package" "$1"; }
[ "$(field Package) $(field Version)" = "$("$tasma" --version | head -n 1)" ] || fail "it is $(field Package) $(field Version)"
for library in libc6 libavcodec libopencv-core libtbb; do
  field Depends | grep -q "\b$library" || fail "it depends on no $library: $(field Depends)"
done
dpkg-deb -c "$package" > "$work/contents"
! grep -Ev '^[d-]rwxr-xr-x root/root |^-rw-r--r-- root/root ' "$work/contents" || fail "modes or owners"

# A system of its own: this one below, what changes above.
mkdir "$work/layer"
mount -t tmpfs tmpfs "$work/layer"
for folder in usr etc var/lib var/cache var/log; do
  mkdir -p "$work/layer/$folder/"{upper,work}
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$work/layer/$folder/upper,workdir=$work/layer/$folder/work" "/$folder" ||
    { echo "SKIPPED: there is no overlay here"; exit 77; }
done
dpkg --path-include='*' -i "$package" > "$work/stdout" 2>&1 || fail "$(cat "$work/stdout")"
dpkg --verify tasma > "$work/stdout" && [ ! -s "$work/stdout" ] || fail "installed otherwise: $(cat "$work/stdout")"

# A plain user, who has a home.
home=$work/home/film\ archive
mkdir -p "$home"
"$make_reel" --output "$home/R1" --frames 6 --size 64x48 --sound > /dev/null
chmod 755 "$work"
chown -R nobody:nogroup "$home"
as_user() { env -i -C "$home" HOME="$home" PATH=/usr/bin:/bin LC_ALL=C.UTF-8 setpriv --reuid nobody --regid nogroup --clear-groups "$@"; }
[ "$(as_user tasma --version)" = "$("$tasma" --version)" ] || fail "tasma --version"
as_user tasma --help --lang ru | grep -q 'Команды' || fail "its translations are not found"
expect 0 as_user tasma run R1 --output out --element print --picture none --quiet
expect 0 as_user tasma verify out/R1/preservation out/R1/restored-1 out/R1/screening-1 --level full --quiet
expect 0 "$tasma" run "$home/R1" --output "$work/out" --element print --picture none --quiet
diff <(digests "$home/out") <(digests "$work/out") || fail "installed it makes other masters"

[ "$(as_user man -w tasma)" = /usr/share/man/man1/tasma.1.gz ] || fail "man finds no page"
as_user bash -c 'source /usr/share/bash-completion/completions/tasma && complete -p tasma' > /dev/null || fail "no completion"
[ -s /usr/share/doc/tasma/copyright ] || fail "no licence"

# The units of the nightly runs say nothing that systemd does not know, and call a program that is there.
systemd-analyze verify "$here"/../../docs/nightly/*.{service,timer} > "$work/stdout" 2>&1 && [ ! -s "$work/stdout" ] ||
  fail "units: $(cat "$work/stdout")"

dpkg --purge tasma > "$work/stdout" 2>&1 || fail "$(cat "$work/stdout")"
for file in $(sed -n 's/^-.* \.//p' "$work/contents"); do [ ! -e "$file" ] || fail "$file is left behind"; done
