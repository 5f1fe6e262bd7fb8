/** What is true inside a container, read there as root and without any of the program's own code. */
import type { FleetHost } from "./fleet.js";

/** The answer of truth.wsgi: the process and interpreter that served the request. */
export interface WsgiTruth {
  "mod_wsgi.version": number[];
  /** Empty in embedded mode. */
  "mod_wsgi.process_group": string;
  /** Empty in the main interpreter. */
  "mod_wsgi.application_group": string;
  "mod_wsgi.script_name": string;
  "wsgi.multithread": boolean;
  "wsgi.multiprocess": boolean;
  "sys.version": string;
  "sys.version_info": number[];
  "sys.prefix": string;
  "sys.base_prefix": string;
  "sys.path": string[];
  pid: number;
  uid: number;
  /** Operating system threads of the process. */
  threads: number;
  ld_library_path: string;
  /** Mapped files, with " (deleted)" where the loader's file is gone from the disk. */
  "mapped.libpython": string[];
  "mapped.mod_wsgi": string[];
}

const ASK =
  "import sys, urllib.request as u; sys.stdout.write(u.urlopen(sys.argv[1], timeout=20).read().decode())";

async function stdoutOf(host: FleetHost, command: string | string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await host.exec(command);
  if (exitCode !== 0) throw new Error(`${host.name}: ${String(command)}: exit ${exitCode}: ${stderr}`);
  return stdout;
}

/** Asks the live script through Apache, from inside the container. */
export async function askWsgi(
  host: FleetHost,
  { mount = "/daemon", port = 80 }: { mount?: "/daemon" | "/embedded" | "/"; port?: number } = {},
): Promise<WsgiTruth> {
  return JSON.parse(await askWsgiText(host, mount, port)) as WsgiTruth;
}

/** What a live script answers below a path, asked from inside the container. */
export const askWsgiText = (host: FleetHost, path: string, port = 80): Promise<string> =>
  stdoutOf(host, ["python3", "-c", ASK, `http://127.0.0.1:${port}${path}`]);

export interface HttpdProcess {
  pid: number;
  ppid: number;
  /** Arguments, joined by spaces; the first may be a process group's display name. */
  command: string;
  libpython: string[];
}

// One line per process, fields apart by tabs. /proc alone: ps differs between procps and busybox.
const PROCESSES = `
for p in /proc/[0-9]*; do
  read -r comm 2>/dev/null <"$p/comm" || continue
  case $comm in apache2|httpd) ;; *) continue ;; esac
  ppid=$(sed -n 's/^PPid:[[:space:]]*//p' "$p/status")
  libs=$(sed -n 's/.* \\(\\/.*libpython.*\\)$/\\1/p' "$p/maps" | sort -u | tr '\\n' '|')
  printf '%s\\t%s\\t%s\\t%s\\n' "\${p#/proc/}" "$ppid" "$(tr '\\0' ' ' <"$p/cmdline")" "$libs"
done`;

/** Every process of httpd, with the Python libraries that it has mapped. */
export async function httpdProcesses(host: FleetHost): Promise<HttpdProcess[]> {
  const lines = (await stdoutOf(host, PROCESSES)).trim().split("\n").filter(Boolean);
  return lines.map((line) => {
    const [pid, ppid, command = "", libraries = ""] = line.split("\t");
    const libpython = libraries.split("|").filter(Boolean);
    return { pid: Number(pid), ppid: Number(ppid), command: command.trim(), libpython };
  });
}

/** Those processes of httpd whose parent is none, and which are no daemons that outlived theirs: one for each running installation. */
export async function httpdMasters(host: FleetHost): Promise<HttpdProcess[]> {
  const all = await httpdProcesses(host);
  return all.filter(
    ({ ppid, command }) => !command.startsWith("(wsgi:") && !all.some(({ pid }) => pid === ppid),
  );
}

const HTTPD =
  "for h in /usr/sbin/apache2 /usr/sbin/httpd /usr/local/apache2/bin/httpd; do [ ! -x $h ] || echo $h; done";

/** The httpd programs on the disk. */
export async function httpdPrograms(host: FleetHost): Promise<string[]> {
  return (await stdoutOf(host, HTTPD)).trim().split("\n").filter(Boolean);
}

/** The version that the program states: "2.4.62". */
export async function httpdVersion(host: FleetHost, program: string): Promise<string | undefined> {
  return /Apache\/(\S+)/.exec(await stdoutOf(host, [program, "-v"]))?.[1];
}

/**
 * Where the loader finds the libpython that a file needs: a path, "not found", or undefined where it needs none.
 * `libraryPath` is LD_LIBRARY_PATH; without it the variable is unset.
 */
export async function resolveLibpython(
  host: FleetHost,
  file: string,
  libraryPath?: string,
): Promise<string | undefined> {
  const setting = libraryPath === undefined ? [] : [`LD_LIBRARY_PATH=${libraryPath}`];
  const output = await stdoutOf(host, ["env", "-u", "LD_LIBRARY_PATH", ...setting, "ldd", file]);
  return /libpython\S* => (not found|\S+)/.exec(output)?.[1];
}
