import type { Episode } from "./episode.js";

const TRUTH = "80 truth.test /daemon";
const RESTART = /Stop Apache whole and start it again: (.+?)\. A reload may/;
const restarts = { says: RESTART, does: 'eval "$1"', takeOver: "nothing" } as const;

/** A change in the very second of the start tells nothing. */
const LATER = "sleep 2";

/** Faults of the library and of environments, on Debian's own Apache. */
export const pythonEpisodes: readonly Episode[] = [
  {
    name: "libpython is where the loader does not look by itself",
    make: ". /scenarios/libpath-only.sh",
    cures: {
      "python/library-not-found": {
        says: /Or name the directory in (\/etc\/ld\.so\.conf\.d\/python\.conf) and run (ldconfig)/,
        does: 'echo /opt/pylib >"$1"; eval "$2"',
        takeOver: "nothing",
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "LD_LIBRARY_PATH puts another libpython first",
    make: ". /scenarios/libpath-other.sh",
    cures: {
      "python/library-env-dependent": {
        says: /Take the directory out of the LD_LIBRARY_PATH that leads to another library \(Apache's in (.+), a login's in (\S+)\)/,
        does: `sed -i /LD_LIBRARY_PATH/d $(printf '%s' "$1, $2" | sed 's/:[0-9]*//g; s/,//g')`,
        takeOver: "restart",
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "libpython was replaced under the server",
    make: ". /scenarios/deleted-libpython.sh",
    cures: { "python/library-deleted": restarts },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "libpython was written over under the server",
    make: `start_apache; ${LATER}; touch "$(libpython)"`,
    cures: { "python/library-replaced": restarts },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "a file of the project has the name of a module of the standard library",
    make: `mkdir /srv/shop; echo 'SEED = 4' >/srv/shop/random.py
sed -i 's/^import json/import json, secrets/' /srv/wsgi/truth.wsgi
start_apache python-path=/srv/shop`,
    cures: {
      "python/module-shadowed": {
        says: /change its imports: (mv \S+ \S+)\. Then/,
        does: 'eval "$1"',
        takeOver: "restart",
      },
    },
    answers: { [TRUTH]: ["500", "200"] },
    symptoms: ["wsgi/errors-logged"],
  },
  {
    name: "a deployment replaced the environment and an extension under the server",
    make: `python3 -m venv --without-pip /srv/venv
sed -i 's/^import json/import json, _decimal/' /srv/wsgi/truth.wsgi
start_apache python-home=/srv/venv
status_of ${TRUTH}; ${LATER}
rm -r /srv/venv; python3 -m venv --without-pip /srv/venv
extension=$(ls /usr/lib/python3*/lib-dynload/_decimal*.so)
cp -p "$extension" "$extension.new"; mv "$extension.new" "$extension"`,
    cures: { "python/files-deleted": restarts, "python/environment-renewed": restarts },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "the next start loads another mod_wsgi",
    make: `mkdir /opt/other; cp -L /usr/lib/apache2/modules/mod_wsgi.so /opt/other/; start_apache; ${LATER}
echo 'LoadModule wsgi_module /opt/other/mod_wsgi.so' >/etc/apache2/mods-available/wsgi.load`,
    cures: {
      "wsgi/next-start-differs": {
        says: /If the change is meant, stop Apache whole and start it again now: (.+?)\. A reload/,
        does: 'eval "$1"',
        takeOver: "nothing",
      },
    },
    with: ["apache/reload-pending"],
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "an environment of another Python",
    make: ". /scenarios/venv-mismatch.sh",
    cures: {
      "python/venv-version-mismatch": {
        says: /Make the environment anew with mod_wsgi's Python: (mv \S+ \S+ && \S+ -m venv \S+),/,
        // Debian has pip for environments in a package of its own.
        does: 'eval "$1 --without-pip"',
        takeOver: "restart",
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
];
