// trace.js - Text to a trace, as driver/trace/parse.c reads it.

const SIZE_MAX = 2 ** 32 - 1; // in WebAssembly
const LETTERS = { a: 0, c: 1, m: 2, r: 3, f: FREE };

function fail(line, reason) {
  throw new Error(line ? `line ${line}: ${reason}` : reason);
}

function sizeOf(word, line, what = "size") {
  const [, max, sign, digits] = /^(SIZE_MAX)?([/-])?(\d*)$/.exec(word ?? "") || [];
  if (max) return !sign ? SIZE_MAX : sign === "-" ? SIZE_MAX - digits : Math.floor(SIZE_MAX / digits);
  if (!digits || sign) fail(line, word ? `${what} '${word}' is not a number` : `${what} is missing`);
  if (Number(digits) > SIZE_MAX) fail(line, `${what} is too large for this machine`);
  return Number(digits);
}

// The lines with a request, as words; a header of numbers before them is left out.
function wordsOf(text) {
  const lines = text.replace(/^\uFEFF/, "").split("\n").map((line, at) => ({ at: at + 1, words: line.replace(/#.*/, "").trim().split(/\s+/) }));
  const full = lines.filter(({ words }) => words[0]);
  const first = full.findIndex(({ words }) => !/^\d+$/.test(words[0]));
  return first < 0 ? [] : full.slice(first);
}

// What stands after the id: size, and what only few requests have.
function readSizes(words, letter, line) {
  if (letter === "f") return { size: 0 };
  const numbers = words.filter((word) => !/^(may|fails?)$/.test(word)).map((word) => sizeOf(word, line));
  const extra = letter === "m" ? { alignment: numbers.shift() } : null;
  if (extra && Math.log2(extra.alignment) % 1) fail(line, `alignment ${extra.alignment} is no power of two`);
  const [size, each] = numbers;
  if (size === undefined) fail(line, "size is missing");
  if (numbers.length > (letter === "c" ? 2 : 1)) fail(line, "there is more in the line than one request");
  if (each === undefined) return { size, extra };
  return { size: Math.min(size * each, SIZE_MAX), extra: { count: size, each } };
}

function checkLive(live, op, id, line) {
  if (op < 3 && live.has(id)) fail(line, `id ${id} is allocated, but it is live`);
  if (op === FREE && id >= 0 && !live.has(id)) fail(line, `id ${id} is freed, but it is not live`);
}

function readRequest(words, line) {
  const [letter, name, ...rest] = words;
  if (!(letter in LETTERS)) fail(line, `'${letter}' is no request: a, c, m, r and f are`);
  if (!/^\d+$/.test(name ?? "") && !(letter === "f" && name === "-1")) fail(line, `id '${name ?? ""}' is not a number`);
  return { op: LETTERS[letter], id: Number(name), ...readSizes(rest, letter, line), answer: rest.find((word) => /^(may|fails)$/.test(word)) };
}

function parseTrace(text, name) {
  const trace = { name, count: 0, ids: 0, op: [], id: [], size: [], line: [], extra: new Map(), mayFail: new Set() };
  const live = new Set();
  for (const { at, words } of wordsOf(text)) {
    const { op, id, size, extra, answer } = readRequest(words, at);
    checkLive(live, op, id, at);
    const fresh = op === 3 && !live.has(id);
    if (extra) trace.extra.set(trace.count, extra);
    if (answer) trace.mayFail.add(trace.count);
    trace.op.push(fresh ? 4 : op); trace.id.push(id); trace.size.push(size); trace.line.push(at);
    trace.count++;
    if (answer === "fails") continue;
    if (op === FREE || (op >= 3 && size === 0)) live.delete(id);
    else live.add(id);
    trace.ids = Math.max(trace.ids, id + 1);
  }
  if (!trace.count) fail(0, "there is no request: a line like 'a 0 100', 'r 0 200' or 'f 0'");
  return { ...trace, id: trace.id.map((id) => (id < 0 ? trace.ids : id)) };
}
