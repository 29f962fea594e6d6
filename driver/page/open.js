// open.js - The page of a recording opens.

const page = await readPage();
show(page.trace, chosenInAddress(page.allocators), requestInAddress());
