// Empties functions that can never run in the browser but are pointed at by tables, so that no linker can tell:
// views carry a way to hydrate lazily, which only `hydrate_lazy` begins, and ways for templates and for listing routes.
// Should one of them run after all, it traps.
import { readFileSync, writeFileSync } from 'node:fs';

const NEVER = /into_any::hydrate_async|into_any_attr::hydrate_from_template|into_any_nested_route::generate_routes/;

const path = process.argv[2];
const wasm = readFileSync(path);

function number(at) {
  let value = 0;
  let shift = 1;
  for (;;) {
    const byte = wasm[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return [value, at];
    shift *= 128;
  }
}

function encoded(value) {
  const bytes = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push((value % 128) | (rest ? 128 : 0));
    value = rest;
  } while (value);
  return Buffer.from(bytes);
}

function sections() {
  const found = [];
  for (let at = 8; at < wasm.length; ) {
    const [size, start] = number(at + 1);
    found.push({ id: wasm[at], start, end: start + size });
    at = start + size;
  }
  return found;
}

// The imported functions come first in the numbering.
function importedFunctions({ start }) {
  let functions = 0;
  let [count, at] = number(start);
  const limits = (position) => {
    const flags = wasm[position++];
    [, position] = number(position);
    return flags & 1 ? number(position)[1] : position;
  };
  for (; count > 0; count--) {
    for (let part = 0; part < 2; part++) {
      const [length, from] = number(at);
      at = from + length;
    }
    const kind = wasm[at++];
    if (kind === 0) {
      functions++;
      [, at] = number(at);
    } else if (kind === 1) at = limits(at + 1);
    else if (kind === 2) at = limits(at);
    else if (kind === 3) at += 2;
    else at = number(at + 1)[1];
  }
  return functions;
}

// Numbers of the functions that never run, by the custom section "name".
function never(section) {
  const found = new Set();
  const [length, from] = number(section.start);
  if (wasm.toString('latin1', from, from + length) !== 'name') return found;
  for (let at = from + length; at < section.end; ) {
    const kind = wasm[at];
    let [size, position] = number(at + 1);
    at = position + size;
    if (kind !== 1) continue;
    let count;
    [count, position] = number(position);
    for (; count > 0; count--) {
      const [index, after] = number(position);
      const [bytes, text] = number(after);
      if (NEVER.test(wasm.toString('utf8', text, text + bytes))) found.add(index);
      position = text + bytes;
    }
  }
  return found;
}

const all = sections();
const imported = importedFunctions(all.find(({ id }) => id === 2));
const empty = new Set(all.filter(({ id }) => id === 0).flatMap((section) => [...never(section)]));
const output = [wasm.subarray(0, 8)];
for (const { id, start, end } of all) {
  let body = wasm.subarray(start, end);
  if (id === 10) {
    let [count, at] = number(start);
    const bodies = [encoded(count)];
    for (let index = imported; index < imported + count; index++) {
      const [size, from] = number(at);
      // No locals, `unreachable`, `end`.
      bodies.push(empty.has(index) ? Buffer.from([3, 0, 0, 11]) : wasm.subarray(at, from + size));
      at = from + size;
    }
    body = Buffer.concat(bodies);
  }
  output.push(Buffer.from([id]), encoded(body.length), body);
}
if (empty.size === 0) {
  console.error('error: the functions that never run were not found; see tools/wasm/empty.mjs');
  process.exit(1);
}
writeFileSync(path, Buffer.concat(output));
