# Sourced by the files of bin/: runs dist/$program with this repository's Node.
# Needs: $program, and $self (the launcher's real path), $flags of Node. Reports: what to do when there is no build or no Node.
root=${self%/bin/*}
bundle=$root/dist/$program

if [ ! -f "$bundle" ]; then
  printf '%s: not built yet: run "npm run build" in %s\n' "${self##*/}" "$root" >&2
  exit 1
fi

node=$root/node_modules/.bin/node
if [ ! -x "$node" ]; then
  node=$(command -v node) || node=
  major=$("${node:-false}" -p 'process.versions.node.split(".")[0]' 2>/dev/null) || major=0
  if [ "$major" -lt 24 ]; then
    printf '%s: needs Node 24 or newer: run "npm run build" in %s, which installs it there\n' "${self##*/}" "$root" >&2
    exit 1
  fi
fi

# A signal that opens a debugger has no place in a program that runs as root.
exec "$node" --disable-sigusr1 $flags "$bundle" "$@"
