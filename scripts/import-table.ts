/**
 * Who may import whom, and why. Anything not listed is forbidden; scripts/check-imports.ts enforces it.
 *
 * A file belongs to the rule with the longest matching `from`. It may import its own folder and what `to` lists:
 * a folder or file of this repository, `node:` for Node's modules, `npm:NAME` for one package, `npm:` for any.
 * `type ` in front allows `import type` only: nothing of it exists at run time. Tests (*.test.ts), `testing/` and `bench/` may also
 * import the rest of their own package, Node's modules and npm packages.
 */
export interface ImportRule {
  readonly from: string;
  readonly to: readonly string[];
  readonly why: string;
}

const pure =
  'the compiler is a pure function of (source, target, policy): no files, no clock, no environment, no native code';
const phase =
  'a phase sees only what the phase before it gives, and the leaves: so each can be read, tested and replaced alone';
const leaf = 'a leaf encodes or describes one format and knows nothing of bpftrace or of the other leaves';
const text = ['compiler/source', 'compiler/diagnostics'];
const facts = [...text, 'compiler/ctypes', 'compiler/target', 'compiler/policy.ts', 'compiler/builtins'];

export const importTable: readonly ImportRule[] = [
  // Packages.
  { from: 'results', to: ['node:'], why: 'results is the algebra that all others share: it knows none of them' },
  { from: 'proto', to: ['node:', 'npm:'], why: 'proto is the contract between processes: it knows neither side' },
  { from: 'native', to: ['node:', 'npm:'], why: 'native is a thin layer over libbpf: no logic of ours' },
  { from: 'compiler', to: ['type results'], why: pure },
  {
    from: 'agent',
    to: ['compiler', 'results', 'proto', 'node:', 'npm:'],
    why: 'only agent/kernel touches the kernel: all else runs and is tested without one',
  },
  {
    from: 'agent/kernel',
    to: ['compiler', 'results', 'native', 'proto/error-message', 'node:', 'npm:'],
    why: 'agent/kernel is what agent/ stands on: it gets what it needs as arguments',
  },
  {
    from: 'agent/symbols',
    to: ['compiler', 'native', 'agent/kernel', 'node:', 'npm:'],
    why: 'what is read from files of others becomes plain data here; its own process needs the sandbox of native',
  },
  {
    from: 'agent/symbols/parse',
    to: ['node:'],
    why: 'parsers see bytes and give data: so they can be fuzzed, and run without any right',
  },
  {
    from: 'operator',
    to: [
      'compiler',
      'results',
      'proto',
      'node:',
      'npm:@grpc/grpc-js',
      'npm:@marcbachmann/cel-js',
      'npm:commander',
      'npm:pino',
      'npm:prom-client',
      'npm:yaml',
      'npm:zod',
    ],
    why: 'the operator runs on a machine without the traced kernels: it reaches agents over the protocol only',
  },
  {
    from: 'operator/kube',
    to: ['operator', 'proto', 'node:', 'npm:@kubernetes/client-node', 'npm:zod'],
    why: 'only here is an API server spoken to: all else of the operator runs on a folder of files too',
  },
  {
    from: 'cli',
    to: ['operator', 'proto', 'results', 'node:', 'npm:'],
    why: 'the plugin is a user of the cluster: what it knows of jobs comes from the API server',
  },
  {
    from: 'e2e',
    to: ['agent', 'operator', 'compiler', 'results', 'proto', 'node:', 'npm:'],
    why: 'e2e stands outside: public entries only',
  },
  {
    from: 'e2e/corpus',
    to: ['compiler', 'native', 'results', 'e2e/harness/feature.ts', 'node:', 'npm:'],
    why: 'the corpus runs what the compiler emits in the kernel, with nothing of the agent between',
  },
  {
    from: 'e2e/cluster',
    to: ['e2e/harness', 'proto', 'node:', 'npm:'],
    why: "the cluster is anyone's: what runs on it is known by its image, its chart and its API alone",
  },
  {
    from: 'e2e/cluster/tests',
    to: ['e2e/cluster', 'e2e/harness', 'agent', 'operator', 'proto', 'node:', 'npm:'],
    why: 'faults come from outside, too: strangers that speak the protocol, and objects that a fuzzer made',
  },
  { from: 'scripts', to: ['node:', 'npm:'], why: 'the tooling does not depend on what it builds' },

  // Inside the compiler: source ← diagnostics ← 1 ← 2 ← 3 ← 4 ← 5 ← 6 ← 7; only the files beside compile.ts know all of them.
  { from: 'compiler/policy.ts', to: [], why: 'plain data' },
  {
    from: 'compiler/manifest.ts',
    to: [
      'type results',
      'type compiler/source',
      'type compiler/policy.ts',
      'type compiler/builtins',
      'type compiler/3-check/typed.ts',
      'type compiler/ir/ir.ts',
    ],
    why: 'plain data: types only',
  },
  { from: 'compiler/source', to: [], why: 'everything stands on it' },
  { from: 'compiler/diagnostics', to: ['compiler/source'], why: 'a message needs a place, nothing else' },
  { from: 'compiler/ctypes', to: [], why: leaf },
  {
    from: 'compiler/target',
    to: [...text, 'compiler/btf', 'compiler/ctypes'],
    why: 'facts about a kernel, whatever the script',
  },
  { from: 'compiler/builtins', to: [...text, 'compiler/target', 'type compiler/3-check/typed.ts'], why: leaf },
  { from: 'compiler/ir', to: [...text, 'compiler/asm/helpers.ts'], why: leaf },
  {
    from: 'compiler/asm',
    to: [...text, 'type compiler/ir/ir.ts'],
    why: `${leaf}; of the IR it passes map definitions on`,
  },
  {
    from: 'compiler/btf',
    to: [...text, 'compiler/ctypes', 'compiler/target/target-error.ts', 'compiler/elf/strings.ts'],
    why: `${leaf}; what it reads are C types, what it writes uses ELF's form of string table`,
  },
  { from: 'compiler/elf', to: text, why: leaf },
  {
    from: 'compiler/preamble',
    to: [...text, 'compiler/ctypes', 'type compiler/btf', 'compiler/target'],
    why: 'C is read before the script: it decides what names mean there, and knows nothing of probes',
  },
  { from: 'compiler/1-parse', to: [...text, 'compiler/preamble/extent.ts', 'type compiler/preamble'], why: phase },
  {
    from: 'compiler/macros',
    to: [...text, 'compiler/builtins', 'compiler/1-parse/ast.ts'],
    why: 'from tree to tree, before any name but those of macros means something',
  },
  { from: 'compiler/config', to: [...text, 'compiler/policy.ts', 'compiler/1-parse/ast.ts'], why: phase },
  { from: 'compiler/2-bind', to: [...facts, 'type compiler/btf', 'compiler/1-parse/ast.ts'], why: phase },
  {
    from: 'compiler/3-check',
    to: [
      ...facts,
      'compiler/btf',
      'compiler/1-parse/ast.ts',
      'compiler/2-bind/bound.ts',
      'results/printf-format',
      'results/buckets',
    ],
    why: `${phase}; a format is parsed once, by who prints it, and buckets are what results says they are`,
  },
  {
    from: 'compiler/4-plan-maps',
    to: [
      ...facts,
      'type results',
      'results/buckets',
      'compiler/manifest.ts',
      'compiler/3-check/typed.ts',
      'compiler/3-check/types.ts',
      'compiler/3-check/c-types.ts',
      'compiler/3-check/walk.ts',
    ],
    why: phase,
  },
  {
    from: 'compiler/5-lower',
    to: [
      ...facts,
      'type results',
      'results/buckets',
      'compiler/manifest.ts',
      'compiler/ir',
      'compiler/3-check/typed.ts',
      'compiler/3-check/types.ts',
      'compiler/3-check/walk.ts',
      'compiler/4-plan-maps/planned.ts',
      'compiler/4-plan-maps/layout.ts',
      'compiler/4-plan-maps/stored.ts',
      'compiler/4-plan-maps/short.ts',
    ],
    why: phase,
  },
  { from: 'compiler/6-select', to: [...text, 'compiler/target', 'compiler/ir', 'compiler/asm'], why: phase },
  {
    from: 'compiler/7-emit',
    to: [...text, 'compiler/asm', 'compiler/btf', 'compiler/elf', 'type compiler/ir/ir.ts'],
    why: phase,
  },
];
