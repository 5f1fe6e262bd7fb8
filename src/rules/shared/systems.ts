import type { RemedyFacts } from "../rule.js";

/** Systems that are served alike: the same package names, paths and commands. */
export type Family = "debian" | "redhat" | "suse" | "alpine" | "freebsd" | "macos";

/** Values of `host.os`, which is ID of os-release in lower case. */
const FAMILIES: Readonly<Record<Family, RegExp>> = {
  debian: /^(debian|ubuntu|raspbian|linuxmint|devuan|kali)$/,
  redhat: /^(rhel|centos|rocky|almalinux|fedora|ol|amzn|scientific)$/,
  suse: /^(sles|sled|sles_sap|suse|opensuse.*)$/,
  alpine: /^alpine$/,
  freebsd: /^freebsd$/,
  macos: /^(macos|darwin)$/,
};

/** Where the system's own httpd is configured: no command or file of the system's is for another one. */
const OWN: Readonly<Partial<Record<Family, RegExp>>> = {
  debian: /^\/etc\/apache2(-[\w.-]+)?\//,
  redhat: /^\/etc\/httpd\//,
  suse: /^\/etc\/apache2\//,
  alpine: /^\/etc\/apache2\//,
  freebsd: /^\/usr\/local\/etc\/apache2\d\//,
};

/** Whatever the system is called: musl has a loader of its own, and knows no ldconfig. */
export const isMusl = (facts: RemedyFacts): boolean => facts["host.libc"]?.startsWith("musl ") === true;

/** The system whose own httpd an installation is; without its configuration file, the host's. */
export function familyOf(os: string, facts: RemedyFacts): Family | undefined {
  const family = (Object.keys(FAMILIES) as Family[]).find((each) => FAMILIES[each].test(os));
  const file = facts["apache.config_file"];
  const own = family && OWN[family];
  return own && file !== undefined && !own.test(file) ? undefined : family;
}

type Text = string | ((os: string, facts: RemedyFacts) => string);

/** A remedy that differs between systems: `otherwise` is for the rest, and is what the catalogue shows. */
export const perSystem =
  ({ otherwise, ...texts }: Partial<Record<Family, Text>> & { otherwise: Text }) =>
  (os: string, facts: RemedyFacts): string => {
    const family = familyOf(os, facts);
    const text = (family && texts[family]) ?? otherwise;
    return typeof text === "string" ? text : text(os, facts);
  };
