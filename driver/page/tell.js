// tell.js - A request, a block and the losses, in words.

const hex = (n) => "0x" + n.toString(16);
const bytes = (n) => `${n.toLocaleString("en")} bytes`;
const requestName = (trace, i) => `request ${i + 1} (line ${trace.line[i]})`;

function askedOf(trace, i) {
  const size = trace.size[i] > Number.MAX_SAFE_INTEGER ? "nearly 2^64" : trace.size[i];
  const what = trace.op[i] === FREE ? "" : `, ${size} bytes`;
  return `${OPS[trace.op[i]]}(id ${trace.id[i]}${what})`;
}

// What the allocator could choose from, and what it took.
function tellChoice(a, trace, i) {
  const n = trace.size[i], place = a.place[i], before = stateAt(a, i - 1);
  const fitting = before.free.filter((b) => fits(a, b, n));
  const took = fitting.find((b) => b.start <= place && place < b.start + b.size);
  const what = a.walked ? "free blocks" : "gaps between payloads";
  const text = `${fitting.length} of ${before.free.length} ${what} would have fitted`;
  if (!fitting.length) return `${text}: at ${hex(place)} the heap had to grow or blocks to merge.`;
  if (!took) return `${text}, and it took none of them, but ${hex(place)}.`;
  const smaller = fitting.filter((b) => b.size < took.size).length;
  const lower = fitting.indexOf(took);
  return `${text}; it took the one at ${hex(took.start)} of ${bytes(took.size)}: ` +
    `${smaller} were smaller, ${lower} lower in the heap.`;
}

function tellRequest(a, trace, i) {
  if (i >= a.done) return `${a.name} did not come back from ${requestName(trace, a.done)}.`;
  const before = a.lives.before[i], old = before >= 0 ? a.lives.place[before] : -1, place = a.place[i];
  if (trace.op[i] === FREE)
    return before < 0 ? `${a.name}: nothing to free.` : `${a.name}: frees ${bytes(a.lives.size[before])} at ${hex(old)}, of request ${a.lives.from[before] + 1}.`;
  if (place < 0) return `${a.name}: no payload.`;
  if (old === place) return `${a.name}: stays at ${hex(place)}.`;
  const moved = old >= 0 ? `moves from ${hex(old)} to ${hex(place)}, and copies ${bytes(Math.min(a.lives.size[before], trace.size[i]))}: what follows it was ${tellAfter(a, stateAt(a, i - 1), old)}. ` : `payload at ${hex(place)}. `;
  return `${a.name}: ${moved}${tellChoice(a, trace, i)}`;
}

// What lies behind the payload at that place.
function tellAfter(a, state, place) {
  const own = state.blocks.find((b) => b.used && b.start <= place && place < b.start + b.size);
  const p = state.payloads.find((x) => x.start === place);
  const end = own ? own.start + own.size : p.start + p.size;
  if (end >= state.heap) return "the heap's end";
  const free = state.free.find((b) => b.start === end);
  if (free) return `a ${free.unknown ? "gap" : "free block"} of ${bytes(free.size)}`;
  const next = state.payloads.find((x) => x.start >= end);
  return next ? `id ${next.id} of ${bytes(next.size)}` : "the heap's end";
}

// What has this byte: a payload with its block, or a free block, or neither.
function thingAt(state, place) {
  const has = (x) => x.start <= place && place < x.start + x.size;
  const block = state.blocks.find(has);
  const payload = state.payloads.find(has) || (block && block.used && state.payloads.find((p) => block.start <= p.start && p.start < block.start + block.size));
  return block || payload ? { block, payload } : null;
}

const nameOf = (payload) => `id ${payload.id} (${payload.size} bytes, request ${payload.from + 1})`;

function tellNeighbour({ block, payload }) {
  if (payload) return nameOf(payload);
  return `a ${block.used ? "block in use" : "free block"} of ${bytes(block.size)}`;
}

// The blocks on either side; where none are known, the payloads.
function tellNeighbours(state, start, end) {
  const below = thingAt(state, start - 1), above = thingAt(state, end);
  const under = state.payloads.filter((p) => p.start + p.size <= start).pop();
  const over = state.payloads.find((p) => p.start >= end);
  const tell = (thing, payload) =>
    thing && !(thing.block && thing.block.unknown) ? tellNeighbour(thing) : payload ? nameOf(payload) : "nothing";
  return `Below it ${tell(below, under)}, above it ${tell(above, over)}.`;
}

function tellThing(a, trace, state, thing) {
  const { block, payload } = thing, range = block || payload;
  const around = tellNeighbours(state, range.start, range.start + range.size);
  if (payload) {
    const taken = block && block.used ? `, ${bytes(block.size)} taken` : "";
    const end = payload.to === NEVER ? "never freed here" : `until ${requestName(trace, payload.to)}, ${askedOf(trace, payload.to)}`;
    return `${a.name}, ${hex(payload.start)}: ${requestName(trace, payload.from)}, ${askedOf(trace, payload.from)}${taken}; ${end}. ${around}`;
  }
  if (range.unknown) return `${a.name}, ${hex(range.start)}: ${bytes(range.size)} that are no payload. ${around}`;
  if (range.used) return `${a.name}, ${hex(range.start)}: a block of ${bytes(range.size)} in use without a payload. ${around}`;
  const until = range.to === NEVER ? "to the end" : `until ${requestName(trace, range.to)}`;
  return `${a.name}, ${hex(range.start)}: free, ${bytes(range.size)}, since ${requestName(trace, range.from)}, ${until}. ${around}`;
}

function lossTable(trace, allocators, states) {
  const percent = (n, state) => (state.heap ? ((100 * n) / state.heap).toFixed(1) + " %" : "-");
  const losses = states.map((s, k) => lossesAt(trace, allocators[k], s));
  const row = (name, value) => `<tr><td>${name}</td>${states.map((s, k) => `<td>${value(s, k)}</td>`).join("")}</tr>`;
  const part = (of) => (s, k) => (allocators[k].walked ? `${losses[k][of].toLocaleString("en")} <small>${percent(losses[k][of], s)}</small>` : "-");
  return `<table><tr><th></th>${allocators.map((a) => `<th>${a.name}</th>`).join("")}</tr>` +
    row("heap", (s) => s.heap.toLocaleString("en")) +
    row("payload", (s) => `${s.payload.toLocaleString("en")} <small>${percent(s.payload, s)}</small>`) +
    row("internal", part("internal")) +
    row(`<span title="in free blocks too small for all of the next ${AHEAD} requests">external</span>`, part("external")) +
    row("waiting, free", part("waiting")) + "</table>";
}
