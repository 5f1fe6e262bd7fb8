import type { Episode } from "./episode.js";

/** Faults of extension modules, on a host that can build them. */
export const extensionEpisodes: readonly Episode[] = [
  {
    name: "a wheel brings a library that httpd has as well",
    make: `. /scenarios/bundle.sh; python3 -m venv /srv/venv; offer_source
serve_bundle /srv/venv/lib/python3.11/site-packages python-home=/srv/venv`,
    undo: "rm /etc/pip.conf",
    cures: {
      "python/library-clash": {
        says: /build the package from source: (\/\S+ install .*? bundle)\. Else/,
        does: 'eval "$1"',
        takeOver: "restart",
      },
    },
    // Of what the extension has built for itself: with the wheel the process dies of it.
    answers: {
      "80 truth.test /daemon/version": ["200", "200"],
      "80 truth.test /daemon/depth": ["500", "200"],
    },
  },
  {
    name: "a wheel brings a library that httpd has as well, as a login without privileges works it out",
    login: "auditor",
    make: `. /scenarios/bundle.sh; python3 -m venv /srv/venv; offer_source
serve_bundle /srv/venv/lib/python3.11/site-packages python-home=/srv/venv`,
    undo: "rm /etc/pip.conf",
    cures: {
      "python/library-clash-possible": {
        says: /build the package from source: (\/\S+ install .*? bundle)\. Else/,
        does: 'eval "$1"',
        takeOver: "restart",
      },
    },
    answers: {
      "80 truth.test /daemon/version": ["200", "200"],
      "80 truth.test /daemon/depth": ["500", "200"],
    },
  },
  {
    name: "an environment holds extension modules of another Python",
    make: `. /scenarios/bundle.sh; python3 -m venv /srv/venv; offer_source
serve_bundle /srv/venv/lib/python3.11/site-packages python-home=/srv/venv
cd /srv/venv/lib/python3.11/site-packages
mv _bundle.cpython-311-x86_64-linux-gnu.so _bundle.cpython-39-x86_64-linux-gnu.so
sed -i s/_bundle.cpython-311/_bundle.cpython-39/ bundle-1.0.dist-info/RECORD
service apache2 stop; service apache2 start`,
    undo: "rm /etc/pip.conf",
    cures: {
      "python/extension-mismatch": {
        says: /with the Python that mod_wsgi runs: (\/\S+ install --force-reinstall) and the names/,
        does: 'eval "$1 bundle"',
        takeOver: "restart",
      },
    },
    answers: { "80 truth.test /daemon": ["200", "200"], "80 truth.test /daemon/version": ["500", "200"] },
  },
  {
    name: "an environment holds byte code of another Python, and no sources",
    make: `. /scenarios/bundle.sh; python3 -m venv /srv/venv; offer_source
serve_bundle /srv/venv/lib/python3.11/site-packages python-home=/srv/venv
cd /srv/venv/lib/python3.11/site-packages
for file in $(find bundle* -name '*.py'); do
  python3 -m compileall -q -b "$file"; printf 'a\\r\\r\\n' | dd of="\${file}c" conv=notrunc 2>/dev/null; rm "$file"
done
service apache2 stop; service apache2 start`,
    undo: "rm /etc/pip.conf",
    cures: {
      "python/byte-code-mismatch": {
        says: /or with their sources: (\/\S+ install --force-reinstall) and the names/,
        does: 'eval "$1 bundle"',
        takeOver: "restart",
      },
    },
    answers: { "80 truth.test /daemon": ["200", "200"], "80 truth.test /daemon/version": ["500", "200"] },
  },
  {
    name: "an extension module has lost the library that it needs",
    make: `. /scenarios/bundle.sh; python3 -m venv /srv/venv; offer_source
serve_bundle /srv/venv/lib/python3.11/site-packages python-home=/srv/venv
rm -r /srv/venv/lib/python3.11/site-packages/bundle.libs
service apache2 stop; service apache2 start`,
    undo: "rm /etc/pip.conf",
    cures: {
      "python/extension-library": {
        says: /with the Python that mod_wsgi runs: (\/\S+ install --force-reinstall) and the names/,
        does: 'eval "$1 bundle"',
        takeOver: "restart",
      },
    },
    answers: { "80 truth.test /daemon": ["200", "200"], "80 truth.test /daemon/version": ["500", "200"] },
  },
];
