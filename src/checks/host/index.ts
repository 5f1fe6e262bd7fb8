import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, defineCheck, type FactsOf, type ParseInput } from "../check.js";
import { assignments, behind, lineOf, linesOf, partOf, textOf, whyEmpty } from "../sections.js";

const facts = {
  "host.os": {
    label: "OS",
    description: "Distribution or system, in lower case: ID of os-release",
    type: "string",
    source: "ID of `/etc/os-release`, else `sw_vers` or `uname -srm`",
    example: "debian",
  },
  "host.os_version": {
    label: "OS version",
    description: "VERSION_ID of os-release, or the product version; of what has no number yet, its code name",
    type: "string",
    source: "VERSION_ID, BUILD_ID or VERSION_CODENAME of `/etc/os-release`, else `sw_vers` or `uname -srm`",
    example: "12",
  },
  "host.kernel": {
    label: "Kernel",
    description: "Name and release of the running kernel",
    type: "string",
    compared: false,
    source: "`uname -srm`",
    example: "Linux 6.1.0-28-amd64",
  },
  "host.arch": {
    label: "Arch",
    description: "Machine hardware name, as uname -m prints it",
    type: "string",
    source: "`uname -srm`",
    example: "x86_64",
  },
  "host.time": {
    label: "Time",
    description: "The host's own clock when it was audited, UTC",
    type: "string",
    compared: false,
    source: "`date -u`",
    example: "2026-11-24T11:55:12Z",
  },
  "host.libc": {
    label: "libc",
    description: "C library and its version",
    type: "string",
    source: "`getconf GNU_LIBC_VERSION`, else musl's loader (`/lib/ld-musl-`) or `ldd --version`",
    example: "glibc 2.36",
  },
  "host.user": {
    label: "Login",
    description: "User that the script ran as: root sees more than others",
    type: "string",
    compared: false,
    source: "`id`",
    example: "auditor",
  },
  "host.ld_library_path": {
    label: "Login LD_LIBRARY_PATH",
    description: 'LD_LIBRARY_PATH of the login, "" if unset; everything else runs without it',
    type: "string",
    source: "`LD_LIBRARY_PATH` of the login's shell; below sudo, of `/proc/PID/environ`",
    example: "/opt/pylib",
  },
  "host.ld_library_path_at": {
    label: "Login LD_LIBRARY_PATH set in",
    description: "Lines from which the login may have that variable, as FILE:LINE",
    type: "list",
    compared: false, // each login has its own
    source: "lines of the login's profiles, `/etc/environment` and `/etc/profile` that set it",
    example: ["/etc/profile.d/oracle.sh:3"],
  },
} as const;

function system(section: Section): { os: string | Gap; version: string | Gap } {
  const release = assignments(linesOf(section, "os-release"));
  const kernel = lineOf(section, "uname")?.split(" ") ?? [];
  const macos = /^ProductVersion:\s*(.+)$/m.exec(textOf(section, "os-release"))?.[1];
  const id = release.get("ID") ?? (kernel[0] === "Darwin" ? "macos" : kernel[0]?.toLowerCase());
  const unnumbered = release.get("BUILD_ID") ?? release.get("VERSION_CODENAME");
  const version = release.get("VERSION_ID") ?? macos ?? (release.size > 0 ? unnumbered : kernel[1]);
  return {
    os: id ?? whyEmpty(section, "uname", "the host does not say what it is"),
    version: version ?? absent("the system has no version of its own"),
  };
}

/** `glibc 2.36`, `ldd (Debian GLIBC …) 2.36` or two lines of musl's loader, all to `NAME VERSION`. */
function libc(section: Section): string | Gap {
  const lines = linesOf(section, "libc");
  const after = lines[lines.findIndex((line) => line.includes("musl libc")) + 1] ?? "";
  const musl = lines.some((line) => line.includes("musl libc")) && /^(?:Version )?([\d.]+)/.exec(after)?.[1];
  if (musl) return `musl ${musl}`;
  const own = lines.filter((line) => /glibc/i.test(line) || line.includes("GNU libc"));
  const glibc = own.map(versionAtEnd).find((version) => version !== "");
  return glibc ? `glibc ${glibc}` : absent("neither glibc nor musl answered");
}

function versionAtEnd(line: string): string {
  const text = line.trimEnd();
  let start = text.length;
  while (start > 0 && /[\d.]/.test(text[start - 1] ?? "")) start -= 1;
  return text.slice(start);
}

function parse({ section }: ParseInput): FactsOf<typeof facts> {
  const { os, version } = system(section);
  const uname = lineOf(section, "uname")?.split(" ") ?? [];
  return {
    "host.os": os,
    "host.os_version": version,
    "host.kernel": uname.slice(0, 2).join(" ") || whyEmpty(section, "uname", "uname printed nothing"),
    "host.arch": uname.at(2) ?? whyEmpty(section, "uname", "uname printed nothing"),
    "host.time": lineOf(section, "time") ?? whyEmpty(section, "time", "date printed nothing"),
    "host.libc": libc(section),
    "host.user":
      behind(textOf(section, "user"), "uid=", /^\d+\(([^)]*)\)/)?.[1] ??
      whyEmpty(section, "user", "id printed nothing"),
    "host.ld_library_path": partOf(section, "ld-library-path")
      ? textOf(section, "ld-library-path")
      : whyEmpty(section, "ld-library-path", "not recorded"),
    "host.ld_library_path_at": partOf(section, "set-at")
      ? linesOf(section, "set-at").map((line) => line.slice(line.indexOf("\t") + 1))
      : absent("it is unset, or was not looked for"),
  };
}

export const host = defineCheck({
  id: "host",
  title: "Host",
  level: "host",
  needs: [],
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 15,
  first: ["host.kernel", "host.arch", "host.time", "host.user"],
  facts,
  parse,
});
