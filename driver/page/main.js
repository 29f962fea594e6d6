// main.js - What the reader does: scrub, play, find, click, zoom.

const get = (id) => document.getElementById(id);
const clamp = (n, lo, hi) => Math.max(lo, Math.min(hi, n));

const view = { lo: 0, hi: 1 };
let trace = null, allocators = [], canvases = [], states = [];
let request = 0, playing = 0, chosen = null;

// A heap only grows.
const largestHeap = () => Math.max(64, ...allocators.map((a) => a.heap[a.done - 1] ?? 0));

function seeWhole() {
  view.lo = 0;
  view.hi = largestHeap();
}

function makeHeaps() {
  for (const old of document.querySelectorAll(".heap")) old.remove();
  canvases = [];
  for (const a of allocators) {
    const part = document.createElement("section");
    part.className = "heap";
    part.innerHTML = '<h2></h2><canvas tabindex="0"></canvas>';
    get("heaps").append(part);
    const canvas = part.querySelector("canvas");
    canvas.setAttribute("aria-label", `heap of ${a.name}`);
    canvases.push(canvas);
    listenTo(canvas, canvases.length - 1);
  }
}

function draw() {
  allocators.forEach((a, k) => {
    const heading = canvases[k].previousElementSibling;
    heading.innerHTML = `<b></b> <span>${(100 * utilizationAt(a, request)).toFixed(1)} % utilization so far` +
      `${a.walked ? "" : "; no mm_walk: grey is free, header or padding"}` +
      `${a.stride > 1 ? `; blocks at every ${a.stride}th request` : ""}</span>`;
    heading.firstChild.textContent = a.name;
    drawHeap(canvases[k], a, states[k], view, chosen && chosen.k === k ? chosen : null);
  });
  drawLines(get("lines"), trace, allocators, request);
  drawSizes(get("sizes"), allocators[0], states[0], askedNext(trace, request));
}

function tell(lines) {
  get("told").replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
}

function choose(k, thing) {
  const range = thing && (thing.block || thing.payload);
  chosen = range ? { k, start: range.start, size: range.size } : null;
  if (range) tell([tellThing(allocators[k], trace, states[k], thing)]);
  draw();
}

function go(i) {
  request = clamp(Math.round(i), 0, trace.count - 1);
  states = allocators.map((a) => stateAt(a, request));
  get("scrubber").value = request + 1;
  get("where").textContent = `${requestName(trace, request)} of ${trace.count}: ${askedOf(trace, request)}`;
  const place = allocators[0].place[request];
  const block = place >= 0 && thingAt(states[0], place);
  chosen = block ? { k: 0, start: (block.block || block.payload).start, size: (block.block || block.payload).size } : null;
  tell(allocators.map((a) => tellRequest(a, trace, request)));
  get("losses").innerHTML = lossTable(trace, allocators, states);
  draw();
  const query = new URLSearchParams(location.search);
  query.set("request", request + 1);
  try { history.replaceState(null, "", `?${query}${location.hash}`); } catch { /* a frame may forbid it */ }
}

function play() {
  clearInterval(playing);
  playing = playing ? 0 : setInterval(() => (request + 1 < trace.count ? go(request + 1) : play()), 60);
  get("play").innerHTML = playing ? "&#9208;" : "&#9654;";
}

function zoom(factor, centre = (view.lo + view.hi) / 2) {
  const size = clamp((view.hi - view.lo) * factor, 64, largestHeap());
  const share = (centre - view.lo) / (view.hi - view.lo);
  view.lo = Math.floor(clamp(centre - share * size, 0, largestHeap() - size) / 8) * 8;
  view.hi = view.lo + size;
  draw();
}

function move(by) {
  const size = view.hi - view.lo;
  view.lo = Math.floor(clamp(view.lo + by, 0, largestHeap() - size) / 8) * 8;
  view.hi = view.lo + size;
  draw();
}

function showPlace(place) {
  if (place < view.lo || place >= view.hi) move(place - (view.lo + view.hi) / 2);
}

// "1043", "line 1047", "id 7" (the next request of it), "0x1a0".
function find(text) {
  const [, word, digits] = /^\s*(line|id|request)?\s*(0x[0-9a-f]+|\d+)\s*$/i.exec(text) || [];
  if (!digits) return tell([`'${text}' is no request: a number, line 12, id 7 or 0x1a0.`]);
  const n = Number(digits);
  if (digits.startsWith("0x")) {
    const thing = thingAt(states[0], n);
    showPlace(n);
    return thing ? choose(0, thing) : tell([`Nothing has ${hex(n)} at this request.`]);
  }
  if (word === "line") {
    const i = trace.line.findIndex((line) => line >= n);
    return i >= 0 ? go(i) : tell([`No request has line ${n} or a later one.`]);
  }
  if (word === "id") {
    const later = trace.id.findIndex((id, i) => id === n && i > request);
    const i = later >= 0 ? later : trace.id.indexOf(n);
    return i >= 0 ? go(i) : tell([`No request has id ${n}.`]);
  }
  go(n - 1);
}

function differ() {
  const i = allocators.length > 1 ? firstDifference(allocators[0], allocators[1]) : -1;
  if (i >= 0) go(i);
  else tell([allocators.length > 1 ? "They place all payloads alike." : "There is no second allocator: -a mm,champion."]);
}

function placeOf(canvas, event) {
  const box = canvas.getBoundingClientRect(), v = viewOf(view, box.width, box.height);
  return v.lo + Math.floor((event.clientY - box.top) / ROW) * v.row + Math.floor((event.clientX - box.left) / v.scale);
}

// Enter on a heap goes from the chosen block to the next.
function chooseNext(k) {
  const from = chosen && chosen.k === k ? chosen.start + chosen.size : 0;
  const things = [...states[k].blocks, ...states[k].payloads].filter((x) => x.start >= from).sort((x, y) => x.start - y.start);
  if (!things.length) return choose(k, null);
  showPlace(things[0].start);
  choose(k, thingAt(states[k], things[0].start));
}

function listenTo(canvas, k) {
  let held = null;
  canvas.addEventListener("pointerdown", (e) => { held = { y: e.clientY, lo: view.lo, moved: false }; });
  canvas.addEventListener("pointermove", (e) => {
    if (!held || !e.buttons || Math.abs(e.clientY - held.y) < 4 && !held.moved) return;
    const box = canvas.getBoundingClientRect(), v = viewOf(view, box.width, box.height);
    held.moved = true;
    move(held.lo - Math.round((e.clientY - held.y) / ROW) * v.row - view.lo);
  });
  canvas.addEventListener("pointerup", (e) => {
    if (held && !held.moved) choose(k, thingAt(states[k], placeOf(canvas, e)));
    held = null;
  });
  canvas.addEventListener("wheel", (e) => {
    e.preventDefault();
    zoom(e.deltaY > 0 ? 1.25 : 0.8, placeOf(canvas, e));
  }, { passive: false });
  canvas.addEventListener("keydown", (e) => { if (e.key === "Enter") { chooseNext(k); e.preventDefault(); } });
}

const keys = {
  n: () => go(request + 1), p: () => go(request - 1),
  PageDown: () => go(request + 100), PageUp: () => go(request - 100),
  Home: () => go(0), End: () => go(trace.count - 1), " ": play, d: differ,
  "/": () => get("find").focus(), "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2),
  0: () => { seeWhole(); draw(); },
  ArrowUp: () => move((view.lo - view.hi) / 8), ArrowDown: () => move((view.hi - view.lo) / 8),
  ArrowLeft: () => go(request - 1), ArrowRight: () => go(request + 1),
};

function listen() {
  const click = { first: keys.Home, previous: keys.p, play, next: keys.n, last: keys.End, differ, all: keys[0] };
  for (const [id, action] of Object.entries(click)) get(id).addEventListener("click", action);
  get("scrubber").addEventListener("input", (e) => go(e.target.value - 1));
  get("find").addEventListener("keydown", (e) => {
    if (e.key === "Enter") { find(e.target.value); e.target.blur(); }
    if (e.key === "Escape") e.target.blur();
    e.stopPropagation();
  });
  get("lines").addEventListener("click", (e) => {
    const box = e.target.getBoundingClientRect();
    go(Math.floor(((e.clientX - box.left) / box.width) * trace.count));
  });
  document.addEventListener("keydown", (e) => {
    const onButton = e.target.tagName === "BUTTON" && e.key === " ", typing = e.target.matches("select, textarea");
    if (e.ctrlKey || e.metaKey || e.altKey || onButton || typing || !(e.key in keys)) return;
    e.preventDefault();
    keys[e.key]();
  });
  window.addEventListener("resize", draw);
  window.addEventListener("hashchange", () => location.reload());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

// Where a reader begins: at the failure, or at the payload's peak.
function beginning() {
  const failed = allocators.find((a) => a.line);
  if (failed) return trace.line.findIndex((line) => line >= failed.line);
  return allocators[0].payload.reduce((best, p, i, all) => (p > all[best] ? i : best), 0);
}

function showFailure() {
  const failed = allocators.find((a) => a.message);
  get("failure").hidden = !failed;
  if (!failed) return;
  const where = failed.line ? `line ${failed.line}: ` : "";
  get("failure").textContent = `${failed.name}: ${where}${failed.message}${failed.detail ? "\n" + failed.detail : ""}`;
}

// What these did with the trace, at request i.
function show(newTrace, recordings, i) {
  trace = newTrace;
  allocators = recordings.map((a) => prepare(trace, a));
  drawn.key = "";
  get("title").textContent = `${trace.name}: ${allocators.map((a) => a.name).join(" beside ")}`;
  document.title = `${trace.name} - see the heap`;
  get("scrubber").max = trace.count;
  makeHeaps();
  showFailure();
  seeWhole();
  go(i ?? beginning());
  window.heapPage = { stateAt: (at, k = 0) => stateAt(allocators[k], at), go, trace, allocators };
}

// ?request=1043 in the address, counted from 0.
function requestInAddress() {
  const asked = Number(new URLSearchParams(location.search).get("request"));
  return asked >= 1 ? asked - 1 : undefined;
}

// #mm,champion in the address: of these the two that it names, in its order; else the first two.
function chosenInAddress(all) {
  const names = decodeURIComponent(location.hash.slice(1)).replace("allocators=", "").split(",").filter(Boolean);
  const found = names.map((name) => all.find((a) => a.name === name)).filter(Boolean);
  return (found.length ? found : all).slice(0, 2);
}

listen();
