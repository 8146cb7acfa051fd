#!/usr/bin/env bash
# The package as somebody installs it: packed, installed into an empty folder, run on each Node.js it promises, its types compiled.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$root"
npm pack --silent --pack-destination "$folder" >/dev/null
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ./bailiwick-*.tgz
cp "$root/test/cases/policy-evaluation.json" cases.json

for version in "$@"; do
  npm install --silent --no-save --prefix "node-$version" "node@$version"
  node="node-$version/node_modules/node/bin/node"
  printf '%s: ' "$("$node" --version)"
  "$node" node_modules/bailiwick/bin/bailiwick.js evaluate cases.json | tail -n 1
  "$node" node_modules/bailiwick/bin/bailiwick.js --home "home-$version" integrations --json >/dev/null
done

old=$(command -v node)
if ! "$old" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 18) ? 0 : 1)'; then
  printf '%s: ' "$("$old" --version)"
  { "$old" node_modules/bailiwick/bin/bailiwick.js --version 2>&1 || true; } | grep node_too_old
fi

cat >use.ts <<'TS'
import { createPolicyEngine, type Decision } from 'bailiwick/engine'
export const make: typeof createPolicyEngine = createPolicyEngine
export const decision: Decision = 'Allowed'
TS
"$root/node_modules/.bin/tsc" --noEmit --strict --module nodenext --target es2024 --skipLibCheck false use.ts
echo 'the package installs, runs and has types'
