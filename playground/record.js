// record.js - In a worker: performs a trace on an allocator in WebAssembly, and records what
// driver/page/record.c records.

const MOST_VISITS = 2 ** 28, LIVES_A_REQUEST = 8, MORE_LIVES = 4096;
const HEAP_LIMIT = 2 ** 30 /* all that 32 bits reserve */, PAGE = 2 ** 16, UNKNOWN = 2 ** 32 - 1;

// What the allocator asks of the page (page.h).
function pageOf(recording) {
  const { blocks } = recording;
  return {
    page_grow(end) {
      const memory = recording.instance.exports.memory, lacks = (end >>> 0) - memory.buffer.byteLength;
      try { if (lacks > 0) memory.grow(Math.ceil(lacks / PAGE)); } catch { return 0; }
      return 1;
    },
    page_begin_life(start, size, inUse) {
      blocks.from.push(recording.request); blocks.to.push(UNKNOWN);
      blocks.start.push(start >>> 0); blocks.size.push(size >>> 0); blocks.used.push(inUse);
    },
    page_end_life(life) { blocks.to[life] = recording.request; },
  };
}

// As driver/host/host.c puts a request.
function answerTo(allocator, trace, i, old) {
  const size = trace.size[i], extra = trace.extra.get(i);
  switch (OPS[trace.op[i]]) {
    case "malloc": return allocator.mm_malloc(size);
    case "calloc": return extra ? allocator.mm_calloc(extra.count, extra.each) : allocator.mm_calloc(1, size);
    case "memalign": return allocator.mm_memalign ? allocator.mm_memalign(extra.alignment, size) : allocator.mm_malloc(size);
    case "realloc": return allocator.mm_realloc(old, size);
    default: allocator.mm_free(old); return 0;
  }
}

function walk(recording, count) {
  const { allocator, request, blocks } = recording;
  const walked = allocator.recorder_walk() >>> 0;
  recording.walked = walked !== UNKNOWN && blocks.from.length <= LIVES_A_REQUEST * count + MORE_LIVES;
  const stride = 1 + Math.floor((walked * count) / MOST_VISITS);
  recording.nextWalk = request + stride;
  recording.stride = Math.max(recording.stride, stride);
}

function performAll(recording, trace) {
  const { allocator, base, place, heap } = recording, payloads = new Uint32Array(trace.ids + 1);
  for (let i = 0; i < trace.count; i++) {
    const payload = answerTo(allocator, trace, i, payloads[trace.id[i]]) >>> 0;
    const kept = !payload && OPS[trace.op[i]] === "realloc" && trace.mayFail.has(i);
    if (!kept) payloads[trace.id[i]] = payload;
    recording.request = i;
    heap[i] = allocator.mem_heapsize() >>> 0;
    const from = payloads[trace.id[i]] - base;
    place[i] = from >= 0 && from < heap[i] ? from : -1;
    if (recording.walked && (i >= recording.nextWalk || i + 1 === trace.count)) walk(recording, trace.count);
    recording.done = i + 1;
  }
}

async function record(wasm, trace) {
  const recording = {
    message: "", line: 0, done: 0, walked: true, stride: 0, nextWalk: 0, request: 0,
    place: new Float64Array(trace.count), heap: new Float64Array(trace.count),
    blocks: { from: [], to: [], start: [], size: [], used: [] },
  };
  recording.instance = (await WebAssembly.instantiate(wasm, { env: pageOf(recording) })).instance;
  const allocator = (recording.allocator = recording.instance.exports);
  recording.base = allocator.recorder_begin(allocator.__heap_base.value, LIVES_A_REQUEST * trace.count + MORE_LIVES, HEAP_LIMIT) >>> 0;
  try {
    if (!recording.base) recording.message = "the browser has no memory for it";
    else if (allocator.mm_init() !== 0) recording.message = "mm_init: failed";
    else performAll(recording, trace);
  } catch (error) {
    recording.message = `${OPS[trace.op[recording.done]]}: ${error.message}`;
    recording.line = trace.line[recording.done];
  }
  return recordingOf(recording);
}

function recordingOf({ message, line, done, walked, stride, place, heap, blocks }) {
  const columns = walked ? blocks : { from: [], to: [], start: [], size: [], used: [] };
  return {
    message, line, done, walked, stride, place: place.subarray(0, done), heap: heap.subarray(0, done),
    blocks: {
      count: columns.from.length, from: Uint32Array.from(columns.from), to: Uint32Array.from(columns.to),
      start: Float64Array.from(columns.start), size: Float64Array.from(columns.size), used: Uint8Array.from(columns.used),
    },
  };
}
