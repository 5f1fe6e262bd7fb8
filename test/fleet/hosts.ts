/** An image of the fleet: a Dockerfile below containers/, the stage in it and the Debian release. */
export interface Image {
  dockerfile: string;
  target?: string;
  suite: "bullseye" | "bookworm" | "trixie" | "forky";
}

export const IMAGES = {
  bullseye: { dockerfile: "debian/Dockerfile", target: "apache", suite: "bullseye" },
  trixie: { dockerfile: "debian/Dockerfile", target: "apache", suite: "trixie" },
  forky: { dockerfile: "debian/Dockerfile", target: "apache", suite: "forky" },
  roots: { dockerfile: "roots/Dockerfile", suite: "trixie" },
  ssh: { dockerfile: "debian/Dockerfile", target: "ssh", suite: "bookworm" },
  bookworm: { dockerfile: "debian/Dockerfile", target: "apache", suite: "bookworm" },
  extras: { dockerfile: "debian/Dockerfile", target: "extras", suite: "bookworm" },
  extensions: { dockerfile: "debian/Dockerfile", target: "extensions", suite: "bookworm" },
  source: { dockerfile: "source/Dockerfile", target: "source", suite: "bookworm" },
  rhel: { dockerfile: "source/Dockerfile", target: "rhel", suite: "bookworm" },
  musl: { dockerfile: "musl/Dockerfile", suite: "bookworm" },
  express: { dockerfile: "express/Dockerfile", suite: "bookworm" },
  ansible: { dockerfile: "ansible/Dockerfile", suite: "bookworm" },
  nightly: { dockerfile: "nightly/Dockerfile", suite: "trixie" },
} satisfies Record<string, Image>;

export type ImageName = keyof typeof IMAGES;

/** In the order in which one Dockerfile makes them. */
export const IMAGE_NAMES = Object.keys(IMAGES) as readonly ImageName[];

interface Scenario {
  image: ImageName;
  /** The file of containers/scenarios that is played, without its `.sh`. */
  scenario: string;
}

/** Every host that there can be, by name. What each is for stands at the top of its scenario. */
export const HOSTS = {
  bullseye: { image: "bullseye", scenario: "plain" },
  bookworm: { image: "bookworm", scenario: "plain" },
  trixie: { image: "trixie", scenario: "plain" },
  forky: { image: "forky", scenario: "plain" },
  prefork: { image: "bookworm", scenario: "prefork" },
  worker: { image: "bookworm", scenario: "worker" },
  source: { image: "source", scenario: "source" },
  static: { image: "source", scenario: "static" },
  "rhel-like": { image: "rhel", scenario: "rhel-like" },
  "libpath-only": { image: "bookworm", scenario: "libpath-only" },
  "libpath-other": { image: "bookworm", scenario: "libpath-other" },
  express: { image: "express", scenario: "express" },
  modpython: { image: "extras", scenario: "modpython" },
  "venv-good": { image: "bookworm", scenario: "venv-good" },
  clash: { image: "extensions", scenario: "clash" },
  "venv-mismatch": { image: "bookworm", scenario: "venv-mismatch" },
  "two-instances": { image: "bookworm", scenario: "two-instances" },
  "no-httpd": { image: "ssh", scenario: "no-httpd" },
  "broken-config": { image: "bookworm", scenario: "broken-config" },
  "unreadable-config": { image: "bookworm", scenario: "unreadable-config" },
  "deleted-libpython": { image: "bookworm", scenario: "deleted-libpython" },
  "login-tcsh": { image: "extras", scenario: "login-tcsh" },
  "login-fish": { image: "extras", scenario: "login-fish" },
  permissions: { image: "bookworm", scenario: "permissions" },
  homes: { image: "bookworm", scenario: "homes" },
  "moved-python": { image: "bookworm", scenario: "moved-python" },
  refused: { image: "bookworm", scenario: "refused" },
  stale: { image: "bookworm", scenario: "stale" },
  faults: { image: "bookworm", scenario: "faults" },
  slips: { image: "bookworm", scenario: "slips" },
  tls: { image: "extras", scenario: "tls" },
  "sudo-rs": { image: "roots", scenario: "sudo-rs" },
  dropbear: { image: "extras", scenario: "dropbear" },
  tinyssh: { image: "extras", scenario: "tinyssh" },
} satisfies Record<string, Scenario>;

export type HostName = keyof typeof HOSTS;

export const HOST_NAMES = Object.keys(HOSTS) as readonly HostName[];

/** Those without a site that says which Python serves it. */
const SILENT: readonly HostName[] = [
  "no-httpd",
  "modpython",
  "permissions",
  "homes",
  "moved-python",
  "refused",
  "stale",
  "slips",
  "sudo-rs",
];

/** Hosts whose live WSGI script answers. */
export const SERVING = HOST_NAMES.filter((name) => !SILENT.includes(name));
