// Preloaded into a measured process: writes what it took of the machine where the bench looks for it.
const { writeFileSync } = require("node:fs");

process.on("exit", () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));
