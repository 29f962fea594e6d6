// draw.js - The heap in rows of bytes, the lines over the requests, the histogram.

const ROW = 14; // pixels

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

function prepareCanvas(canvas) {
  const ratio = window.devicePixelRatio || 1, box = canvas.getBoundingClientRect();
  const width = Math.round(box.width * ratio), height = Math.round(box.height * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, box.width, box.height);
  pen.font = "11px system-ui, sans-serif";
  return { pen, width: box.width, height: box.height };
}

// Young payload is yellow, old is blue, by the logarithm of its age.
function mixer() {
  const parse = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
  const young = parse(colour("young")), old = parse(colour("old")), table = [];
  for (let k = 0; k <= 16; k++)
    table.push(`rgb(${young.map((c, j) => Math.round(c + ((old[j] - c) * k) / 16)).join()})`);
  return (age) => table[Math.min(16, Math.floor(Math.log2(age + 1)))];
}

// The part of the heap in sight: from .lo, in rows of .row bytes.
function viewOf(view, width, height) {
  const rows = Math.max(1, Math.floor(height / ROW));
  const row = Math.max(8, Math.ceil((view.hi - view.lo) / rows / 8) * 8);
  return { lo: view.lo, row, rows, scale: width / row };
}

function fillRange(pen, v, start, size) {
  let from = Math.max(start - v.lo, 0);
  const end = Math.min(start + size - v.lo, v.row * v.rows);
  while (from < end) {
    const y = Math.floor(from / v.row), until = Math.min(end, (y + 1) * v.row);
    const gap = (until - from) * v.scale > 3 ? 1 : 0;
    pen.fillRect((from - y * v.row) * v.scale, y * ROW, Math.max((until - from) * v.scale - gap, 0.4), ROW - 1);
    from = until;
  }
}

function outlineRange(pen, v, start, size) {
  pen.strokeStyle = colour("chosen");
  pen.lineWidth = 2;
  for (let from = Math.max(start - v.lo, 0), end = Math.min(start + size - v.lo, v.row * v.rows); from < end;) {
    const y = Math.floor(from / v.row), until = Math.min(end, (y + 1) * v.row);
    pen.strokeRect((from - y * v.row) * v.scale, y * ROW, Math.max((until - from) * v.scale, 3), ROW - 1);
    from = until;
  }
}

function writeSizes(pen, v, state, i) {
  for (const p of state.payloads) {
    const x = (p.start - v.lo) % v.row, y = Math.floor((p.start - v.lo) / v.row);
    const room = Math.min(p.size, v.row - x) * v.scale;
    const text = `id ${p.id}: ${p.size}`;
    if (p.start < v.lo || y >= v.rows || room < 40 || pen.measureText(text).width + 8 > room) continue;
    pen.fillStyle = Math.log2(i - p.from + 1) > 7 ? "#fff" : "#000";
    pen.fillText(text, x * v.scale + 4, y * ROW + 10);
  }
}

function drawHeap(canvas, a, state, view, chosen) {
  const { pen, width, height } = prepareCanvas(canvas), v = viewOf(view, width, height);
  const seen = (x) => x.start < v.lo + v.row * v.rows && x.start + x.size > v.lo;
  pen.fillStyle = colour("overhead");
  fillRange(pen, v, 0, state.heap);
  pen.fillStyle = colour(a.walked ? "free" : "unknown");
  for (const b of state.free) if (seen(b)) fillRange(pen, v, b.start, b.size);
  const byAge = mixer();
  for (const p of state.payloads) if (seen(p)) {
    pen.fillStyle = byAge(state.request - p.from);
    fillRange(pen, v, p.start, p.size);
  }
  writeSizes(pen, v, state, state.request);
  if (chosen) outlineRange(pen, v, chosen.start, chosen.size);
}

// The largest of so many values for each pixel, so that no peak is lost.
function drawCurve(pen, values, count, width, height, most, ink, dash) {
  const columns = Math.min(Math.floor(width), count);
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5;
  pen.setLineDash(dash);
  pen.beginPath();
  for (let x = 0; x < columns; x++) {
    let top = 0;
    for (let i = Math.floor((x * count) / columns); i < Math.floor(((x + 1) * count) / columns); i++)
      if (values[i] > top) top = values[i];
    pen.lineTo((x * width) / columns, height - 2 - ((height - 16) * top) / most);
  }
  pen.stroke();
  pen.setLineDash([]);
}

function drawCurves(pen, width, height, trace, allocators) {
  const share = (a) => (width * a.done) / trace.count;
  let most = 1, peak = 0;
  for (const a of allocators) for (const h of a.heap) if (h > most) most = h;
  allocators.forEach((a, k) => {
    const dash = k ? [5, 3] : [];
    drawCurve(pen, a.heap, a.done, share(a), height, most, colour("heap"), dash);
    if (a.walked) drawCurve(pen, a.free, a.done, share(a), height, most, colour("freeline"), dash);
    if (k === 0) drawCurve(pen, a.payload, a.done, share(a), height, most, colour("payload"), []);
    if (k === 0) a.payload.forEach((p, at) => { if (p > a.payload[peak]) peak = at; });
  });
  pen.fillStyle = colour("payload");
  pen.fillRect((width * (peak + 0.5)) / trace.count - 1, 12, 2, 8);
  writeLegend(pen, allocators, most, peak);
}

// The curves are the same at every request: they are drawn once for each size and palette.
const drawn = { key: "", picture: document.createElement("canvas") };

function drawLines(canvas, trace, allocators, i) {
  const { pen, width, height } = prepareCanvas(canvas), key = [canvas.width, canvas.height, colour("heap")].join();
  if (drawn.key !== key) {
    drawCurves(pen, width, height, trace, allocators);
    Object.assign(drawn.picture, { width: canvas.width, height: canvas.height });
    drawn.picture.getContext("2d").drawImage(canvas, 0, 0);
    drawn.key = key;
  }
  pen.clearRect(0, 0, width, height);
  pen.drawImage(drawn.picture, 0, 0, width, height);
  pen.fillStyle = colour("chosen");
  pen.fillRect((width * (i + 0.5)) / trace.count - 1, 0, 2, height);
}

function writeLegend(pen, allocators, most, peak) {
  let x = 4;
  const write = (text, ink) => { pen.fillStyle = ink; pen.fillText(text, x, 10); x += pen.measureText(text).width + 14; };
  write(`to ${most.toLocaleString("en")} bytes:`, colour("soft"));
  write("heap", colour("heap"));
  write(`payload, its peak at request ${peak + 1}`, colour("payload"));
  if (allocators.some((a) => a.walked)) write("free", colour("freeline"));
  if (allocators.length > 1) write(`dashed: ${allocators[1].name}`, colour("soft"));
}

// Free blocks by size, and beside them how many of the next requests ask for such a size.
function drawSizes(canvas, a, state, asked) {
  const { pen, width, height } = prepareCanvas(canvas), classes = 26;
  const free = new Array(classes).fill(0), next = new Array(classes).fill(0);
  const put = (counts, n) => counts[Math.min(classes - 1, Math.max(3, Math.floor(Math.log2(Math.max(n, 8)))))]++;
  for (const b of state.free) put(free, b.size - a.header);
  for (const n of asked) put(next, n);
  const used = free.map((f, k) => f + next[k] > 0), first = Math.max(3, used.indexOf(true)), last = Math.max(first, used.lastIndexOf(true));
  const most = Math.max(1, ...free, ...next), step = width / (last - first + 1);
  const bar = (count, x, ink) => {
    const tall = count && Math.max(2, ((height - 42) * Math.log2(count + 1)) / Math.log2(most + 1));
    pen.fillStyle = ink;
    pen.fillRect(x, height - 14 - tall, step * 0.35, tall);
    if (count) pen.fillText(count, x, height - 17 - tall);
  };
  for (let k = first; k <= last; k++) {
    bar(free[k], (k - first + 0.08) * step, colour("freeline"));
    bar(next[k], (k - first + 0.5) * step, colour("payload"));
    pen.fillStyle = colour("soft");
    pen.fillText(2 ** k >= 1024 ? 2 ** (k - 10) + "K" : 2 ** k, (k - first + 0.3) * step, height - 2);
  }
  const title = `${a.walked ? "free blocks" : "gaps"} of ${a.name}, bytes`;
  pen.fillStyle = colour("freeline");
  pen.fillText(title, 2, 10);
  pen.fillStyle = colour("payload");
  pen.fillText(`the next ${AHEAD} requests`, pen.measureText(title).width + 16, 10);
}
