// playground.js - The page whose reader chooses policies and traces, and sees them at once.

const TYPED = "typed", MOST_EDITED = 2 ** 20; // characters

// The allocators, compiled, and the texts of the traces, by name.
async function readBundle() {
  const facts = JSON.parse(get("facts").textContent), bytes = await inflated(get("numbers").textContent);
  let at = 0;
  const cut = ([name, length]) => [name, bytes.subarray(at, (at += length))];
  const modules = new Map(facts.allocators.map(cut)), decoder = new TextDecoder();
  return { modules, texts: new Map(facts.traces.map(cut).map(([name, text]) => [name, decoder.decode(text)])) };
}

const bundle = await readBundle();
const workerAddress = URL.createObjectURL(new Blob([get("worker").textContent], { type: "text/javascript" }));
let patience = 20000; // milliseconds for a recording, and more for a long trace
let working = [], current = null, shown = null; // workers; the trace; which run is to be seen

// Whatever was begun before has been overtaken by then.
function recordWith(name) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerAddress);
    working.push(worker);
    const most = patience + current.count / 10;
    const late = setTimeout(() => { worker.terminate(); reject(new Error(`${name} has not come back after ${Math.round(most / 1000)} s`)); }, most);
    const end = (settle) => (event) => { clearTimeout(late); worker.terminate(); settle(event); };
    worker.onmessage = end(({ data }) => resolve({ name, ...data }));
    worker.onerror = end((event) => reject(new Error(`${name}: ${event.message}`)));
    worker.postMessage({ wasm: bundle.modules.get(name), trace: current });
  });
}

function complain(error) {
  get("failure").hidden = false;
  get("failure").textContent = error.message;
}

function noteAddress(names) {
  const query = new URLSearchParams(location.search), example = get("example").value;
  if (example) query.set("trace", example);
  else query.delete("trace");
  try { history.replaceState(null, "", `?${query}#${names}`); } catch { /* a frame may forbid it */ }
}

// All that is chosen is recorded anew. A reader who only changes the policy stays at the request.
async function run(at) {
  for (const worker of working) worker.terminate();
  working = [];
  const names = [get("policy").value, get("beside").value].filter(Boolean), wanted = Symbol("run");
  shown = wanted;
  const slow = setTimeout(() => { if (shown === wanted) get("where").textContent = "recording ..."; }, 300);
  try {
    const recordings = await Promise.all(names.map(recordWith));
    if (shown !== wanted) return;
    noteAddress(names);
    show(current, recordings, at);
  } catch (error) {
    if (shown === wanted) complain(error);
  } finally {
    clearTimeout(slow);
  }
}

function readText(text, name, at) {
  try {
    current = parseTrace(text, name);
  } catch (error) {
    return complain(error);
  }
  run(at);
}

function editText(text) {
  const short = text.length <= MOST_EDITED;
  get("text").value = short ? text : "# This trace is too long to be edited here.";
  get("text").disabled = !short;
}

function useExample(at) {
  const name = get("example").value, text = bundle.texts.get(name);
  editText(text);
  readText(text, name, at);
}

// A trace of the reader's own: none of the examples.
function useOwn(text, name) {
  get("example").value = "";
  readText(text, name);
}

async function useFile(file) {
  if (!file) return;
  const text = await file.text();
  editText(text);
  useOwn(text, file.name.replace(/\.rep$/, ""));
}

function fill(select, names, chosen) {
  select.append(...names.map((name) => new Option(name, name)));
  select.value = chosen;
}

function toggleEditor() {
  const hidden = (get("text").hidden = !get("text").hidden);
  get("edit").setAttribute("aria-expanded", !hidden);
  if (trace) draw();
  if (!hidden && trace) goToLine(trace.line[request]);
}

// The caret before this line, in sight.
function goToLine(line) {
  const text = get("text"), before = text.value.split("\n", line - 1).join("\n").length;
  text.setSelectionRange(before + 1, before + 1);
  text.focus();
  text.scrollTop = (text.scrollHeight * line) / text.value.split("\n").length - text.clientHeight / 2;
}

function fillControls() {
  const names = [...bundle.modules.keys()], sorted = [...names].sort();
  const chosen = chosenInAddress(names.map((name) => ({ name }))).map((a) => a.name);
  const asked = new URLSearchParams(location.search).get("trace");
  fill(get("policy"), sorted, chosen[0]);
  fill(get("beside"), sorted, chosen[1] ?? "");
  fill(get("example"), [...bundle.texts.keys()].sort(), bundle.texts.has(asked) ? asked : "mix");
  const editor = Object.assign(document.createElement("textarea"), { id: "text", hidden: true, spellcheck: false });
  editor.setAttribute("aria-label", "requests of the trace");
  get("heaps").prepend(editor);
  document.querySelector(".keys").append(" \u00b7 e: edit the requests");
}

function listenToControls() {
  for (const id of ["policy", "beside"]) get(id).addEventListener("change", () => run(request));
  get("example").addEventListener("change", () => useExample());
  get("open").addEventListener("click", () => get("file").click());
  get("file").addEventListener("change", (e) => useFile(e.target.files[0]));
  get("edit").addEventListener("click", toggleEditor);
  let waiting = 0;
  get("text").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => useOwn(get("text").value, TYPED), 200);
  });
  get("text").addEventListener("keydown", (e) => { if (e.key === "Escape") e.target.blur(); });
  document.addEventListener("dragover", (e) => e.preventDefault());
  document.addEventListener("drop", (e) => { e.preventDefault(); useFile(e.dataTransfer.files[0]); });
  keys.e = toggleEditor;
}

window.playground = { waitAtMost: (milliseconds) => (patience = milliseconds) };
fillControls();
listenToControls();
useExample(requestInAddress());
