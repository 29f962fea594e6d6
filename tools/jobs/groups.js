// groups.js - Objects from JSON, grouped and joined into texts.
const lines = require("fs").readFileSync(process.argv[2], "utf8").trim().split("\n");
const groups = new Map();
for (const line of lines) {
    const row = JSON.parse(line);
    if (!groups.has(row.city))
        groups.set(row.city, []);
    groups.get(row.city).push(row);
}
for (const city of [...groups.keys()].sort()) {
    const members = groups.get(city).sort((a, b) => b.age - a.age || (a.name < b.name ? -1 : a.name > b.name));
    console.log(city, members.length, members.slice(0, 40).map((row) => row.name + row.age).join(" "));
}
