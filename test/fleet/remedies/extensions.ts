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
        says: /build the package that brings its own from its source: (\/\S+ install .*? bundle)\. Where/,
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
];
