#!/bin/sh
# Builds the native addon, native/build/Release/bpfleet.node.
#
# Needs: `npm ci` done, g++, make, python3, and what scripts/build-libbpf.sh needs.
# Gives: the addon; does nothing when it was built from these very sources.
# Reports: one line when it builds; the compiler's output when that fails.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
addon=$root/native/build/Release/bpfleet.node
stamp=$root/native/build/sources.sha256
PATH=$root/node_modules/.bin:$PATH
export PATH

fail() {
  echo "build-native: $*" >&2
  exit 1
}

"$root/scripts/build-libbpf.sh"

command -v node-gyp >/dev/null || fail "node-gyp is missing; run 'npm ci' first"
for tool in g++ make python3; do
  command -v "$tool" >/dev/null || fail "'$tool' is not installed; scripts/setup installs what the build needs"
done

# Headers come with the Node that runs us, so nothing is downloaded.
headers=$(dirname "$(dirname "$(node -p 'fs.realpathSync(process.execPath)')")")
[ -f "$headers/include/node/node_api.h" ] || fail "there are no Node headers in $headers/include/node"

# Two builds at once would tread on each other.
exec 9>"$root/.cache/build-native.lock"
flock 9

cd "$root/native"
fingerprint=$( (
  cat binding.gyp "$root/scripts/build-native.sh" "$root/.cache/libbpf/1.7/VERSION"
  node -p 'process.version + process.arch'
  find core addon -type f | LC_ALL=C sort | xargs cat
) | sha256sum)
if [ -f "$addon" ] && [ "$fingerprint" = "$(cat "$stamp" 2>/dev/null)" ]; then
  exit 0
fi

echo "build-native: building the native addon"
mkdir -p build
rm -f "$stamp"
log=$root/.cache/build-native.log
# Not `rebuild`: that would take the old addon away from whoever runs meanwhile.
if ! node-gyp configure build --silent --jobs="$(nproc)" --nodedir="$headers" >"$log" 2>&1; then
  cat "$log" >&2
  fail "the build failed"
fi
echo "$fingerprint" >"$stamp"
