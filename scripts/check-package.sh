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

cat >engine.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { lintPolicy, readCatalogue } from 'bailiwick/engine'

const catalogue = readCatalogue(readFileSync(new URL(import.meta.resolve('bailiwick/catalogue.bin'))))
const [finding] = lintPolicy('{"Statement": []}', catalogue)
if (finding?.code !== 'missing-version') throw new Error(`the lint says ${finding?.code}`)
JS

for version in "$@"; do
  npm install --silent --no-save --prefix "node-$version" "node@$version"
  node="node-$version/node_modules/node/bin/node"
  printf '%s: ' "$("$node" --version)"
  "$node" node_modules/bailiwick/bin/bailiwick.js evaluate cases.json | tail -n 1
  "$node" engine.mjs
  "$node" node_modules/bailiwick/bin/bailiwick.js --home "home-$version" integrations --json >/dev/null
done

old=$(command -v node)
if ! "$old" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 18) ? 0 : 1)'; then
  printf '%s: ' "$("$old" --version)"
  { "$old" node_modules/bailiwick/bin/bailiwick.js --version 2>&1 || true; } | grep node_too_old
fi

cat >use.ts <<'TS'
import {
  type AccessIndex,
  type Answer,
  buildIndex,
  type Catalogue,
  createPolicyEngine,
  type Decision,
  type LintFinding,
  lintPolicy,
  readCatalogue,
  recognizeAndRead,
  snapshotOfExport,
} from 'bailiwick/engine'

export const decision: Decision = 'Allowed'
export const answer: Answer = 'Unknown'
export const catalogue = (bytes: Uint8Array): Catalogue => readCatalogue(bytes)
export const findings = (text: string, known: Catalogue): readonly LintFinding[] => lintPolicy(text, known, 'bucket')
export function indexOf(dump: string, known: Catalogue): AccessIndex {
  const read = recognizeAndRead(dump)
  if (!read.ok) throw new Error(read.error.message)
  return buildIndex(snapshotOfExport(read.value, '2026-01-01T00:00:00Z'), known, createPolicyEngine(known))
}
TS
# Strict, with the library's own declarations checked, and without those of Node.js or of browsers.
"$root/node_modules/.bin/tsc" --noEmit --strict --exactOptionalPropertyTypes --module nodenext --target es2022 --lib es2022 \
  --types '' --skipLibCheck false use.ts
echo 'the package installs, runs and has types'
