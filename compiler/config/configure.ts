/**
 * What a script's `config` and the environment choose.
 *
 * Needs: the syntax tree, and the policy that the script is given. Gives: the policy that holds for it.
 * Reports: unknown keys, values that a key does not take, limits above those of the policy.
 */
import type { ConfigValue, Program } from '../1-parse/ast.ts';
import type { PhaseResult } from '../diagnostics/diagnostic.ts';
import { reporter, type Reporter } from '../diagnostics/report.ts';
import { closest, didYouMean } from '../diagnostics/suggest.ts';
import type { Limits, Policy } from '../policy.ts';
import { nowhere, type Span } from '../source/source.ts';
import { type ConfigKey, configKeys, deadKeys, environmentKeys, renamedKeys, stages, unheard } from './keys.ts';

export function configure(program: Program, given: Policy): PhaseResult<Policy> {
  const report = reporter();
  const { environment } = given.inputs;
  let policy = given;
  for (const { key, value, span } of program.config) {
    const found = keyNamed(key.text, span, report);
    if (found === null) continue;
    const next = withSetting(policy, key.text, found.key, value, span, report);
    const lost = boolOf(value) === true ? unheard.get(found.name) : undefined;
    if (lost !== undefined) report.warning('no-effect', span, `${key.text} has no effect in bpfleet: ${lost}`);
    if (!environment.has(variableOf(found.name))) policy = next;
    if (!given.mayRaiseLimits) reportRaised(key.text, next.limits, given.limits, span, report);
  }
  for (const [name, key] of configKeys) {
    const text = environment.get(variableOf(name));
    if (text === undefined) continue;
    policy = withSetting(policy, variableOf(name), key, fromEnvironment(key, text), nowhere, report);
  }
  return { output: policy, diagnostics: report.diagnostics };
}

/** Numbers may be hexadecimal there, and words of yes and no in any case. */
function fromEnvironment({ takes }: ConfigKey, text: string): ConfigValue {
  if (/^(?:[0-9]{1,19}|0x[0-9a-f]{1,16})$/i.test(text)) return { kind: 'integer', value: BigInt(text) };
  return { kind: 'text', value: takes === 'bool' ? text.toLowerCase() : text };
}

const variableOf = (name: string): string => `BPFTRACE_${name.toUpperCase()}`;

interface Found {
  readonly name: string;
  readonly key: ConfigKey;
}

/** `stack_mode`, `STACK_MODE` and `BPFTRACE_STACK_MODE` are one key. */
function keyNamed(written: string, span: Span, report: Reporter): Found | null {
  const name = written.toLowerCase().replace(/^bpftrace_/, '');
  const renamed = renamedKeys.get(name);
  const key = configKeys.get(renamed ?? name);
  if (renamed !== undefined) report.warning('deprecated', span, `${written} has been renamed, please use ${renamed}`);
  if (key !== undefined) return { name: renamed ?? name, key };
  if (deadKeys.has(name)) report.warning('deprecated', span, `${written} is deprecated and has no effect`);
  else if (environmentKeys.has(name))
    report.error('bad-config', span, `${written}: can only be set as an environment variable`);
  else {
    const hint = didYouMean(closest(name, configKeys.keys()));
    report.error('bad-config', span, `${written}: not a known configuration option`, { hint });
  }
  return null;
}

/** The policy as it was where the value is wrong. */
function withSetting(
  policy: Policy,
  name: string,
  key: ConfigKey,
  value: ConfigValue,
  span: Span,
  report: Reporter,
): Policy {
  switch (key.takes) {
    case 'number': {
      const number = numberOf(value);
      if (number !== null && number >= key.least && number <= key.most) return key.set(policy, number);
      const expectation = `expecting a number from ${key.least} to ${key.most}`;
      report.error('bad-config', span, `${name}: ${expectation}, got ${value.value}`);
      return policy;
    }
    case 'bool': {
      const bool = boolOf(value);
      if (bool !== null) return key.set(policy, bool);
      report.error('bad-config', span, `${name}: expecting true or false, got ${value.value}`);
      return policy;
    }
    case 'text':
      return key.set(policy, String(value.value));
    case 'stage': {
      const bool = boolOf(value);
      const word = bool === null ? String(value.value).toLowerCase() : bool ? 'enable' : 'error';
      const stage = stages.find((one) => one === word);
      if (stage !== undefined) return key.set(policy, stage);
      const hint = `it takes ${stages.join(', ')}`;
      report.error('bad-config', span, `${name}: there is no value ${value.value}`, { hint });
      return policy;
    }
    case 'word':
    case 'word in any case': {
      const written = String(value.value);
      const word = key.takes === 'word' ? written : written.toLowerCase();
      if (key.words.includes(word)) return key.set(policy, word);
      const hint = didYouMean(closest(word, key.words)) ?? `it takes ${key.words.join(', ')}`;
      report.error('bad-config', span, `${name}: there is no value ${written}`, { hint });
      return policy;
    }
  }
}

/** As in bpftrace, digits in quotes are a number, and so are true and false. */
function numberOf(value: ConfigValue): bigint | null {
  if (value.kind === 'integer') return value.value;
  if (/^[0-9]{1,20}$/.test(value.value)) return BigInt(value.value);
  return value.value === 'true' ? 1n : value.value === 'false' ? 0n : null;
}

/** As in bpftrace, a number is true unless it is 0. */
function boolOf(value: ConfigValue): boolean | null {
  if (value.kind === 'integer') return value.value !== 0n;
  if (value.value === 'true') return true;
  return value.value === 'false' ? false : null;
}

/** Where somebody else set the limits, a script may only lower them. */
function reportRaised(name: string, wanted: Limits, allowed: Limits, span: Span, report: Reporter): void {
  for (const limit of ['maxMapKeys', 'maxProbes', 'maxStringLength', 'dataRingBytes'] as const) {
    if (wanted[limit] <= allowed[limit]) continue;
    const message = `${name}: at most ${allowed[limit]} is allowed here, and this asks for ${wanted[limit]}`;
    report.error('bad-config', span, message, { hint: 'raise it in the limits of the job' });
  }
}
