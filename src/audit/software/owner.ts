import type { HostAudit } from "../../model/audit.js";
import { type Owner, textAt } from "./pieces.js";

/** `mod_wsgi-4.7.1-11.el9.x86_64`, as rpm has it. */
const RPM = /^([^\s/]+)-([^\s/-]+-[^\s/-]+)\.([a-z0-9_]+)$/;

/** `apache2-mod-wsgi-4.9.4-r3`, as apk has it. */
const APK = /^([^\s/]+)-(\d[^\s/-]*-r\d+)$/;

/** `libapache2-mod-wsgi-py3 4.9.4-1+b2`, as dpkg has it; behind a colon the architecture. */
const DEB = /^([a-z0-9][a-z0-9.+-]*)(?::([a-z0-9-]+))? ([A-Za-z0-9.+:~-]+)$/;

type Found = Pick<Owner, "manager" | "name" | "version" | "architecture">;

/** Each of the three has names that neither of the others can have: a blank, an architecture, a revision at the end. */
function found(told: string): Found | undefined {
  const [, debName, debArchitecture, debVersion] = DEB.exec(told) ?? [];
  if (debName && debVersion)
    return {
      manager: "deb",
      name: debName,
      version: debVersion,
      ...(debArchitecture && { architecture: debArchitecture }),
    };
  const [, apkName, apkVersion] = APK.exec(told) ?? [];
  if (apkName && apkVersion) return { manager: "apk", name: apkName, version: apkVersion };
  const [, name, version, architecture] = RPM.exec(told) ?? [];
  return name && version && architecture ? { manager: "rpm", name, version, architecture } : undefined;
}

const WORD = /^[a-z0-9][a-z0-9._-]*$/;

/**
 * The package that `wsgi.package` tells, on a host whose system is known. Undefined for what no scanner knows such packages
 * of, as of FreeBSD.
 */
export function ownerOf(told: string | undefined, host: HostAudit): Owner | undefined {
  const system = textAt(host, "host.os");
  const owner = told === undefined ? undefined : found(told);
  if (!owner || !system || !WORD.test(system) || system === "freebsd") return undefined;
  const version = textAt(host, "host.os_version");
  const distro = `${system}-${version}`;
  return { ...owner, system, ...(version && WORD.test(distro) && { distro }) };
}
