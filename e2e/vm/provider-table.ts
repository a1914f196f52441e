/**
 * docs/providers.md: what each provider did on each kernel, as the corpus found it.
 *
 * Needs: results of the scripts that say `// provider NAME`. Gives: a cell for each provider, the page's text.
 * Reports: throws for a script that failed, or did not run.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CorpusScript } from '../corpus/cases.ts';
import { checkout } from './cache.ts';
import type { TestResult } from './results.ts';

/** `passed`, or why it was skipped. */
export type Cell = string;
/** Kernel → its release, and provider → cell. */
export type ProviderResults = Readonly<
  Record<string, { readonly release: string; readonly cells: Readonly<Record<string, Cell>> }>
>;

export const resultsFile = path.join(checkout, 'e2e/vm/providers.json');
export const pageFile = path.join(checkout, 'docs/providers.md');

export function storedResults(): ProviderResults {
  return JSON.parse(readFileSync(resultsFile, 'utf8')) as ProviderResults;
}

/** The scripts that stand for providers, by provider, sorted. */
export function providerScripts(scripts: readonly CorpusScript[]): ReadonlyMap<string, readonly CorpusScript[]> {
  const shown = scripts.filter(({ provider }) => provider !== null);
  const groups = Map.groupBy(shown, ({ provider }) => provider ?? '');
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function cellsOf(
  scripts: readonly CorpusScript[],
  results: readonly TestResult[],
): Readonly<Record<string, Cell>> {
  const byName = new Map(results.map((result) => [result.name, result]));
  const cells = [...providerScripts(scripts)].map(([provider, members]) => {
    const outcomes = members.map(({ name }) => byName.get(name) ?? { name, outcome: 'failed', reason: 'did not run' });
    const failed = outcomes.find(({ outcome }) => outcome === 'failed');
    if (failed !== undefined) throw new Error(`${provider}: ${failed.name} failed ${failed.reason}`);
    const passed = outcomes.filter(({ outcome }) => outcome === 'passed');
    // A second script may need more than the provider itself.
    return [provider, passed.length > 0 ? 'passed' : (outcomes[0]?.reason ?? '')] as const;
  });
  return Object.fromEntries(cells);
}

export function page(results: ProviderResults): string {
  const kernels = Object.keys(results);
  const providers = [...new Set(kernels.flatMap((kernel) => Object.keys(results[kernel]?.cells ?? {})))].toSorted();
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [
    row(['provider', ...kernels]),
    row(['---', ...kernels.map(() => '---')]),
    ...providers.map((provider) =>
      row([`\`${provider}\``, ...kernels.map((kernel) => cellText(results, kernel, provider))]),
    ),
  ];
  const releases = kernels.map((kernel) => `- **${kernel}**: ${results[kernel]?.release ?? ''}`);
  return `${head}${table.join('\n')}\n\n${releases.join('\n')}\n${foot}`;
}

function cellText(results: ProviderResults, kernel: string, provider: string): string {
  const cell = results[kernel]?.cells[provider] ?? 'not run';
  return cell === 'passed' ? cell : cell.replace('this kernel has no ', 'no ');
}

const head = `# Providers and kernels

Made by \`npm run providers\` from what the corpus's scripts did in each kernel; a test compares this page with the results in
\`e2e/vm/providers.json\`. A script is skipped only for want of what the table names, and on a kernel that is known to have that a skip is
a failure.

`;

const foot = `
What is missing where:

- **kprobe**: the kernel was built without \`CONFIG_KPROBES\`. Tracepoints and raw tracepoints need none.
- **fentry**: the kernel refuses such programs (EPERM), mostly because of lockdown, which \`cat /sys/kernel/security/lockdown\` shows.
- **pmu**: virtual machines have no performance counters, unless their host passes them on; \`software\` events need none.
- Wildcards of \`kprobe\` and \`kretprobe\` are one link (kprobe_multi) where the kernel has fprobe: since 5.18 on x86-64, 6.14 on arm64; else
  one each, attached in parallel. A kprobe and a kretprobe of the same functions by wildcard are one program with one link
  (kprobe_session) since 6.10.
`;
