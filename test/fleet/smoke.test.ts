import { expect, it } from "vitest";
import { describeFleet } from "./describe-fleet.js";
import { HOST_NAMES, type HostName, SERVING } from "./hosts.js";
import { runOverSsh } from "./login.js";
import { askWsgi, httpdMasters, httpdPrograms, httpdVersion, resolveLibpython } from "./truth.js";

const ON_DEBIAN = SERVING.filter((name) => name !== "express");
const MULTIARCH = /^\/(usr\/)?lib\/[^/]+-linux-gnu\/libpython3\.\d+\.so\.1\.0$/;
const MOD_WSGI = "/usr/lib/apache2/modules/mod_wsgi.so";
const CONFIG_TEST = ". /etc/apache2/envvars && apache2 -t";

describeFleet("the fleet is what it claims to be", (fleet) => {
  const ask = (name: HostName, where?: Parameters<typeof askWsgi>[1]) => askWsgi(fleet.host(name), where);

  it("has every host", () => {
    expect(fleet.description.failed).toEqual({});
    expect(fleet.hosts.map(({ name }) => name)).toEqual(HOST_NAMES);
  });

  it.concurrent.each(HOST_NAMES)("%s lets all its logins in, its host key known", async (name) => {
    const identity = "id -un; sudo -n id -u";
    const answers = ["auditor", "sudoer", "root"] as const;
    const [auditor, sudoer, root] = await Promise.all(
      answers.map((login) => runOverSsh(fleet, name, identity, login)),
    );
    expect(auditor).toMatchObject({ stdout: expect.stringMatching(/^auditor\n$/m), exitCode: 1 });
    expect(sudoer).toMatchObject({ stdout: "sudoer\n0\n", exitCode: 0 });
    expect(root).toMatchObject({ stdout: "root\n0\n", exitCode: 0 });
  });

  it("refuses a host key that is not the host's", async () => {
    const [own, other] = [fleet.host("bookworm"), fleet.host("trixie")];
    const known = { ...fleet, host: () => ({ ...own, port: other.port }), knownHosts: "/dev/null" };
    expect((await runOverSsh(known, "bookworm", "true")).exitCode).toBe(255);
  });

  it.each(ON_DEBIAN)("%s serves WSGI in embedded and in daemon mode", async (name) => {
    const [embedded, daemon] = [await ask(name, { mount: "/embedded" }), await ask(name)];
    expect(embedded["mod_wsgi.process_group"]).toBe("");
    expect(embedded["mod_wsgi.application_group"]).toContain("|/embedded");
    expect(daemon["mod_wsgi.process_group"]).toBe("truth");
    expect(daemon["mod_wsgi.application_group"]).toBe("");
    expect(daemon["wsgi.multithread"]).toBe(true);
    expect(daemon["wsgi.multiprocess"]).toBe(false);
    expect(daemon.uid).toBeGreaterThan(0);
    expect((await httpdMasters(fleet.host(name))).length).toBe(name === "two-instances" ? 2 : 1);
  });

  it.each([
    ["bullseye", [3, 9], "4.7"],
    ["bookworm", [3, 11], "4.9"],
    ["trixie", [3, 13], "5.0"],
  ] as const)("%s is as packaged", async (name, python, modWsgi) => {
    const truth = await ask(name);
    expect(truth["sys.version_info"].slice(0, 2)).toEqual(python);
    expect(truth["mod_wsgi.version"].slice(0, 2).join(".")).toBe(modWsgi);
    expect(truth["mapped.libpython"]).toEqual([expect.stringMatching(MULTIARCH)]);
    expect(truth["sys.prefix"]).toBe("/usr");
    expect(await httpdVersion(fleet.host(name), "/usr/sbin/apache2")).toMatch(/^2\.4\.\d+$/);
  });

  it("forky: the next release's Python, which goes on while it is no release, at least 3.14", async () => {
    const truth = await ask("forky");
    const { stdout } = await fleet.host("forky").exec("python3 -V");
    expect(stdout.trim()).toBe(`Python ${truth["sys.version_info"].slice(0, 3).join(".")}`);
    expect(truth["sys.version_info"][1]).toBeGreaterThanOrEqual(14);
    expect(truth["mapped.libpython"]).toEqual([expect.stringMatching(MULTIARCH)]);
    expect(truth["sys.prefix"]).toBe("/usr");
  });

  it.each([
    ["prefork", false],
    ["worker", true],
    ["bookworm", true],
  ] as const)("%s: embedded multithread is %s", async (name, multithread) => {
    expect((await ask(name, { mount: "/embedded" }))["wsgi.multithread"]).toBe(multithread);
    const modules = await fleet.host(name).exec("ls /etc/apache2/mods-enabled");
    expect(modules.stdout).toContain(`mpm_${name === "bookworm" ? "event" : name}.load`);
  });

  it("source: httpd lives under /usr/local/apache2 and is the only one", async () => {
    const host = fleet.host("source");
    expect(await httpdPrograms(host)).toEqual(["/usr/local/apache2/bin/httpd"]);
    expect((await httpdMasters(host))[0]?.command).toMatch(/^\/usr\/local\/apache2\/bin\/httpd/);
    expect((await ask("source"))["mapped.mod_wsgi"]).toEqual(["/usr/local/apache2/modules/mod_wsgi.so"]);
    expect(await resolveLibpython(host, "/usr/local/apache2/modules/mod_wsgi.so")).toMatch(MULTIARCH);
  });

  it("static: mod_wsgi runs Python and maps no libpython", async () => {
    const truth = await ask("static");
    expect(truth["mapped.libpython"]).toEqual([]);
    expect(truth["sys.version_info"].slice(0, 2)).toEqual([3, 11]);
    const module = "/usr/local/apache2/modules/mod_wsgi-static.so";
    expect(truth["mapped.mod_wsgi"]).toEqual([module]);
    expect(await resolveLibpython(fleet.host("static"), module)).toBeUndefined();
  });

  it("express: a generated configuration, daemon mode only, mod_wsgi out of a virtual environment", async () => {
    const truth = await ask("express", { mount: "/" });
    expect(truth["mod_wsgi.process_group"]).toBe("localhost:80");
    expect([truth["wsgi.multithread"], truth["wsgi.multiprocess"]]).toEqual([true, true]);
    expect(truth["sys.prefix"]).toBe("/opt/express");
    expect(truth["mapped.mod_wsgi"]).toEqual([expect.stringMatching(/^\/opt\/express\/.*\.so$/)]);
    const masters = await httpdMasters(fleet.host("express"));
    expect(masters.map(({ command }) => command)).toEqual([expect.stringContaining("mod_wsgi-")]);
  });

  it("libpath-only: libpython is found with LD_LIBRARY_PATH alone", async () => {
    const host = fleet.host("libpath-only");
    expect(await resolveLibpython(host, MOD_WSGI)).toBe("not found");
    expect(await resolveLibpython(host, MOD_WSGI, "/opt/pylib")).toBe("/opt/pylib/libpython3.11.so.1.0");
    const truth = await ask("libpath-only");
    expect(truth.ld_library_path).toBe("/opt/pylib");
    expect(truth["mapped.libpython"]).toEqual(["/opt/pylib/libpython3.11.so.1.0"]);
  });

  it("libpath-other: LD_LIBRARY_PATH leads to another libpython", async () => {
    const host = fleet.host("libpath-other");
    expect(await resolveLibpython(host, MOD_WSGI)).toMatch(MULTIARCH);
    expect(await resolveLibpython(host, MOD_WSGI, "/opt/pylib")).toBe("/opt/pylib/libpython3.11.so.1.0");
    expect((await ask("libpath-other"))["mapped.libpython"]).toEqual(["/opt/pylib/libpython3.11.so.1.0"]);
  });

  it("modpython: the configuration is valid, and Apache does not run", async () => {
    const host = fleet.host("modpython");
    expect((await host.exec(CONFIG_TEST)).exitCode).toBe(0);
    expect(await httpdMasters(host)).toEqual([]);
    expect((await host.exec("cat /var/log/apache2/error.log")).stdout).toMatch(/mod_python/);
  });

  it("venv-good and venv-mismatch: the home is a virtual environment, of the same Python and of another", async () => {
    const good = await ask("venv-good");
    expect([good["sys.prefix"], good["sys.base_prefix"]]).toEqual(["/srv/venv", "/usr"]);
    expect(good["sys.path"]).toContain("/srv/venv/lib/python3.11/site-packages");
    const mismatch = await ask("venv-mismatch");
    expect([mismatch["sys.prefix"], mismatch["sys.base_prefix"]]).toEqual(["/srv/venv39", "/usr"]);
    expect(mismatch["sys.version_info"].slice(0, 2)).toEqual([3, 11]);
    expect(mismatch["sys.path"].filter((entry) => entry.startsWith("/srv"))).toEqual([]);
  });

  it("two-instances: both answer, with another MPM and another process group", async () => {
    const second = await ask("two-instances", { port: 8081 });
    expect(second["wsgi.multiprocess"]).toBe(true);
    const embedded = { mount: "/embedded", port: 8081 } as const;
    expect((await ask("two-instances", embedded))["wsgi.multithread"]).toBe(false);
    const masters = (await httpdMasters(fleet.host("two-instances"))).map(({ command }) => command);
    expect(masters.filter((command) => command.includes("-d /etc/apache2-second"))).toHaveLength(1);
  });

  it("moved-python: the live server serves nobody, and says why", async () => {
    const host = fleet.host("moved-python");
    const { stdout } = await host.exec("cat /var/log/apache2/error.log");
    expect(stdout).toMatch(/Fatal Python error[\s\S]*No module named 'encodings'/);
    const page = await host.exec(
      "exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; timeout 2 cat <&3",
    );
    expect(page.stdout).toBe("");
  });

  it("rhel-like: laid out as Red Hat does, in packages of rpm, and marked as what it is", async () => {
    const truth = await ask("rhel-like");
    expect(truth["mapped.mod_wsgi"]).toEqual(["/usr/lib64/httpd/modules/mod_wsgi_python3.so"]);
    expect(truth["mapped.libpython"]).toEqual(["/usr/lib64/libpython3.11.so.1.0"]);
    const host = fleet.host("rhel-like");
    expect((await httpdMasters(host)).map(({ command }) => command)).toEqual(["/usr/sbin/httpd -k start"]);
    const { stdout } = await host.exec(
      "readlink /usr/sbin; ! command -v dpkg-query && rpm -qf --qf '%{name} ' /usr/sbin/httpd /usr/lib64/httpd/modules/mod_wsgi_python3.so /usr/lib64/libpython3.11.so.1.0",
    );
    expect(stdout.trim()).toBe("bin\nhttpd python3-mod_wsgi python3-libs");
    expect((await host.exec("cat /etc/os-release")).stdout).toMatch(/^ID=rhel-like$/m);
  });

  it("no-httpd: there is none", async () => {
    expect(await httpdPrograms(fleet.host("no-httpd"))).toEqual([]);
  });

  it("broken-config: what runs could not be started again", async () => {
    const { exitCode, stderr } = await fleet.host("broken-config").exec(CONFIG_TEST);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Invalid command 'NoSuchDirective'");
  });

  it("unreadable-config: root can test it, the auditor cannot", async () => {
    const asAuditor = await runOverSsh(
      fleet,
      "unreadable-config",
      ". /etc/apache2/envvars; /usr/sbin/apache2 -t",
    );
    expect(asAuditor.exitCode).toBe(1);
    expect(asAuditor.stderr).toContain("Permission denied");
    expect((await fleet.host("unreadable-config").exec(CONFIG_TEST)).exitCode).toBe(0);
  });

  it("deleted-libpython: every process still maps the file that is gone", async () => {
    const [library] = (await ask("deleted-libpython"))["mapped.libpython"];
    expect(library).toMatch(/libpython3\.11\.so\.1\.0 \(deleted\)$/);
    const [master] = await httpdMasters(fleet.host("deleted-libpython"));
    expect(master?.libpython).toEqual([library]);
  });

  it.each([
    ["login-tcsh", "tcshrc"],
    ["login-fish", "config.fish"],
  ] as const)(
    "%s: the login shell prints before the command, and sets LD_LIBRARY_PATH",
    async (name, file) => {
      const { stdout, stderr } = await runOverSsh(fleet, name, "printenv LD_LIBRARY_PATH");
      expect(stdout).toBe(`${file}: welcome to ${name}\n/opt/login\n`);
      expect(stderr).toBe(`${file}: quota exceeded\n`);
      expect((await ask(name)).ld_library_path).toBe("");
    },
  );

  it("tinyssh: the server is tinysshd, behind a program that listens", async () => {
    const log = await runOverSsh(fleet, "tinyssh", 'tr "\\0" " " </proc/1/cmdline');
    expect(log.stdout).toMatch(/^socat TCP-LISTEN:22,\S+ EXEC:tinysshd /);
    expect((await fleet.host("tinyssh").exec("ls /etc/ssh/ssh_host_*")).stdout.trim()).toBe(
      "/etc/ssh/ssh_host_ed25519_key.pub",
    );
  });

  it("dropbear: the server is dropbear, the tools are busybox, bash is missing", async () => {
    const { stdout } = await runOverSsh(
      fleet,
      "dropbear",
      "readlink -f /bin/sh; readlink -f $(command -v awk)",
    );
    expect(stdout).toBe("/usr/bin/busybox\n/usr/bin/busybox\n");
    expect((await runOverSsh(fleet, "dropbear", "bash -c true")).exitCode).toBe(127);
    expect((await fleet.host("dropbear").exec("cat /proc/1/comm")).stdout.trim()).toBe("dropbear");
  });
});
