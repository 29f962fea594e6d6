// worker.js - Records what it is asked to, beside the page, which stays awake.

onmessage = async ({ data }) => postMessage(await record(data.wasm, data.trace));
