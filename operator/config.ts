/**
 * The operator's settings, from flags and the environment (a flag wins).
 *
 * Needs: arguments and environment. Gives: checked settings, or what is wrong and where it was said.
 */
import { hostname } from 'node:os';
import { Command, CommanderError } from 'commander';
import * as z from 'zod';
import { addressProblem, loopbackProblem } from '@bpfleet/proto/link-address';
import type { AgentAccount } from './agents/identity.ts';
import type { TlsFiles } from './agents/link.ts';
import packageJson from './package.json' with { type: 'json' };
import { durationMs } from './jobs/units.ts';

export interface Config {
  /** Address and port that agents dial; of loopback only without TLS. */
  readonly listen: string;
  readonly tls: TlsFiles | null;
  /** Jobs are objects of the API server that KUBECONFIG or the pod's ServiceAccount leads to. */
  readonly kubernetes: boolean;
  /** Folder of TraceJob files, where they are none. */
  readonly jobs: string;
  /** Folder of the database and the Targets. */
  readonly state: string;
  readonly logLevel: LogLevel;
  readonly heartbeatMs: number;
  /** After a deadline, how long final results are waited for. */
  readonly graceMs: number;
  /** The state folder is gone with the pod: status says so. */
  readonly ephemeralState: boolean;
  /** Between two writes of one job's status that change no condition. */
  readonly statusIntervalMs: number;
  /** Address and port of /healthz, /readyz and /metrics; null: none. */
  readonly metrics: string | null;
  /** Address and port of the result API that kube-apiserver fronts; null: none. */
  readonly api: string | null;
  /** Not to run: to end all jobs, before an uninstallation. */
  readonly endJobs: boolean;
  /** Of the Lease that one of several operators holds. */
  readonly namespace: string;
  /** Who holds it: the pod's name. */
  readonly identity: string;
  /** Whose tokens agents show; null: they need not, on loopback. */
  readonly agentAccount: AgentAccount | null;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Configured =
  | { readonly kind: 'config'; readonly config: Config }
  /** `text` goes to stderr, or to stdout when help was asked for. */
  | { readonly kind: 'stop'; readonly exitCode: 0 | 2; readonly text: string };

const duration = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^(\d+(\.\d+)?(ms|s|m|h))+$/, 'must be a duration such as 500ms or 30s')
    .transform(durationMs)
    .refine((ms) => ms >= least && ms <= most, `must be from ${least} ms to ${most} ms`);

const fields = z.object({
  listen: z.string(),
  tlsCert: z.string().min(1).nullable(),
  tlsKey: z.string().min(1).nullable(),
  jobs: z.string().min(1),
  state: z.string().min(1),
  logLevel: z.enum(logLevels),
  // The shortest lease is 5 s: it must outlive one renewal that gets lost.
  heartbeat: duration(100, 2000),
  grace: duration(0, 3_600_000),
  kubernetes: z.boolean(),
  ephemeralState: z.boolean(),
  metrics: z
    .string()
    .regex(/^[^\s]*:\d{1,5}$/, 'must be address:port, such as 0.0.0.0:9090')
    .nullable(),
  api: z
    .string()
    .regex(/^[^\s]*:\d{1,5}$/, 'must be address:port, such as 0.0.0.0:8443')
    .nullable(),
  endJobs: z.boolean(),
  namespace: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be the name of a namespace'),
  identity: z.string().min(1).max(253),
  agentAccount: z
    .string()
    .regex(/^[a-z0-9][-a-z0-9]*\/[a-z0-9][-a-z0-9.]*$/, 'must be namespace/name of a ServiceAccount')
    .nullable(),
  agentAudience: z.string().min(1).max(253),
});

const settings = fields.superRefine(({ listen, tlsCert, tlsKey, agentAccount, kubernetes, api, endJobs }, context) => {
  const issue = (name: string, message: string): void => context.addIssue({ code: 'custom', path: [name], message });
  const isSecured = tlsCert !== null && agentAccount !== null;
  const problem = isSecured ? addressProblem(listen, 0) : loopbackProblem(listen, 0);
  if (problem !== null) issue('listen', `${JSON.stringify(listen)} ${problem}`);
  if (agentAccount !== null && !kubernetes)
    issue('agentAccount', 'needs --kubernetes: an API server checks the tokens');
  if (endJobs && !kubernetes) issue('endJobs', 'needs --kubernetes: files have no finalizers');
  if (api !== null && (tlsCert === null || !kubernetes))
    issue('api', 'needs --kubernetes, --tls-cert and --tls-key: it is kube-apiserver that asks, over TLS');
  if (tlsCert !== null && tlsKey === null) issue('tlsKey', 'is missing: --tls-cert needs its key');
  if (tlsCert === null && tlsKey !== null) issue('tlsCert', 'is missing: --tls-key needs its certificate');
});

const variables: Readonly<Record<keyof z.input<typeof settings>, string>> = {
  listen: 'BPFLEET_LISTEN',
  tlsCert: 'BPFLEET_TLS_CERT',
  tlsKey: 'BPFLEET_TLS_KEY',
  jobs: 'BPFLEET_JOBS',
  state: 'BPFLEET_STATE',
  logLevel: 'BPFLEET_LOG_LEVEL',
  heartbeat: 'BPFLEET_HEARTBEAT',
  grace: 'BPFLEET_GRACE',
  kubernetes: 'BPFLEET_KUBERNETES',
  ephemeralState: 'BPFLEET_EPHEMERAL_STATE',
  metrics: 'BPFLEET_METRICS',
  api: 'BPFLEET_API',
  endJobs: 'BPFLEET_END_JOBS',
  namespace: 'BPFLEET_NAMESPACE',
  identity: 'BPFLEET_IDENTITY',
  agentAccount: 'BPFLEET_AGENT_ACCOUNT',
  agentAudience: 'BPFLEET_AGENT_AUDIENCE',
};

/** The file is written at once; an API server is spared. */
const statusIntervalMs = { folder: 1000, kubernetes: 5000 } as const;

export function configure(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Configured {
  let text = '';
  const command = operatorCommand(env).exitOverride();
  command.configureOutput({ writeOut: (out) => (text += out), writeErr: (out) => (text += out) });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'stop', exitCode: 0, text };
    return { kind: 'stop', exitCode: 2, text: problemText(text.replace(/^error: /, '')) };
  }
  const absent = {
    metrics: null,
    api: null,
    agentAccount: null,
    tlsCert: null,
    tlsKey: null,
    kubernetes: false,
    ephemeralState: false,
    endJobs: false,
  };
  const parsed = settings.safeParse({ ...absent, ...command.opts() });
  if (parsed.success) {
    const { heartbeat, grace, tlsCert, tlsKey, agentAccount: account, agentAudience: audience, ...rest } = parsed.data;
    const [namespace = '', serviceAccount = ''] = account?.split('/') ?? [];
    const agentAccount = account === null ? null : { namespace, serviceAccount, audience };
    const tls = tlsCert === null || tlsKey === null ? null : { certificate: tlsCert, key: tlsKey };
    const intervalMs = rest.kubernetes ? statusIntervalMs.kubernetes : statusIntervalMs.folder;
    const config = { ...rest, agentAccount, tls, heartbeatMs: heartbeat, graceMs: grace, statusIntervalMs: intervalMs };
    return { kind: 'config', config };
  }
  const lines = parsed.error.issues.map(({ path, message }) => `${flagOf(String(path[0]))}: ${message}\n`);
  return { kind: 'stop', exitCode: 2, text: problemText(...lines) };
}

function problemText(...lines: readonly string[]): string {
  return lines.map((line) => `bpfleet-operator: ${line}`).join('');
}

function flagOf(name: string): string {
  const variable = Object.entries(variables).find(([key]) => key === name)?.[1] ?? '';
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} (${variable})`;
}

function operatorCommand(env: Readonly<Record<string, string | undefined>>): Command {
  const value = (name: keyof typeof variables, otherwise: string): string => env[variables[name]] ?? otherwise;
  const isSet = (name: keyof typeof variables): boolean => env[variables[name]] === 'true';
  return new Command('bpfleet-operator')
    .description('Runs TraceJobs of a folder or of Kubernetes on the agents that dial in, and merges what they find.')
    .option(
      '--listen <address:port>',
      'where agents dial in; of loopback only without TLS and --agent-account',
      value('listen', '127.0.0.1:7460'),
    )
    .option(
      '--tls-cert <file>',
      'PEM: the certificate that agents see, with what leads to its CA',
      env[variables.tlsCert],
    )
    .option('--tls-key <file>', 'PEM: its key', env[variables.tlsKey])
    .option(
      '--jobs <folder>',
      'TraceJobs as NAME.yaml; status and results are written beside them',
      value('jobs', 'jobs'),
    )
    .option('--state <folder>', 'database and Targets; of this operator alone', value('state', 'operator-state'))
    .option('--log-level <level>', logLevels.join(', '), value('logLevel', 'info'))
    .option(
      '--heartbeat <duration>',
      'how often leases are renewed; an agent that is silent for three is gone',
      value('heartbeat', '2s'),
    )
    .option('--grace <duration>', 'how long after the deadline final results are waited for', value('grace', '30s'))
    .option('--kubernetes', 'jobs are objects of the API server of KUBECONFIG or of the pod', isSet('kubernetes'))
    .option(
      '--ephemeral-state',
      'the state folder is gone with the pod: status says that results are',
      isSet('ephemeralState'),
    )
    .option('--metrics <address:port>', 'serve /healthz, /readyz and /metrics there', env[variables.metrics])
    .option('--api <address:port>', 'serve results there, to kube-apiserver', env[variables.api])
    .option('--end-jobs', 'end all jobs, and then itself: before an uninstallation', isSet('endJobs'))
    .option('--namespace <name>', 'of the Lease of the operator', value('namespace', 'bpfleet'))
    .option(
      '--agent-account <namespace/name>',
      'ServiceAccount whose tokens agents show; without it agents need none, and listen is of loopback only',
      env[variables.agentAccount],
    )
    .option('--agent-audience <name>', 'whom these tokens are for', value('agentAudience', 'bpfleet-operator'))
    .option('--identity <name>', 'who holds the Lease: the name of the pod', value('identity', hostname()))
    .version(packageJson.version)
    .allowExcessArguments(false);
}
