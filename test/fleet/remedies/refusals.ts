import type { Cure, Episode } from "./episode.js";

/** A change in the very second of the start tells nothing. */
const LATER = "sleep 2";

const MODULE = "/usr/lib/apache2/modules/mod_wsgi.so";

/** Of an instance: a server that ran before its site was written, and that the fault came into. */
interface Fault {
  /** Shell: changes a copy of mod_wsgi, `$1/own/mod_wsgi.so`, which the site loads. It is there before the server. */
  module?: string;
  /** Shell: `$1` is the directory of the instance; the site that is well stands in it as `site.inc`. */
  make?: string;
  cures: Readonly<Record<string, Cure>>;
}

const INSTANCE = `instance() {
  mkdir -p "/srv/$1" /run/apache2
  cat >"/srv/$1/httpd.conf" <<END
ServerName $1.test
DefaultRuntimeDir /srv/$1
PidFile /srv/$1/httpd.pid
ErrorLog /srv/$1/error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
User www-data
Group www-data
Listen $2
IncludeOptional /srv/$1/*.inc
END
  apache2 -d "/srv/$1" -f "/srv/$1/httpd.conf"
  wait_for_server "/srv/$1/httpd.pid"
}
site() {
  cat >"$1/site.inc" <<'END'
LoadModule wsgi_module ${MODULE}
WSGIRestrictEmbedded On
WSGIDaemonProcess site request-timeout=60
WSGIScriptAlias / /srv/wsgi/truth.wsgi process-group=site application-group=%{GLOBAL}
END
}`;

/** The module that was built for this httpd and this Python is the one of the image. */
const installed = (name: string) =>
  `sed -i 's#/srv/${name}/own/mod_wsgi.so#${MODULE}#' /srv/${name}/site.inc`;

const FAULTS: Readonly<Record<string, Fault>> = {
  command: {
    make: 'sed -i /LoadModule/d "$1/site.inc"',
    cures: {
      "wsgi/module-missing": {
        says: /Add (LoadModule wsgi_module) before the first WSGI directive/,
        does: `sed -i "1i $1 ${MODULE}" /srv/command/site.inc`,
      },
    },
  },
  option: {
    make: 'sed -i "s/request-timeout=60/& no-such-option=1/" "$1/site.inc"',
    cures: {
      "wsgi/unknown-directive": {
        says: /Remove what this release does not have/,
        does: "sed -i 's/ no-such-option=1//' /srv/option/site.inc",
      },
    },
  },
  twice: {
    make: 'sed -i "s/^WSGIDaemonProcess .*/&\\n&/" "$1/site.inc"',
    cures: {
      "wsgi/daemon-name-twice": {
        says: /Define the group once/,
        does: "sed -i '0,/^WSGIDaemonProcess/{/^WSGIDaemonProcess/d}' /srv/twice/site.inc",
      },
    },
  },
  module: {
    make: `sed -i "s#${MODULE}#&-3.7#" "$1/site.inc"`,
    cures: {
      "apache/module-dangling": {
        says: /Remove the LoadModule line, or install the module for this httpd/,
        does: `ln -s ${MODULE} ${MODULE}-3.7`,
      },
    },
  },
  mutex: {
    make: 'echo "Mutex sem mpm-accept" >>"$1/site.inc"',
    cures: {
      "apache/accept-mutex-syntax": {
        says: /mpm-accept with prefork and worker, and nothing with event/,
        does: "sed -i /mpm-accept/d /srv/mutex/site.inc",
      },
      "apache/accept-lock-set": { says: /remove the directive, or write Mutex default/, does: ":" },
    },
  },
  hidden: {
    make: `printf '<IfModule mod_wsgi.c>\\n%s\\n</IfModule>\\n' "$(sed /LoadModule/d "$1/site.inc")" >"$1/new"; mv "$1/new" "$1/site.inc"`,
    cures: {
      "wsgi/directives-ignored": {
        says: /Load mod_wsgi before it with (LoadModule wsgi_module), and take the <IfModule> away/,
        does: `sed -i "/IfModule/d; 2i $1 ${MODULE}" /srv/hidden/site.inc`,
      },
    },
  },
  foreign: {
    module: `printf 'else:\\n    SBINDIR = "/opt/httpd/bin"\\nPROGNAME = "httpd"\\n' >"$1/own/apxs_config.py"`,
    cures: {
      "wsgi/foreign-build": { says: /Build it with the apxs of this httpd/, does: installed("foreign") },
    },
  },
  symbol: {
    module: 'sed -i s/ap_hook_child_init/ap_hook_child_inix/ "$1/own/mod_wsgi.so"',
    cures: {
      "apache/module-symbol": {
        says: /Build the module anew with the apxs of this httpd and the Python/,
        does: installed("symbol"),
      },
    },
  },
  machine: {
    // Of AArch64 by its header.
    module: "printf '\\267' | dd of=\"$1/own/mod_wsgi.so\" bs=1 seek=18 conv=notrunc 2>/dev/null",
    cures: {
      "apache/module-architecture": {
        says: /install the module for this machine and this httpd/,
        does: installed("machine"),
      },
    },
  },
  libc: {
    module: 'sed -i s/GLIBC_2[.]14/GLIBC_2.99/ "$1/own/mod_wsgi.so"',
    cures: {
      "apache/module-newer-libc": { says: /install the package of this release/, does: installed("libc") },
    },
  },
  noexec: {
    module: `mount -t tmpfs -o noexec,mode=755 none "$1/own"; cp -L ${MODULE} "$1/own/mod_wsgi.so"`,
    cures: {
      "apache/module-noexec": {
        says: /outside of that file system \((findmnt -T )FILE names it\)/,
        does: `eval "$1 /srv/noexec/own/mod_wsgi.so" | grep -q noexec; ${installed("noexec")}`,
      },
    },
  },
  old: {
    module: 'sed -i s/4[.]9[.]4/4.8.4/ "$1/own/mod_wsgi.so"',
    cures: {
      "wsgi/too-old-for-python": { says: /or the distribution's package for it/, does: installed("old") },
    },
  },
  broken: {
    make: 'echo "NoSuchDirective on" >>"$1/site.inc"',
    cures: {
      "apache/config-broken": {
        says: /Correct what the message names, and check it before the next reload: (.+)\.$/,
        does: 'sed -i /NoSuchDirective/d /srv/broken/site.inc; eval "$1"',
      },
    },
  },
};

const names = Object.keys(FAULTS);
const FIRST_PORT = 8101;

const started = Object.entries(FAULTS).map(
  ([name, { module }], at) => `set -- /srv/${name}; mkdir -p "$1/own"; cp -L ${MODULE} "$1/own/"
${module ?? ":"}
instance ${name} ${FIRST_PORT + at}`,
);

const made = Object.entries(FAULTS).map(
  ([name, { module, make }]) => `set -- /srv/${name}; site "$1"
${module === undefined ? ":" : `sed -i "s#${MODULE}#$1/own/mod_wsgi.so#" "$1/site.inc"`}
${make ?? ":"}`,
);

export const refusalEpisodes: readonly Episode[] = [
  {
    name: "servers that run, and would not start again",
    make: [INSTANCE, ...started, LATER, ...made].join("\n"),
    cures: Object.assign({}, ...Object.values(FAULTS).map(({ cures }) => cures)) as Episode["cures"],
    answers: Object.fromEntries(
      names.map((name, at) => [`${FIRST_PORT + at} ${name}.test /`, ["404", "200"] as const]),
    ),
    // The server has not read what was written since.
    with: ["apache/reload-pending"],
    undo: "for place in /srv/*/own; do ! mountpoint -q $place || umount $place; done; rm -f /usr/lib/apache2/modules/mod_wsgi.so-3.7",
  },
];
