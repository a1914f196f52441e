#!/bin/sh
# Builds libbpf (static, position-independent) from Debian's source package into .cache/libbpf/<series>.
#
#   scripts/build-libbpf.sh                    for this machine
#   scripts/build-libbpf.sh TRIPLET INCLUDES   for another, e.g. aarch64-linux-gnu, into .cache/libbpf/<series>-TRIPLET
#
# Needs: apt (with Debian's archive keyring), make, a C compiler, libelf-dev, zlib1g-dev; for another machine TRIPLET-gcc and
#   a folder with the headers of the two.
# Gives: .cache/libbpf/1.7/{lib/libbpf.a,include/,VERSION}; does nothing when they are there.
# Reports: what it fetches and builds; the full log is .cache/libbpf/build.log.
#
# Debian's own libbpf.a is not position-independent and cannot be linked into a Node addon. The user's apt
# configuration is left alone: the package lists of sid live in the cache folder. The source is trusted
# because apt checks InRelease with the keyring, and by its hashes the list of sources and the tarball.
set -eu

series=1.7
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
root=$(cd "$(dirname "$0")/.." && pwd)
cache=$root/.cache/libbpf
triplet=${1-}
prefix=$cache/$series${triplet:+-$triplet}
CC=${triplet:+$triplet-g}cc
AR=${triplet:+$triplet-}ar
flags="-O2 -fPIC -fvisibility=hidden ${2:+-I$2 -I$2/$triplet}"
export CC AR

if [ -f "$prefix/VERSION" ] && [ -f "$prefix/lib/libbpf.a" ]; then
  exit 0
fi

fail() {
  echo "build-libbpf: $*" >&2
  exit 1
}

for tool in apt-get apt-cache make "$CC" "$AR" tar; do
  command -v "$tool" >/dev/null || fail "'$tool' is not installed; scripts/setup installs what the build needs"
done
[ -f "$keyring" ] || fail "$keyring is missing; install debian-archive-keyring"
for header in libelf.h zlib.h; do
  # shellcheck disable=SC2086  # a list of flags
  echo "#include <$header>" | "$CC" $flags -E - >/dev/null 2>&1 || fail "$header is missing; install libelf-dev and zlib1g-dev"
done

# Everything happens in a folder of this process, moved into place as the last step: an interrupted or a
# concurrent build leaves nothing half done.
mkdir -p "$cache"
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/source"
echo "deb-src [signed-by=$keyring] http://deb.debian.org/debian sid main" >"$work/sources.list"

# APT_CONFIG adds to the user's configuration. `_apt` cannot write below a home folder, so apt downloads as
# the user who runs this.
cat >"$work/apt.conf" <<CONF
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$work/lists";
Dir::Cache "$work";
Acquire::Languages "none";
APT::Sandbox::User "$(id -un)";
CONF
export APT_CONFIG="$work/apt.conf"

log=$cache/build${triplet:+-$triplet}.log
: >"$log"
echo "build-libbpf: fetching the source of libbpf $series from Debian sid (about 13 MB)"
apt-get -q update >>"$log" 2>&1 || fail "apt-get update failed, see $log"
version=$(apt-cache showsrc --only-source libbpf 2>>"$log" |
  sed -n "s/^Version: \(\(1:\)\{0,1\}$series\.[^ ]*\)\$/\1/p" | sort -V | tail -n 1)
[ -n "$version" ] || fail "Debian sid has no libbpf $series any more; raise 'series' in $0, see $log"
(cd "$work/source" && apt-get -q source --download-only "libbpf=$version") >>"$log" 2>&1 ||
  fail "cannot fetch libbpf $version, see $log"

echo "build-libbpf: building libbpf $version"
tar -xzf "$work"/source/libbpf_*.orig.tar.gz -C "$work/source" --strip-components=1 ||
  fail "the source archive cannot be unpacked"
make -C "$work/source/src" -j"$(nproc)" BUILD_STATIC_ONLY=1 NO_PKG_CONFIG=1 \
  CFLAGS="$flags" PREFIX="$work/installed" LIBDIR="$work/installed/lib" \
  install install_uapi_headers >>"$log" 2>&1 || fail "the build failed, see $log"
echo "$version" >"$work/installed/VERSION"

rm -rf "$prefix"
mv "$work/installed" "$prefix"
echo "build-libbpf: installed into $prefix"
