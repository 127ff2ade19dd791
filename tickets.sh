#!/bin/sh
# Runs the command line from a clone. Installs and builds first what is missing or older than its source.
set -eu

self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
root=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P)

is_fresh() (
  cd "$root"
  [ -e dist/cli/main.cjs ] && [ -e node_modules/.package-lock.json ] || return 1
  [ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ] || return 1
  [ -z "$(find src scripts package.json package-lock.json -newer dist/cli/main.cjs | head -n 1)" ]
)

if ! command -v node >/dev/null; then
  echo 'error: tickets needs Node 20.19 or newer, and there is no node in PATH' >&2
  exit 1
fi
is_fresh || node "$root/scripts/prepare.js" </dev/null >&2
exec node "$root/bin/run.js" "$@"
