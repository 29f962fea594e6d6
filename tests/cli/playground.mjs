// playground.mjs - Records a trace on allocators in WebAssembly as the playground does, for its tests:
//     node playground.mjs TRACE X.wasm ...
// prints for each all columns, deflated, as JSON.

import { readFileSync } from "node:fs";
import vm from "node:vm";

const LAB = new URL("../../", import.meta.url);
const scripts = ["driver/page/data.js", "playground/trace.js", "playground/record.js"];
vm.runInThisContext(scripts.map((path) => readFileSync(new URL(path, LAB), "utf8")).join("\n") +
  "\nglobalThis.playground = { parseTrace, record };");

const [trace, ...modules] = process.argv.slice(2);
const parsed = globalThis.playground.parseTrace(readFileSync(trace, "utf8"), trace);
const recordings = [];
for (const path of modules) {
  const r = await globalThis.playground.record(readFileSync(path), parsed);
  const columns = [r.place, r.heap, r.blocks.from, r.blocks.to, r.blocks.start, r.blocks.size, r.blocks.used];
  recordings.push({ message: r.message, done: r.done, walked: r.walked, stride: r.stride, columns: columns.map((c) => [...c]) });
}
console.log(JSON.stringify(recordings));
