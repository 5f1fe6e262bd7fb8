#!/usr/bin/env node
// Name lookups may take half of the threads of libuv, which has four: two names that no server answers for would keep
// all other hosts waiting. What is a module has used the first thread before its own first line runs; this is none.
process.env.UV_THREADPOOL_SIZE ??= "64";

void import("./cli/main.js").then(async ({ main }) => {
  process.exitCode = await main(process.argv, process);
});
