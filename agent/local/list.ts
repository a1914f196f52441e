/** `-l`: the probes of this kernel that match a pattern, or those of a script; `-lv` with their arguments, or C types. */
import { existsSync } from 'node:fs';
import { listProbes, listScript, listTypes, renderText, type ListedProbe, type Target } from '@bpfleet/compiler';
import { message } from './messages.ts';
import { policyOf } from './policy.ts';
import type { ListRequest } from './requests.ts';
import { readScript } from './script.ts';

/** The exit status: 1 for a script with errors. A pattern that matches nothing lists nothing, as in bpftrace. */
export function list({ what, verbose }: ListRequest, target: Target): number {
  if (what.kind === 'pattern') return listPattern(what.pattern, target, verbose);
  if (what.script.kind === 'file' && what.script.path !== '-' && !existsSync(what.script.path)) {
    const { path } = what.script;
    message(`WARNING: there is no file '${path}': it is taken as a pattern\n`);
    return listPattern(path, target, verbose);
  }
  const source = readScript(what.script);
  const listed = listScript(source, target, policyOf(what, null));
  const isEmpty = listed.diagnostics.some(({ code }) => code === 'no-probes');
  const { probes, diagnostics } = isEmpty ? { probes: [], diagnostics: [] } : listed;
  for (const diagnostic of diagnostics) message(`${renderText(source, diagnostic)}\n`);
  if (probes !== null) print(probeLines(probes, verbose));
  return probes === null ? 1 : 0;
}

function listPattern(pattern: string | null, target: Target, verbose: boolean): number {
  const types = pattern === null ? null : listTypes(target, pattern, verbose);
  print(types ?? probeLines(listProbes(target, pattern), verbose));
  return 0;
}

function probeLines(probes: readonly ListedProbe[], verbose: boolean): readonly string[] {
  return probes.flatMap(({ name, parameters }) => [name, ...(verbose ? parameters().map((one) => `    ${one}`) : [])]);
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}
