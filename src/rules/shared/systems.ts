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

/** A remedy that differs between systems: `otherwise` is for the rest, and is what the catalogue shows. */
export const perSystem =
  ({ otherwise, ...texts }: Partial<Record<Family, string>> & { otherwise: string }) =>
  (os: string): string => {
    const family = (Object.keys(FAMILIES) as Family[]).find((each) => FAMILIES[each].test(os));
    return (family && texts[family]) ?? otherwise;
  };
