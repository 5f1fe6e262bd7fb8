import type { Episode } from "./episode.js";

const TRUTH = "80 truth.test /daemon";
const ENVVARS = "/etc/apache2/envvars";

/** What a private server shows, which no root starts. */
const PROBED = { login: "auditor", options: ["--probe"] } as const;

/** Faults of what comes up, and of what is around it, on Debian's own Apache. */
export const startEpisodes: readonly Episode[] = [
  {
    name: "an environment without pyvenv.cfg",
    make: `python3 -m venv --without-pip /srv/venv; rm /srv/venv/pyvenv.cfg
sed -i s/LANG=C/LANG=C.UTF-8/ ${ENVVARS}
printf 'WSGIPythonHome /srv/venv\\n' >/etc/apache2/conf-enabled/home.conf
start_apache`,
    ...PROBED,
    cures: {
      "python/probe-failed": {
        says: /most often the home is not one that the library can use/,
        does: "echo WSGIPythonHome /usr >/etc/apache2/conf-enabled/home.conf",
      },
      "python/home-unusable": { says: /Name the root of the virtual environment or installation/, does: ":" },
    },
    symptoms: ["wsgi/live-group-size", "wsgi/errors-logged"],
    answers: { [TRUTH]: ["-", "200"] },
  },
  {
    name: "text is ASCII",
    make: "start_apache",
    ...PROBED,
    cures: {
      "python/ascii-locale": {
        says: /Set (LANG=C\.UTF-8) in (\S+) in the place of (LANG=C), or/,
        does: 'sed -i "s/^export $3\\$/export $1/" "$2"',
        takeOver: "restart",
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "a path file sets the prefix",
    make: `sed -i s/LANG=C/LANG=C.UTF-8/ ${ENVVARS}
echo "import sys; sys.prefix = '/opt/elsewhere'" >/usr/lib/python3/dist-packages/zz-elsewhere.pth
start_apache`,
    ...PROBED,
    cures: {
      "python/evidence-disagrees": {
        says: /look for a path file \((\*\.pth)\)/,
        does: 'rm "$(grep -l sys.prefix /usr/lib/python3/dist-packages/$1)"',
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "another python3 comes first",
    make: `lib=/usr/local/lib/python3.12; mkdir -p $lib/lib-dynload $lib/encodings
touch $lib/os.py /usr/local/lib/libpython3.12.so.1.0
printf '#!/bin/sh\\nexit 0\\n' >/usr/local/bin/python3.12; chmod 755 /usr/local/bin/python3.12
ln -s python3.12 /usr/local/bin/python3
start_apache`,
    undo: "rm -rf /usr/local/bin/python3* /usr/local/lib/python3.12 /usr/local/lib/libpython3.12*",
    cures: {
      "python/other-on-path": {
        says: /best in a virtual environment: (\S+ -m venv) DIRECTORY, named by (WSGIPythonHome) DIRECTORY/,
        does: 'eval "$1 --without-pip /srv/venv"; echo "$2 /srv/venv" >/etc/apache2/conf-enabled/home.conf',
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "an older APR comes first",
    make: `mkdir /opt/apr; cp -L /usr/lib/*-linux-gnu/libapr-1.so.0 /opt/apr/
sed -i 's/1[.]7[.]2/1.7.0/' /opt/apr/libapr-1.so.0
echo 'export LD_LIBRARY_PATH=/opt/apr' >>${ENVVARS}; start_apache`,
    cures: {
      "apache/apr-older": {
        says: /Find which library comes first: (ldd \S+)(?: in Apache's environment)?; mostly LD_LIBRARY_PATH/,
        does: `(. ${ENVVARS}; eval "$1" | grep -q /opt/apr); sed -i /LD_LIBRARY_PATH/d ${ENVVARS}`,
        takeOver: "restart",
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "the live server runs what the files do not say any more",
    make: `start_apache; sleep 2
sed -i 's#observe.wsgi process-group=truth application-group=%{GLOBAL}#observe.wsgi process-group=truth application-group=other#' /etc/apache2/sites-available/truth.conf`,
    settings: { observe: [{ url: "http://truth.test/observed/daemon", connect: "127.0.0.1:80" }] },
    cures: {
      "wsgi/observed-disagrees": {
        says: /See whether the configuration was changed since the last reload \(apache\/reload-pending\)/,
        does: ":",
      },
    },
    with: ["apache/reload-pending"],
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "old algorithms of SSH, and a value that the inventory does not expect",
    make: `start_apache
printf 'KexAlgorithms diffie-hellman-group14-sha1\\nCiphers aes128-cbc\\n' >/etc/ssh/sshd_config.d/old.conf; reload_sshd`,
    settings: { algorithms: "legacy", expect: { "wsgi.socket_prefix": "/var/run/apache2/wsgi" } },
    settled: { expect: { "wsgi.socket_prefix": "/var/run/apache2/wsgi" } },
    cures: {
      "host/weak-ssh": {
        says: /Renew the SSH server; then remove `algorithms:` from the inventory/,
        does: "rm /etc/ssh/sshd_config.d/old.conf; reload_sshd",
        takeOver: "nothing",
      },
      "fleet/expectation": {
        says: /Change the host, or the expectation/,
        does: "echo WSGISocketPrefix /var/run/apache2/wsgi >/etc/apache2/conf-enabled/sockets.conf",
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
  {
    name: "a Python that was moved",
    make: `mkdir -p /opt/py/lib /opt/py/bin; mv /usr/lib/python3.11 /usr/lib/*-linux-gnu/libpython3.11.so.1.0 /opt/py/lib/
mv /usr/bin/python3.11 /usr/bin/python3 /opt/py/bin/
echo /opt/py/lib >/etc/ld.so.conf.d/py.conf; ldconfig; start_apache`,
    undo: "mv /opt/py/lib/python3.11 /usr/lib/; mv /opt/py/bin/* /usr/bin/",
    cures: {
      "python/no-standard-library": {
        says: /or name the directory that it was moved to: (WSGIPythonHome \S+)\.$/,
        does: 'echo "$1" >/etc/apache2/conf-enabled/home.conf',
      },
    },
    symptoms: ["wsgi/live-group-size", "wsgi/errors-logged"],
    answers: { [TRUTH]: ["-", "200"] },
  },
];

export const modPythonEpisodes: readonly Episode[] = [
  {
    name: "mod_python beside mod_wsgi",
    make: ". /scenarios/modpython.sh",
    cures: {
      "wsgi/mod-python-conflict": {
        says: /Run (a2dismod python), and port/,
        does: 'eval "$1"; service apache2 start',
        takeOver: "nothing",
      },
    },
    answers: { [TRUTH]: ["none", "200"] },
  },
];

export const sourceEpisodes: readonly Episode[] = [
  {
    name: "a mod_wsgi that has Python inside",
    make: ". /scenarios/static.sh",
    cures: {
      "python/library-static": {
        says: /^Build Python with --enable-shared and mod_wsgi against it\. /,
        does: "sed -i s/mod_wsgi-static.so/mod_wsgi.so/ /usr/local/apache2/conf/httpd.conf",
        takeOver: "restart",
      },
    },
    answers: { [TRUTH]: ["200", "200"] },
  },
];
