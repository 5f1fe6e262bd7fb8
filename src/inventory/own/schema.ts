import * as z from "zod";
import { suggestion } from "../../base/suggestion.js";
import {
  containers,
  count,
  duration,
  expectation,
  factId,
  observed,
  oneOrMore,
  secret,
  sshArgs,
  text,
  transport,
  wrongSshArg,
} from "./values.js";

/** The keys of the inventory file, as one zod schema; the JSON Schema for editors is generated from it. */

/** Keys that other tools, or later versions, know; said plainly instead of guessed at. */
export const UNSUPPORTED_KEYS: ReadonlyMap<string, string> = new Map([
  ["<<", "YAML merge keys are not supported: put shared settings into a group or into defaults"],
]);

const EXPECTED_KIND: Readonly<Record<string, string>> = {
  string: "text (in quotes if it looks like a number)",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  boolean: "true or false",
};

/** What zod would say in its own terms, said in those of YAML. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") return `expected ${EXPECTED_KIND[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") {
    const words = issue.values.map(String);
    // What was written is not repeated: it may have been a secret, in the wrong place.
    return `expected ${words.join(" or ")}${typeof issue.input === "string" ? suggestion(issue.input, words) : ""}`;
  }
  return undefined;
}

const settings = {
  user: z
    .string()
    .regex(/^[^\s\p{Cc}]+$/u, "expected a login name")
    .describe("Login name.")
    .optional(),
  port: z
    .int("expected a port number")
    .min(1, "expected a port between 1 and 65535")
    .max(65_535, "expected a port between 1 and 65535")
    .describe("TCP port of the SSH server.")
    .optional(),
  identity_file: oneOrMore("a path", 0)
    .describe("Private key file or files, tried in this order. An empty list leaves only the agent.")
    .optional(),
  known_hosts: oneOrMore("a path", 1).describe("Files of known host keys.").optional(),
  host_keys: z
    .enum(["strict", "accept-new"])
    .describe(
      "strict: only host keys in known_hosts. accept-new: an unknown host is trusted, a changed key never.",
    )
    .optional(),
  connect_timeout: duration.describe("Longest time to connect and log in, such as 10s.").optional(),
  deadline: duration.describe("Longest time for one host, everything included, such as 2m.").optional(),
  agent: z.boolean().describe("Use the SSH agent (SSH_AUTH_SOCK).").optional(),
  password: secret.describe("Login password, by reference only.").optional(),
  passphrase: secret.describe("Passphrase of the identity files, by reference only.").optional(),
  algorithms: z
    .enum(["modern", "legacy", "ancient"])
    .describe(
      "What may be negotiated. modern: today's OpenSSH defaults. legacy: adds ssh-rsa, SHA-1 key exchange and CBC ciphers, for servers of about 2012. ancient: adds 1024-bit groups, DSA and MD5, for servers that know nothing better.",
    )
    .optional(),
  become: z
    .enum(["never", "auto", "always"])
    .describe(
      "auto: what the login is denied is asked once more as root, through sudo -n or doas -n. always: the whole script runs as root.",
    )
    .optional(),
  become_method: z
    .enum(["auto", "sudo", "doas"])
    .describe(
      "The program that makes the login root. auto: the first of sudo, sudo-rs and doas that is there. sudo: sudo or sudo-rs.",
    )
    .optional(),
  become_password: secret.describe("Password that sudo asks for, by reference only.").optional(),
  containers: containers
    .describe(
      "Containers of a host that are asked inside as well, through docker or podman where the login may, as rows of their own. auto: all in which httpd runs. never: none. Or a list of patterns of their names, a `!` before one for those that are left alone.",
    )
    .optional(),
  transport: transport
    .describe(
      "How hosts are reached. auto: in process, but by the system's ssh where only that will do (certificates, hardware keys, ProxyCommand). ssh2: in process always. openssh: by the system's ssh. local: no SSH, this machine. { command: [...] }: no SSH, but a program that runs sh -s there, such as docker exec -i {host} sh -s, word by word; {host}, {name}, {user} and {port} are filled in.",
    )
    .optional(),
  ssh_args: z
    .union([sshArgs, z.array(text)], "expected options of ssh, as text or as a list of words")
    .refine((value) => wrongSshArg(value) === undefined, {
      error: ({ input }) =>
        `${wrongSshArg(input as string | string[])}: expected only -o, -i, -J, -p, -l, -4, -6 and -C`,
    })
    .describe("Options of ssh for these hosts, such as -o ProxyCommand=..., read as ssh itself reads them.")
    .optional(),
  jump: oneOrMore("a jump host", 0)
    .describe(
      "Jump hosts, the first one dialled first: names of hosts of the inventory, or [user@]address[:port]. An empty list, or the host itself, is a direct connection.",
    )
    .optional(),
  max_sessions: count("expected a number of connections between 1 and 1024")
    .describe("As a jump host: connections through it at a time (default 500).")
    .optional(),
  max_new_per_second: count("expected a number between 1 and 1024")
    .describe("As a jump host: new connections through it in a second (default 100).")
    .optional(),
  observe: z
    .array(observed)
    .describe("URLs at which the script of `wsgi-audit observe-script` is installed, asked through SSH.")
    .optional(),
  expect: z
    .record(factId, expectation)
    .describe("Demanded values by fact id; a host that differs is a finding.")
    .optional(),
};

const groupName = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
    "expected a group name of letters, digits, dots, dashes and underscores",
  );
const hostRange = text.describe("A host name or a range such as web[01:40].example.org.");

export const settingsSchema = z.strictObject(settings).meta({ id: "settings" });

export type Settings = z.infer<typeof settingsSchema>;

/** Throws a TypeError for settings that an inventory could not have. `what` names the argument. */
export function checkSettings(what: string, settings: unknown): void {
  const { error } = settingsSchema.safeParse(settings, { error: describeIssue });
  const [issue] = error?.issues ?? [];
  if (issue) throw new TypeError([what, ...issue.path.map(String), issue.message].join(": "));
}

export interface GroupBody extends Settings {
  hosts?: string[] | null | undefined;
  children?: Children | undefined;
}
type Children = string[] | Record<string, GroupBody | null> | null;

const childrenSchema: z.ZodType<Children> = z
  .union(
    [z.array(groupName), z.lazy(() => z.record(groupName, groupSchema.nullable()))],
    "expected a list of group names or a mapping of groups",
  )
  .nullable();

export const groupSchema = z
  .strictObject({
    ...settings,
    hosts: z.array(hostRange).nullable().describe("Host names and ranges.").optional(),
    children: childrenSchema
      .describe("Names of child groups, or a mapping that defines them here.")
      .optional(),
  })
  .meta({ id: "group" });

export const hostSchema = z
  .strictObject({
    ...settings,
    address: z
      .string()
      .regex(/^(\[[^\s[\]@]+\]|[^\s[\]@-][^\s[\]@]*)$/, "expected a host name or an IP address")
      .describe("Name or IP address to dial, if it is not the host's name.")
      .optional(),
    groups: z.array(groupName).nullable().describe("Groups that the host belongs to.").optional(),
  })
  .meta({ id: "host" });

export const limitsSchema = z.strictObject({
  handshakes: count("expected a number of simultaneous handshakes between 1 and 1024").default(16),
  running: count("expected a number of simultaneous hosts between 1 and 1024").default(64),
});

export const userFactSchema = z.strictObject({
  label: text.describe("Heading of its column; by default its id.").optional(),
  command: text.describe("Shell command, run on the host as the login."),
  pattern: text
    .describe("Regular expression (RE2): its first group, or the whole match, is the value.")
    .optional(),
  type: z
    .enum(["string", "number", "boolean", "list"])
    .default("string")
    .describe("string, number, list (a value a line), or boolean (exit status 0 or 1)."),
});

export const inventorySchema = z.strictObject({
  defaults: settingsSchema
    .nullable()
    .describe("Settings of every host; groups and hosts override.")
    .optional(),
  groups: z.record(groupName, groupSchema.nullable()).nullable().describe("Groups by name.").optional(),
  hosts: z.record(hostRange, hostSchema.nullable()).nullable().describe("Hosts by name.").optional(),
  compare_by: z
    .string()
    .regex(
      /^(group|[a-z][a-z0-9_]*(\.[a-z0-9_]+)+)$/,
      'expected "group" or a host fact such as host.os_version',
    )
    .default("group")
    .describe("What hosts must share to be compared: their nearest group, or a host fact."),
  facts: z
    .record(
      z.string().regex(/^user(\.[a-z0-9_]+)+$/, "expected an id that begins with user., such as user.kernel"),
      userFactSchema,
    )
    .nullable()
    .describe("Facts of your own by id: columns that are collected, compared and expected like any other.")
    .optional(),
  limits: limitsSchema.prefault({}).describe("How many hosts are worked on at the same time."),
});

export type HostBody = z.infer<typeof hostSchema>;
export type InventoryBody = z.infer<typeof inventorySchema>;

/** The JSON Schema of inventory files, for editors and linters. @internal */
export function inventoryJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(inventorySchema, { io: "input" });
  return { title: "Inventory of wsgi-audit", ...schema };
}
