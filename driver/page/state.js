// state.js - What a heap was after a request: payloads, blocks, and what was lost.

const AHEAD = 100; // requests that free blocks are held against

// Each payload from the request that made it to the one that ended it.
function livesOf(trace, allocator) {
  const n = allocator.done, current = new Int32Array(trace.ids + 1).fill(-1);
  const lives = { from: [], to: [], place: [], size: [], id: [], of: new Int32Array(n).fill(-1), before: new Int32Array(n).fill(-1) };
  for (let i = 0; i < n; i++) {
    const id = trace.id[i], old = current[id], place = allocator.place[i];
    lives.before[i] = old;
    const refused = trace.op[i] !== FREE && place < 0 && trace.size[i] > 0;
    if (refused) continue;
    if (old >= 0) lives.to[old] = i;
    current[id] = -1;
    if (trace.op[i] === FREE || place < 0) continue;
    current[id] = lives.of[i] = lives.from.length;
    lives.from.push(i); lives.to.push(NEVER); lives.place.push(place);
    lives.size.push(trace.size[i]); lives.id.push(id);
  }
  return lives;
}

// After each request: bytes of payload, its peak so far, and free bytes, where blocks are known.
function curvesOf(trace, allocator, lives) {
  const n = allocator.done, payload = new Float64Array(n), free = new Float64Array(n);
  lives.from.forEach((from, k) => {
    payload[from] += lives.size[k];
    if (lives.to[k] < n) payload[lives.to[k]] -= lives.size[k];
  });
  const b = allocator.blocks;
  for (let k = 0; k < b.count; k++) {
    if (b.used[k]) continue;
    free[b.from[k]] += b.size[k];
    if (b.to[k] < n) free[b.to[k]] -= b.size[k];
  }
  for (let i = 1; i < n; i++) { payload[i] += payload[i - 1]; free[i] += free[i - 1]; }
  let most = 0;
  const peak = payload.map((p) => (most = Math.max(most, p)));
  return { payload, free, peak };
}

// The fewest bytes that a block has before its payload.
function headerOf(allocator, lives) {
  if (!allocator.walked) return 0;
  const starts = new Map(), b = allocator.blocks;
  for (let k = 0; k < b.count; k++) if (b.used[k]) starts.set(b.from[k], b.start[k]);
  let least = Infinity;
  lives.from.forEach((from, k) => {
    const start = starts.get(from);
    if (start !== undefined && lives.place[k] >= start) least = Math.min(least, lives.place[k] - start);
  });
  return Number.isFinite(least) ? least : 0;
}

function prepare(trace, allocator) {
  const lives = livesOf(trace, allocator);
  return { ...allocator, lives, ...curvesOf(trace, allocator, lives), header: headerOf(allocator, lives) };
}

const isLiveAt = (all, k, i) => all.from[k] <= i && i < all.to[k];

function payloadsAt(a, i) {
  const found = [];
  for (let k = 0; k < a.lives.from.length && a.lives.from[k] <= i; k++)
    if (isLiveAt(a.lives, k, i))
      found.push({ life: k, start: a.lives.place[k], size: a.lives.size[k], id: a.lives.id[k], from: a.lives.from[k], to: a.lives.to[k] });
  return found.sort((x, y) => x.start - y.start);
}

function blocksAt(a, i) {
  const found = [], b = a.blocks;
  for (let k = 0; k < b.count && b.from[k] <= i; k++)
    if (isLiveAt(b, k, i)) found.push({ start: b.start[k], size: b.size[k], used: b.used[k] === 1, from: b.from[k], to: b.to[k] });
  return found.sort((x, y) => x.start - y.start);
}

// Without mm_walk: what lies between payloads, of which nobody knows what it is.
function gapsBetween(payloads, heap) {
  const gaps = [];
  let end = 0;
  for (const p of [...payloads, { start: heap, size: 0 }]) {
    if (p.start > end) gaps.push({ start: end, size: p.start - end, used: false, unknown: true, from: 0, to: NEVER });
    end = Math.max(end, p.start + p.size);
  }
  return gaps;
}

// The heap after request i; before the first, i is -1.
function stateAt(a, i) {
  const at = Math.min(i, a.done - 1);
  if (at < 0) return { request: at, heap: 0, payload: 0, payloads: [], blocks: [], free: [] };
  const payloads = payloadsAt(a, at), heap = a.heap[at];
  const blocks = a.walked ? blocksAt(a, at) : gapsBetween(payloads, heap);
  return { request: at, heap, payload: a.payload[at], payloads, blocks, free: blocks.filter((b) => !b.used) };
}

// Bytes that the next requests ask for, one number each.
function askedNext(trace, i) {
  const sizes = [];
  for (let k = i + 1; k <= i + AHEAD && k < trace.count; k++)
    if (trace.op[k] !== FREE && trace.size[k] > 0) sizes.push(trace.size[k]);
  return sizes;
}

const fits = (a, block, n) => block.size - a.header >= n;

function lossesAt(trace, a, state) {
  const asked = askedNext(trace, state.request);
  const least = asked.length ? Math.min(...asked) : 0;
  const free = state.free.reduce((sum, b) => sum + b.size, 0);
  const tooSmall = state.free.reduce((sum, b) => sum + (fits(a, b, least) ? 0 : b.size), 0);
  return { internal: state.heap - state.payload - free, external: tooSmall, waiting: free - tooSmall };
}

// Peak payload by heap, so far.
function utilizationAt(a, i) {
  const at = Math.min(i, a.done - 1);
  return at >= 0 && a.heap[at] > 0 ? a.peak[at] / a.heap[at] : 0;
}

// Headers differ from format to format: places are compared from the first payload.
function firstDifference(a, b) {
  const base = (x) => x.place.find((p) => p >= 0) ?? 0;
  const baseA = base(a), baseB = base(b);
  for (let i = 0; i < Math.min(a.done, b.done); i++) {
    const pa = a.place[i], pb = b.place[i];
    if (pa < 0 !== pb < 0 || (pa >= 0 && pa - baseA !== pb - baseB)) return i;
  }
  return -1;
}
