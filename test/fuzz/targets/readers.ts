import { evaluateApplications } from "../../../src/apache-config/applications.js";
import { readFiles } from "../../../src/apache-config/reader.js";
import { resolvedNames } from "../../../src/apache-config/servers.js";
import { readTree } from "../../../src/apache-config/tree.js";
import { ParseError } from "../../../src/base/errors.js";
import { readDynamic } from "../../../src/checks/library/dynamic.js";
import { pythonIn } from "../../../src/checks/library/trace.js";
import { parseHost } from "../../../src/facts/host.js";
import { type CostlyHost, costlyHosts, costlyRecord } from "../../support/costly-host.js";
import { holdPlain } from "../invariants.js";
import { type Brackets, mutatedText } from "../mutations.js";
import { hosts, sectionsOf, textsIn, wordsOf } from "../seeds.js";
import { refusing, target } from "../target.js";

/** Outputs of that part, wherever it stands. */
const outputs = (check: string, ...names: string[]) =>
  [
    ...new Set(
      hosts.flatMap((record) =>
        sectionsOf(record)
          .filter((section) => section.check === check)
          .flatMap(({ parts }) =>
            parts.filter(({ name }) => names.includes(name)).map(({ stdout }) => stdout),
          ),
      ),
    ),
  ].filter((text) => text !== "");

const FILES = [
  [
    "# In file: /etc/httpd/httpd.conf",
    "1\tServerRoot /etc/httpd",
    "2\tDefine ROOT /srv",
    "3\tInclude conf.d/*.conf",
    "4\t<IfModule !wsgi_module>",
    "5\tLoadModule wsgi_module modules/mod_wsgi.so",
    "6\t</IfModule>",
    "7\t<Macro Site $name $port>",
    "8\tListen $port",
    "9\t<VirtualHost *:$port>",
    "10\tServerName $name",
    "11\tWSGIScriptAlias / $" + "{ROOT}/$name.wsgi process-group=$name",
    "12\t</VirtualHost>",
    "13\t</Macro>",
    "14\tUse Site a.test 80",
    "# In file: /etc/httpd/conf.d/b.conf",
    "1\tWSGIDaemonProcess b processes=2 threads=5 python-home=/srv/venv",
    "2\t<Directory ~ ^/srv/[a-z]+>",
    "3\tWSGIProcessGroup %{ENV:GROUP}",
    "4\tSetHandler wsgi-script",
    "5\t</Directory>",
    "6\tWSGIScriptAliasMatch ^/(a|b)$ /srv/$1.wsgi",
    "7\tAlias /c /srv/c.wsgi",
    "",
  ].join("\n"),
  ...outputs("config", "files"),
];
const DUMPS = outputs("config", "directives");
const WORDS = wordsOf([...FILES, ...DUMPS, ...textsIn("test/fixtures/platforms")]);
const BRACKETS: Brackets = [
  ["1\t<IfDefine !X>\n", "\n1\t</IfDefine>\n"],
  ["1\t<Macro m $a>\n", "\n1\t</Macro>\n1\tUse m 1\n"],
  ["# In file: /etc/httpd/x.conf\n1\tInclude *.conf\n", ""],
  ["$" + "{", "}"],
];
const context = {
  version: "2.4.62",
  serverRoot: "/etc/httpd",
  defines: ["X", "__proto__"],
  compiledIn: ["core.c"],
  existing: ["/etc/there"],
};

const applicationsOf = (tree: ReturnType<typeof readTree>, dump: string) =>
  evaluateApplications({
    tree,
    names: resolvedNames(dump, dump),
    mpm: "event",
    wsgiVersion: "5.0.0",
    user: "www",
  });

/** Servers and sections point to each other: what counts is what comes of them. */
const plainOf = (applications: ReturnType<typeof applicationsOf>) => JSON.parse(JSON.stringify(applications));

const LIBRARIES = outputs("library", "dynamic", "clean", "login", "apache");

export const readers = [
  target<string>({
    name: "configuration files",
    share: 50,
    // Seven kilobytes that include a file 262 times have 150,000 pairs of an application and a section.
    within: 2000,
    inputs: mutatedText(FILES, WORDS, BRACKETS),
    run: (text) => {
      refusing(() => {
        const tree = readFiles(text, context);
        holdPlain(tree);
        holdPlain(plainOf(applicationsOf(tree, text)));
      }, ParseError);
    },
  }),
  target<string>({
    name: "configuration dump",
    share: 20,
    inputs: mutatedText(DUMPS, WORDS, BRACKETS),
    run: (text) => {
      refusing(() => {
        const tree = readTree(text);
        holdPlain(tree);
        holdPlain(plainOf(applicationsOf(tree, text)));
      }, ParseError);
    },
  }),
  target<CostlyHost>({
    name: "hosts that are costly to judge",
    share: 1,
    // Twice what the budget of a host is worth, on a machine that is four times slower.
    within: 8000,
    inputs: costlyHosts,
    run: (host) => {
      const { status, installations } = parseHost(costlyRecord(host));
      if (status !== "failed" && installations.length !== host.installations)
        throw new Error(`${installations.length} of ${host.installations} installations`);
    },
  }),
  target<string>({
    name: "readelf, otool, ldd",
    share: 40,
    inputs: mutatedText(LIBRARIES, wordsOf(LIBRARIES)),
    run: (text) => {
      holdPlain(readDynamic(text) ?? null);
      holdPlain(pythonIn(text) ?? null);
    },
  }),
];
