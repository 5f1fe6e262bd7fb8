#!/usr/bin/env node
// The command as it is installed. Name lookups may take half of libuv's threads, which are four: two names that no
// server answers for would keep all other hosts waiting. A module has used those threads before its first line runs;
// this is none.
process.env.UV_THREADPOOL_SIZE ??= "64";

void import("./bin.js");
