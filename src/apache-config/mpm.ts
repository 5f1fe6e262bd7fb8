import type { ConfigNode } from "./tree.js";

/** How many processes and threads serve requests in Apache itself. */
export interface EmbeddedConcurrency {
  processes: number;
  /** Of each process. */
  threads: number;
  multithread: boolean;
  multiprocess: boolean;
}

/** Compiled-in defaults of the three MPMs of Unix, httpd 2.4. */
const PREFORK_SERVERS = 256;
const THREADED_SERVERS = 16;
const THREADS_PER_CHILD = 25;
const THREAD_LIMIT = 64;

function numberOf(nodes: readonly ConfigNode[], ...keys: string[]): number | undefined {
  const words = nodes.filter(({ key }) => keys.includes(key)).at(-1)?.arguments[0];
  return words !== undefined && /^\d{1,15}$/.test(words) ? Number(words) : undefined;
}

function prefork(nodes: readonly ConfigNode[]): number {
  const limit = numberOf(nodes, "serverlimit") ?? PREFORK_SERVERS;
  return Math.max(1, Math.min(numberOf(nodes, "maxrequestworkers", "maxclients") ?? PREFORK_SERVERS, limit));
}

/** MaxRequestWorkers is rounded down to whole processes, and raised to one of them. */
function threaded(nodes: readonly ConfigNode[]): { processes: number; threads: number } {
  const limit = numberOf(nodes, "threadlimit") ?? THREAD_LIMIT;
  const threads = Math.max(1, Math.min(numberOf(nodes, "threadsperchild") ?? THREADS_PER_CHILD, limit));
  const servers = numberOf(nodes, "serverlimit") ?? THREADED_SERVERS;
  const workers = numberOf(nodes, "maxrequestworkers", "maxclients") ?? THREADED_SERVERS * THREADS_PER_CHILD;
  return { processes: Math.max(1, Math.min(Math.floor(workers / threads), servers)), threads };
}

/** `4.9.4` is at least 4.9. */
const since = (version: string | undefined, major: number, minor: number): boolean => {
  const [own = 0, ownMinor = 0] = (version ?? "").split(".").map(Number);
  return own > major || (own === major && ownMinor >= minor);
};

/**
 * What mod_wsgi tells applications in embedded mode. Until 4.8 a threaded MPM was multithread whatever its
 * ThreadsPerChild; since 4.9 one thread is not.
 */
export function embeddedConcurrency(
  nodes: readonly ConfigNode[],
  mpm: string,
  wsgiVersion: string | undefined,
): EmbeddedConcurrency {
  const isThreaded = mpm !== "prefork";
  const { processes, threads } = isThreaded ? threaded(nodes) : { processes: prefork(nodes), threads: 1 };
  const multithread = isThreaded && (!since(wsgiVersion, 4, 9) || threads !== 1);
  return { processes, threads, multithread, multiprocess: processes !== 1 };
}
