// playground.mjs - The playground's scripts without a browser, for its tests:
//     node playground.mjs TRACE X.wasm ...             what each records of the trace
//     node playground.mjs --mistakes TEXTS.json        what is said of each text

import { readFileSync } from "node:fs";
import vm from "node:vm";

const LAB = new URL("../../", import.meta.url);
const scripts = ["driver/page/data.js", "playground/trace.js", "playground/record.js"];
vm.runInThisContext(scripts.map((path) => readFileSync(new URL(path, LAB), "utf8")).join("\n") +
  "\nglobalThis.playground = { parseTrace, record };");
const { parseTrace, record } = globalThis.playground;

function mistakeOf(text) {
  try {
    return `${parseTrace(text, "x").count} requests`;
  } catch (error) {
    return error.message;
  }
}

async function recordingOf(path, trace) {
  const { message, done, walked, stride, place, heap, blocks } = await record(readFileSync(path), trace);
  const { from, to, start, size, used } = blocks;
  return { message, done, walked, stride, columns: [place, heap, from, to, start, size, used].map((column) => [...column]) };
}

const [first, ...rest] = process.argv.slice(2), answers = [];
if (first === "--mistakes") answers.push(...JSON.parse(readFileSync(rest[0], "utf8")).map(mistakeOf));
else for (const path of rest) answers.push(await recordingOf(path, parseTrace(readFileSync(first, "utf8"), first)));
console.log(JSON.stringify(answers));
