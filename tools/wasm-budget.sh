#!/usr/bin/env bash
# Says how far the browser's half of Heliu, as it travels, is from its budget, and fails when it has grown beyond what it was.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# The goal: 350 kB take about two seconds on a slow mobile connection. It is not reached yet (docs/benchmarks.md says why);
# until then a ceiling keeps it from growing unseen. It was raised for the rooms of responsibilities,
# by a sixth, and for suggestions, hand-overs and the inbox, by a twentieth.
exec node - "${1:-$ROOT/target/site/pkg}" 358400 810000 <<'EOF'
const { readFileSync, readdirSync, existsSync, statSync } = require('node:fs');
const { brotliCompressSync, constants } = require('node:zlib');
const { join } = require('node:path');

const [folder, budget, ceiling] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true }).map(String).filter((name) => /\.(wasm|js)$/.test(name))
  : [];
if (!files.some((name) => name.endsWith('.wasm'))) {
  console.error(`error: no wasm in ${folder}: build first`);
  process.exit(1);
}

// A build without precompression is measured as the precompressing one would have packed it.
function packed(path) {
  if (existsSync(`${path}.br`)) return statSync(`${path}.br`).size;
  return brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

let total = 0;
for (const name of files.sort()) {
  const size = packed(join(folder, name));
  total += size;
  console.log(`    ${name}: ${statSync(join(folder, name)).size} bytes, ${size} in brotli`);
}
console.log(`    together ${total} bytes of at most ${budget} (${Math.round((100 * total) / budget)} %)`);
if (total > budget) {
  console.log(`    MISSED: ${total - budget} bytes over the goal`);
}
if (total > ceiling) {
  console.error(`error: ${total - ceiling} bytes above the ceiling of ${ceiling}`);
  process.exit(1);
}
EOF
