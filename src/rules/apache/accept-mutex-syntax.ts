import { defineRefusal, NO_START } from "../shared/refusal.js";

export const acceptMutexSyntax = defineRefusal({
  id: "apache/accept-mutex-syntax",
  title: "The accept mutex is set in a way that this httpd does not take",
  why: `${NO_START} AcceptMutex and LockFile ended with 2.2; the event MPM has no mutex of the name mpm-accept.`,
  remedy:
    "Use Mutex MECHANISM mpm-accept with prefork and worker, and nothing with event; WSGIAcceptMutex is another one.",
  reference: "https://httpd.apache.org/docs/2.4/mod/core.html#mutex",
  matches: (message) =>
    /Invalid command '(AcceptMutex|LockFile)'/i.test(message) || /mpm-accept/.test(message),
});
