import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeBlocksIn, read } from "../support/documents.js";
import { type RecordedHost, recordings, startRecordedHost } from "../support/recorded-host.js";
import { type UserHome, userHome } from "../support/user-home.js";
import { makeClone } from "./clone.js";

/** A user with a clone, the README's first inventory, and its hosts behind real SSH servers. */
export interface World {
  home: UserHome;
  /** A copy of the folder as the user has it before a session, below the home directory. */
  folder(): string;
  close(): Promise<void>;
}

/** Of the README's hosts, those that are not like the others. */
const ODD: Readonly<Record<string, string>> = {
  "web07.example.org": "libpath-only",
  "web08.example.org": "venv-mismatch",
  "batch1.example.org": "static",
};
const USUAL = "bookworm";

/** The README's first inventory, as it stands there. */
function firstInventory(): string {
  const block = codeBlocksIn(read("README.md")).find(
    ({ lang, text }) => lang === "yaml" && /^groups:/m.test(text),
  );
  if (!block) throw new Error("the README has no inventory");
  return `${block.text}\n`;
}

const FOLDER = "fleet";

export async function startWorld(): Promise<World> {
  const home = await userHome({
    inventory: firstInventory(),
    own: ["/var/lib"],
    // Without an ssh_config it leads here, and to nobody.
    hosts: "127.0.0.1 web01.example.org\n",
  });
  const hosts = await startHosts(home);
  const close = async () => {
    for (const host of hosts) host.close();
    await home.close();
  };
  try {
    await prepare(home);
  } catch (error) {
    await close();
    throw error;
  }
  let sessions = 0;
  const folder = () => {
    const name = `session-${++sessions}`;
    cpSync(join(home.directory, FOLDER), join(home.directory, name), { recursive: true });
    makeClone(join(home.directory, name));
    return name;
  };
  return { home, folder, close };
}

/** One server for all that are alike, one for each of the others; the user's ssh_config leads to them. */
async function startHosts(home: UserHome): Promise<RecordedHost[]> {
  const recorded = await recordings();
  const start = (name: string) => {
    const transcript = recorded.get(name);
    if (!transcript) throw new Error(`no recording ${name}`);
    return startRecordedHost(transcript, home.publicKey);
  };
  const names = [...Object.keys(ODD), "*.example.org"];
  const hosts = await Promise.all([...Object.values(ODD), USUAL].map(start));
  const blocks = hosts.map(
    ({ port }, index) => `Host ${names[index]}\n  HostName 127.0.0.1\n  Port ${port}\n`,
  );
  home.file(".ssh/known_hosts", hosts.map(({ known }) => known).join(""));
  home.file(".ssh/config", blocks.join(""));
  return hosts;
}

/** Files that the lines of the documents read, and that a user has written. */
const FILES: Readonly<Record<string, string>> = {
  "hosts.ini": "[web]\nweb[01:02].example.org\n[web:vars]\nansible_user=audit\n",
  "inventories/production/hosts": "[batch]\nbatch1.example.org\n",
  "inventories/production/group_vars/batch.yml": "ansible_user: deploy\n",
  "cloud.py":
    '#!/bin/sh\necho \'{"cloud": {"hosts": ["web01.example.org"], "vars": {"ansible_user": "cloud"}}}\'\n',
  "inventory.json": '{"aws": {"hosts": ["web02.example.org"], "vars": {"ansible_user": "ec2-user"}}}\n',
  "accepted.yaml":
    "accepted:\n  - rule: python/library-static\n    hosts: ['batch*']\n    reason: next release\n    until: 2999-12-31\n",
};

function writeBelow(home: UserHome, name: string, content: string): void {
  const path = join(home.directory, FOLDER, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  if (name.endsWith(".py")) chmodSync(path, 0o755);
}

/** The user's files, and evidence of earlier runs: of the demo, of two days, of one that was killed, and a history. */
async function prepare(home: UserHome): Promise<void> {
  mkdirSync(join(home.at("/var/lib"), "wsgi-audit"), { mode: 0o700 });
  for (const [name, content] of Object.entries(FILES)) writeBelow(home, name, content);
  const { code, stderr } = await home.run(
    "wsgi-audit demo && cp wsgi-audit-report/demo.snapshot.jsonl fleet.snapshot.jsonl && rm -r wsgi-audit-report &&" +
      " wsgi-audit collect 'web[01-09].example.org' -o tonight.jsonl &&" +
      " wsgi-audit collect web07.example.org -o monday.snapshot.jsonl &&" +
      " wsgi-audit run --fail-on none --history /var/lib/wsgi-audit 'web[07-09].example.org' >/dev/null",
  );
  if (code !== 0) throw new Error(`the lines that prepare the rest: ${stderr}`);
  const monday = home.read(`${FOLDER}/monday.snapshot.jsonl`);
  home.file(`${FOLDER}/tuesday.snapshot.jsonl`, monday.replaceAll("4.9.4", "4.9.5"));
  kill(join(home.directory, FOLDER, "tonight.jsonl"));
}

/** As a run leaves its file that was killed while it wrote a host. */
function kill(file: string): void {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  writeFileSync(file, `${lines.slice(0, 5).join("\n")}\n${lines[5]?.slice(0, 1000)}`);
}
