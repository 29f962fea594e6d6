// data.js - From the packed numbers to columns, in the order of page.c.

const NEVER = 2 ** 32 - 1;
const NOWHERE = -1;
const OPS = ["malloc", "calloc", "memalign", "realloc", "realloc", "free"];
const FREE = 5;

async function inflated(text) {
  const letters = atob(text), packed = new Uint8Array(letters.length);
  for (let i = 0; i < packed.length; i++) packed[i] = letters.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function reader(bytes) {
  let at = 0;
  function number() {
    let n = 0, unit = 1, byte;
    do {
      byte = bytes[at++];
      n += (byte & 127) * unit;
      unit *= 128;
    } while (byte > 127);
    return n;
  }
  // A change of either sign: twice it, and the low bit says which.
  function change() {
    const n = number();
    return n % 2 ? -(n + 1) / 2 : n / 2;
  }
  function column(count, next, Kind = Float64Array) {
    const values = new Kind(count);
    for (let i = 0; i < count; i++) values[i] = next(i);
    return values;
  }
  return {
    numbers: (count, Kind) => column(count, number, Kind),
    changes: (count, Kind) => {
      let value = 0;
      return column(count, () => (value += change()), Kind);
    },
  };
}

function readTrace(read, facts) {
  const n = facts.requests;
  return {
    name: facts.trace, count: n, ids: facts.ids,
    op: read.numbers(n, Uint8Array), id: read.changes(n, Uint32Array),
    size: read.numbers(n), line: read.changes(n, Uint32Array),
  };
}

// Of frees the page has no answer: a free leaves no payload.
function readAllocator(read, facts, trace) {
  const asked = [];
  for (let i = 0; i < facts.done; i++) if (trace.op[i] !== FREE) asked.push(i);
  const answers = read.changes(asked.length);
  const place = new Float64Array(facts.done).fill(NOWHERE);
  asked.forEach((request, i) => (place[request] = answers[i]));
  const heap = read.changes(facts.done);
  const n = facts.blocks;
  const from = read.changes(n, Uint32Array), lasted = read.numbers(n, Uint32Array);
  const start = read.changes(n), sizeAndUse = read.numbers(n);
  return {
    ...facts, place, heap,
    blocks: {
      count: n, from, to: lasted.map((l, i) => (l ? from[i] + l : NEVER)), start,
      size: sizeAndUse.map((s) => Math.floor(s / 2)), used: sizeAndUse.map((s) => s % 2),
    },
  };
}

async function readPage() {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const read = reader(await inflated(document.getElementById("numbers").textContent));
  const trace = readTrace(read, facts);
  return { trace, allocators: facts.allocators.map((a) => readAllocator(read, a, trace)) };
}
