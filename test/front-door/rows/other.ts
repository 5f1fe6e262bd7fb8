import { counts, type Look, PAGE, type Row, without } from "../row.js";

/** A script is whole: it opens a brace, and the brace is closed by its last line. */
const script = (...more: Look[]): Look[] => [/\n\}\n$/, /^collect_library\(\) /m, ...more];
const DEMO = [/^15 hosts answered in full: 2 errors and 3 warnings on 5 hosts$/m, counts(15)];
const REPORTS = { "wsgi-audit-report/audit.html": PAGE, "wsgi-audit-report/audit.csv": [/^web07,/m] };

/** What needs no hosts, and what needs more than a home directory. */
export const OTHER: readonly Row[] = [
  {
    line: /^npm start$/,
    code: 0,
    shows: DEMO,
    says: [/^Reports and evidence: wsgi-audit-report\//m],
    files: REPORTS,
  },
  {
    line: / demo --no-fold -o shown$/,
    code: 0,
    shows: [...DEMO, /^ {2}web06 /m],
    says: [/^Reports and evidence: shown\//m],
    files: { "shown/audit.md": [/^# /m] },
  },
  {
    line: /^wsgi-audit script( -i inventory\.yaml)?$/,
    code: 0,
    shows: script(without(/^collect_probe\(\)/m)),
  },
  { line: /^wsgi-audit script --become$/, code: 0, shows: script(/^become\(\) \{$/m) },
  { line: /^wsgi-audit script --probe$/, code: 0, shows: script(/^collect_probe\(\)/m) },
  {
    line: / script --seconds 7 --observe$/,
    code: 0,
    shows: script(/^NONCE=[0-9a-f]{32} LIMIT=7$/m, /^collect_observe\(\)/m),
  },
  {
    line: / script --containers 'shop\*,!shop-test'$/,
    code: 0,
    shows: script(/^CONTAINERS='shop\* !shop-test'$/m, /^inside_text\(\) \{/m),
  },
  {
    line: / script --install >collect$/,
    code: 0,
    files: { collect: [/^#!\/bin\/sh\n/, /^collect_library\(\) /m] },
  },
  { line: / script --standalone >audit\.sh$/, code: 0, files: { "audit.sh": script() } },
  { line: /^sh audit\.sh >web01\.out$/, code: 0, files: { "web01.out": [/host\b/] } },
  {
    line: / observe-script >wsgi-audit\.wsgi$/,
    code: 0,
    files: { "wsgi-audit.wsgi": [/^def application\(environ, start_response\):$/m] },
  },
  {
    line: / explain$/,
    code: 0,
    shows: [/^Checks:$/m, /^Facts:$/m, /^Rules:$/m, /^ {2}python\/library-not-found +error: /m],
  },
  {
    line: / explain python\/library-not-found$/,
    code: 0,
    shows: [/^python\/library-not-found \(error\)$/m, /^ {2}Why: /m, /^ {2}Remedy: /m],
  },
  {
    line: / explain app\.process_group$/,
    code: 0,
    shows: [/^app\.process_group \(Process group\)$/m, /one per application/],
  },
  { line: /^(printf .* >names|rm met)$/, code: 0 },
  { line: /^npm test$/, suite: true },
  {
    line: /^npm (pack|install -g --ignore-scripts \.\/wsgi-audit-\*\.tgz)$/,
    test: "test/project/pack.test.ts",
    names: "npm",
  },
  { line: /^npm run bench( -- --quick)?$/, test: "test/bench/bench.test.ts", names: "bench" },
  { line: /^npx vitest run --project (unit|fleet) test\/\S+\.test\.ts$/, suite: true },
  {
    line: /^containers\/auditor\/build$/,
    test: "test/fleet/auditor-image.test.ts",
    names: "containers/auditor/build",
  },
  { line: /^docker run --rm --read-only /, test: "test/fleet/auditor-image.test.ts", names: "--read-only" },
  { line: /^install -D -o root -m 755 collect /, test: "test/fleet/become.test.ts", names: "script" },
  {
    line: /^install -d -o audit -m 700 \/var\/lib\/wsgi-audit /,
    test: "test/fleet/cron.test.ts",
    names: "install -d -o audit -m 700",
  },
  { line: /^30 2 \* \* \* audit wsgi-audit run /, test: "test/fleet/cron.test.ts", names: "cron/wsgi-audit" },
  {
    line: /^\/usr\/local\/bin\/wsgi-audit run -i \/etc\//,
    test: "test/fleet/systemd.test.ts",
    names: "wsgi-audit.service",
  },
  {
    line: /^wsgi-audit collect --shard "\$SHARD" /,
    test: "test/manifests/github.test.ts",
    names: "github-workflow.yml",
  },
  {
    line: /^wsgi-audit report shard-\*\.jsonl -f text,html -o report$/,
    test: "test/manifests/github.test.ts",
    names: "github-workflow.yml",
  },
  {
    line: /^wsgi-audit collect --shard auto --set "identity_file=/,
    test: "test/manifests/gitlab.test.ts",
    names: "gitlab-ci.yml",
  },
  {
    line: /^wsgi-audit report shard-\*\.jsonl -f text,html,junit -o report$/,
    test: "test/manifests/gitlab.test.ts",
    names: "gitlab-ci.yml",
  },
  {
    line: /^wsgi-audit (collect --shard auto "\$@"|report shard-\*\.jsonl -f html -o audit\.html .*) \|\| \[/,
    test: "test/manifests/kubernetes.test.ts",
    names: "kubernetes.yaml",
  },
  {
    line: /^wsgi-audit report shard-\*\.jsonl$/,
    test: "test/manifests/kubernetes.test.ts",
    names: "kubernetes-report.yaml",
  },
];
