import { integerOf } from "./variables.js";

/** A group while sources are being read. */
export interface AnsibleGroup {
  name: string;
  variables: Map<string, unknown>;
  children: Set<string>;
  priority: number;
}

export interface AnsibleHost {
  name: string;
  variables: Map<string, unknown>;
  /** Groups that name it themselves. */
  groups: Set<string>;
}

/** Something that Ansible would not take either; whoever reads the source knows where it stands. */
export class AnsibleDataError extends Error {}

/** Names, dots and slashes as they are: only what a terminal, a list of patterns or an object would misread is refused. */
const GROUP_NAME = /^(?!(?:__proto__|constructor|prototype)$)[^\s\p{Cc},]+$/u;
const HOST_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:%-]*$/;

/** What all sources of one inventory say, put together as Ansible does it: later ones add and override. */
export class AnsibleData {
  readonly groups = new Map<string, AnsibleGroup>();
  readonly hosts = new Map<string, AnsibleHost>();

  constructor() {
    this.addGroup("all");
    this.addGroup("ungrouped");
    this.addChild("all", "ungrouped");
  }

  /** Throws an AnsibleDataError. */
  addGroup(name: string): AnsibleGroup {
    const known = this.groups.get(name);
    if (known) return known;
    if (!GROUP_NAME.test(name))
      throw new AnsibleDataError(`${JSON.stringify(name)} cannot be the name of a group`);
    const group = { name, variables: new Map(), children: new Set<string>(), priority: 1 };
    this.groups.set(name, group);
    return group;
  }

  /** `file` is where the host is first met; a port counts only there. Throws an AnsibleDataError. */
  addHost(name: string, group: string, file: string, port?: number): void {
    let host = this.hosts.get(name);
    if (host === undefined) {
      if (!HOST_NAME.test(name))
        throw new AnsibleDataError(`${JSON.stringify(name)} cannot be the name of a host`);
      host = { name, variables: new Map(), groups: new Set() };
      this.hosts.set(name, host);
      if (port !== undefined) host.variables.set("ansible_port", port);
      host.variables.set("inventory_file", file);
      host.variables.set("inventory_dir", file.replace(/\/[^/]*$/, "") || "/");
    }
    host.groups.add(this.addGroup(group).name);
  }

  addChild(parent: string, child: string): void {
    this.addGroup(parent).children.add(this.addGroup(child).name);
  }

  /** Of a group or a host. As in Ansible, a name that is both is the group's. Throws an AnsibleDataError. */
  setVariable(owner: string, name: string, value: unknown): void {
    const group = this.groups.get(owner);
    if (group && name === "ansible_group_priority") group.priority = priorityOf(owner, value);
    else (group ?? this.hosts.get(owner))?.variables.set(name, value);
  }
}

function priorityOf(group: string, value: unknown): number {
  const priority = integerOf(value);
  if (priority === undefined)
    throw new AnsibleDataError(`ansible_group_priority of group "${group}" is not a whole number`);
  return priority;
}
