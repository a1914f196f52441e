/** Jobs that cannot be done: each ends with a reason, at once, and nothing is ever attached for it. */
import assert from 'node:assert/strict';
import { conditionOf, type JobStatus, type TraceJob } from '../jobs.ts';
import { fuzz } from './fuzz.ts';
import type { Fault } from './rows.ts';

interface Refusal {
  readonly id: string;
  readonly fault: string;
  readonly job: Partial<TraceJob>;
  /** Of conditions, by type. */
  readonly accepted: string;
  readonly succeeded: string;
  readonly says: RegExp;
}

const nobody = { app: 'nobody' } as const;

const refusals: readonly Refusal[] = [
  {
    id: 'syntax',
    fault: 'a script with a syntax error',
    job: { script: 'BEGIN { @ = ; }', labels: null },
    accepted: 'False CompileError',
    succeeded: 'False CompileError',
    says: /^script 1:13: /,
  },
  {
    id: 'syntax-nobody',
    fault: 'a syntax error, and a selector that matches nothing',
    job: { script: 'BEGIN { @ = ; }', labels: nobody },
    accepted: 'False CompileError',
    succeeded: 'False CompileError',
    says: /^script 1:13: /,
  },
  {
    id: 'types-nobody',
    fault: 'a type error, and a selector that matches nothing',
    job: { script: 'BEGIN { @ = count(); @ = "text"; }', labels: nobody },
    accepted: 'False CompileError',
    succeeded: 'False CompileError',
    says: /^script 1:\d+: /,
  },
  {
    id: 'class',
    fault: 'a TraceClass that does not exist',
    job: { labels: null, spec: { className: 'imagined' } },
    accepted: 'False ClassNotFound',
    succeeded: 'False ClassNotFound',
    says: /^there is no TraceClass imagined/,
  },
  {
    id: 'nobody',
    fault: 'a selector that matches nothing',
    job: { labels: nobody },
    accepted: 'Unknown NoTargets',
    succeeded: 'False NoTargets',
    says: /^no running container in \S+ matches/,
  },
  {
    id: 'nobody-fine',
    fault: 'the same, with noTargets: Succeed',
    job: { spec: { target: { noTargets: 'Succeed', pods: { selector: { matchLabels: nobody } } } } },
    accepted: 'Unknown NoTargets',
    succeeded: 'True NoTargets',
    says: /^no running container in \S+ matches/,
  },
  {
    id: 'limits',
    fault: 'limits above those of the class',
    job: { labels: null, spec: { limits: { maxMapKeys: 1_000_000 } } },
    accepted: 'False Forbidden',
    succeeded: 'False Forbidden',
    says: /^class baseline: spec\.limits\.maxMapKeys is above \d+/,
  },
  {
    id: 'probes',
    fault: 'a script with more probes than its limit',
    job: {
      labels: nobody,
      script: 'tracepoint:syscalls:sys_enter_* { @ = count() }',
      spec: { limits: { maxProbes: 5 } },
    },
    accepted: 'False CompileError',
    succeeded: 'False CompileError',
    says: /^script 1:1: .*\b5\b/,
  },
  {
    id: 'unsafe',
    fault: 'a script that acts on what it traces, of a class that lets it read only',
    job: { labels: nobody, script: 'tracepoint:syscalls:sys_enter_umask { system("reboot") }' },
    accepted: 'False CompileError',
    succeeded: 'False CompileError',
    says: /^script 1:\d+: .*unsafe/,
  },
];

const refused = ({ id, fault, job, accepted, succeeded, says }: Refusal): Fault => ({
  id,
  fault,
  must: `Accepted=${accepted.replace(' ', ', ')}, with the reason`,
  bring: async (bench) => {
    const status = await bench.refused(job);
    assert.equal(conditionOf(status, 'Accepted'), accepted, JSON.stringify(status));
    assert.equal(conditionOf(status, 'Succeeded'), succeeded);
    assert.match(messageOf(status), says);
    return quoted(messageOf(status).replaceAll(bench.namespace, 'NAMESPACE'));
  },
});

function messageOf({ conditions }: JobStatus): string {
  return conditions.find(({ type }) => type === 'Succeeded')?.message ?? '';
}

const quoted = (text: string): string => `“${text}”`;

/** A user with every right on jobs, and no class. */
const forbidden: Fault = {
  id: 'forbidden',
  fault: 'a user who may make jobs and not use their class',
  must: 'refused by the API server',
  bring: async ({ kubectl, namespace }) => {
    const user = `${namespace}-user`;
    await kubectl.run('-n', namespace, 'create', 'rolebinding', 'edit', '--clusterrole=edit', `--user=${user}`);
    const job = {
      apiVersion: 'bpfleet.dev/v1alpha1',
      kind: 'TraceJob',
      metadata: { name: 'job', namespace },
      spec: { source: { inline: 'BEGIN { exit() }' }, run: { duration: '1s' } },
    };
    const answer = await kubectl.tryWith(JSON.stringify(job), 'create', '--filename=-', `--as=${user}`);
    assert.notEqual(answer.code, 0);
    const said = /you may not use the TraceClass baseline: [^\n]*/.exec(answer.stderr)?.[0] ?? '';
    assert.notEqual(said, '', answer.stderr);
    return quoted(said);
  },
};

export const badInput: readonly Fault[] = [...refusals.map(refused), forbidden, fuzz];
