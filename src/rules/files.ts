import { defineRule, evidenceOf, type KnownFacts, type Offence, type Rule, type Undecided } from "./rule.js";

/** A record of the fact `files.problems`. */
interface Problem {
  what: string;
  path: string;
  user: string;
  problem: string | null;
}

/** Offences for one kind of directory; open where the login could not see one of them. */
function problemsWith(facts: KnownFacts, what: string): readonly Offence[] | Undecided {
  const own = (facts["files.problems"] as unknown as readonly Problem[])
    .filter((each) => each.what === what)
    // A home that is missing, or is none, is what python/home-unusable says.
    .filter(({ problem }) => what !== "python home" || problem === null || problem.includes(" may not "));
  const unseen = own.find(({ problem }) => problem === null);
  const known = own.filter(({ problem }) => problem !== null);
  if (known.length === 0 && unseen)
    return { because: `the login cannot see whether ${unseen.user} may use ${unseen.path}` };
  return known.map(({ path, user, problem }) => ({
    message: `${what} ${path}: ${problem}`,
    evidence: `${what} ${path} of ${user}: ${problem}`,
  }));
}

const directoryRule = (
  what: string,
  info: Pick<Rule, "id" | "title" | "why" | "remedy" | "reference">,
): Rule =>
  defineRule({
    ...info,
    severity: "error",
    needs: ["files.problems"],
    judge: (facts) => problemsWith(facts, what),
  });

export const homeNotAccessible = directoryRule("python home", {
  id: "python/home-not-accessible",
  title: "The user of the process may not enter its Python home",
  why: "Python does not find its library: processes die with \"No module named 'encodings'\", or packages are missing.",
  remedy:
    "Move the environment out of the home directory (to /srv or /opt), or let the user enter each directory above it: chmod o+x, or an access control list.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
});

export const workingDirectory = directoryRule("working directory", {
  id: "wsgi/working-directory",
  title: "A daemon cannot enter the directory that it starts in",
  why: "The process ends at its start and is started again every 20 seconds: requests to the group fail.",
  remedy: "Give the group a home= that its user may enter, or make the user's home directory.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIDaemonProcess.html",
});

export const socketDirectory = directoryRule("socket directory", {
  id: "wsgi/socket-not-accessible",
  title: "Apache's user may not enter the directory of the daemons' sockets",
  why: "Every request to a daemon is answered with 503: (13)Permission denied: Unable to connect to a daemon.",
  remedy:
    "Set WSGISocketPrefix to a directory that the user may enter, such as /var/run/wsgi or /run/httpd/wsgi.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGISocketPrefix.html",
});

/** sun_path has 108 bytes on Linux, 104 elsewhere; one is the end. */
const LONGEST = 107;

export const socketPathLong = defineRule({
  id: "wsgi/socket-path-long",
  severity: "error",
  title: "The path of the daemons' sockets is longer than the system takes",
  why: "The socket cannot be made: daemons do not start, or listen at a name that was cut off.",
  remedy: "Set a shorter WSGISocketPrefix.",
  reference: socketDirectory.reference ?? "",
  needs: ["files.socket_path"],
  uses: ["wsgi.socket_prefix"],
  judge: (facts) =>
    Number(facts["files.socket_path"]) > LONGEST
      ? [
          {
            message: `up to ${facts["files.socket_path"]} bytes, ${LONGEST} are possible`,
            evidence: evidenceOf(facts, "wsgi.socket_prefix", "files.socket_path"),
          },
        ]
      : [],
});

export const scriptUnusable = defineRule({
  id: "wsgi/script-unusable",
  severity: "error",
  level: "application",
  title: "The script of an application is missing, or may not be read",
  why: "Requests are answered with 404, 403 or 500: Apache's user must find the file, the user of the process must read it.",
  remedy: "Correct the path of the directive, or let both users enter each directory and read the file.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/configuration-guidelines.html",
  needs: ["app.script_problem"],
  uses: ["app.declared_at", "app.user"],
  judge: (facts) =>
    facts["app.script_problem"] === ""
      ? []
      : [
          {
            message: String(facts["app.script_problem"]),
            evidence: evidenceOf(facts, "app.declared_at", "app.user", "app.script_problem"),
          },
        ],
});

export const worldWritable = defineRule({
  id: "apache/world-writable",
  severity: "error",
  title: "Any user may replace what Apache runs",
  why: "Whoever has a login, or a hole in another service, puts code there that runs with the rights of Apache's daemons, or of root.",
  remedy: "chmod o-w, and look at what the files hold now.",
  reference: "https://httpd.apache.org/docs/2.4/misc/security_tips.html#serverroot",
  needs: ["files.world_writable"],
  judge: (facts) =>
    (facts["files.world_writable"] as readonly string[]).map((path) => ({
      message: `${path} is writable by everybody`,
      evidence: `files.world_writable: ${path}`,
    })),
});

export const selinuxLabel = defineRule({
  id: "apache/selinux-label",
  severity: "warning",
  title: "SELinux keeps httpd from a file, whatever its mode says",
  why: "Permission denied in Apache's error log, and an AVC line in the audit log, though every user may read the file.",
  remedy:
    "semanage fcontext -a -t httpd_sys_content_t 'PATH(/.*)?' and restorecon -R PATH; or setsebool httpd_read_user_content on for homes.",
  reference: "https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/using_selinux/index",
  needs: ["files.labels", "files.selinux"],
  judge: (facts) =>
    facts["files.selinux"] !== "enforcing"
      ? []
      : (facts["files.labels"] as readonly string[]).map((label) => ({
          message: label,
          evidence: `files.labels: ${label}\nfiles.selinux = enforcing`,
        })),
});
