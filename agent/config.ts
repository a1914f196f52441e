/**
 * The agent's configuration: flags, with BPFLEET_* environment variables as their defaults. Nothing else in
 * the agent reads the environment.
 *
 * Needs: argv and env. Gives: a validated AgentConfig. Reports: ConfigError with what, where and what next.
 */
import { isIPv4 } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import * as z from 'zod';
import { addressProblem, loopbackProblem } from '@bpfleet/proto/link-address';
import type { Link } from './hub/link.ts';
import packageJson from './package.json' with { type: 'json' };

export interface AgentConfig {
  /** Where the operator is, and how both prove who they are. */
  readonly link: Link;
  readonly node: string;
  /** Cgroup v2 folder that this agent's node consists of, or null for the whole machine. */
  readonly nodeCgroup: string | null;
  /** Folder of this agent alone: lock, facts about pinned incarnations, its bpffs mount. */
  readonly state: string;
  /** An existing folder on a bpffs, or null: the agent mounts one at `state`/bpffs. */
  readonly bpffs: string | null;
  /** Jobs whose class lets them may use unsafe functions; without it no operator can make this agent run one. */
  readonly allowUnsafe: boolean;
  /** Address and port of /healthz, /readyz and /metrics; null: none. */
  readonly metrics: string | null;
  readonly logLevel: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const fields = z.object({
  operator: z.string(),
  operatorCa: z.string().min(1).nullable(),
  operatorName: z.string().min(1).nullable(),
  token: z.string().min(1).nullable(),
  node: z
    .string()
    .max(253)
    .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'is not a node name: lower case letters, digits, - and . only'),
  nodeCgroup: z.string().min(1).nullable(),
  state: z.string().min(1),
  bpffs: z.string().min(1).nullable(),
  allowUnsafe: z.boolean(),
  metrics: z
    .string()
    .regex(/^[^\s]*:\d{1,5}$/, 'must be address:port, such as 0.0.0.0:9091')
    .nullable(),
  logLevel: z.enum(logLevels),
});

const schema = fields.superRefine(({ operator, operatorCa, operatorName, token }, context) => {
  const issue = (name: string, message: string): void => context.addIssue({ code: 'custom', path: [name], message });
  const problem = operatorCa === null ? loopbackProblem(operator, 1) : addressProblem(operator, 1);
  if (problem !== null) issue('operator', problem);
  if (operatorCa !== null && operatorName === null && isAddress(operator))
    issue('operatorName', 'is missing: a certificate is checked for a name, and --operator is an address');
  if (operatorCa !== null && token === null)
    issue('token', 'is missing: with --operator-ca the agent proves who it is, too');
  if (operatorCa === null && token !== null)
    issue('operatorCa', 'is missing: a token is sent to an operator that has proven who it is');
  if (operatorCa === null && operatorName !== null)
    issue('operatorCa', 'is missing: --operator-name is looked for in a certificate');
});

/** Whether it is an IP address and port, not a name and port. */
function isAddress(text: string): boolean {
  return text.startsWith('[') || isIPv4(text.replace(/:\d+$/, ''));
}

const flagOf: Record<string, string> = {
  operator: '--operator',
  operatorCa: '--operator-ca',
  operatorName: '--operator-name',
  token: '--token',
  node: '--node',
  nodeCgroup: '--node-cgroup',
  state: '--state',
  bpffs: '--bpffs',
  allowUnsafe: '--allow-unsafe',
  metrics: '--metrics',
  logLevel: '--log-level',
};

/** Throws ConfigError; `--help` and `--version` print and throw CommanderError with exit code 0. */
export function parseAgentConfig(argv: readonly string[], env: NodeJS.ProcessEnv): AgentConfig {
  const command = new Command('bpfleet-agent')
    .description('Runs trace jobs of a bpfleet operator on this node.')
    .option(
      '--operator <address:port>',
      'address of the operator; of loopback only without --operator-ca',
      env['BPFLEET_OPERATOR'] ?? '127.0.0.1:7460',
    )
    .option('--operator-ca <file>', "PEM: the CA of the operator's certificate", env['BPFLEET_OPERATOR_CA'])
    .option('--operator-name <name>', 'name in that certificate, where it is another', env['BPFLEET_OPERATOR_NAME'])
    .option('--token <file>', 'ServiceAccount token that the agent shows the operator', env['BPFLEET_TOKEN'])
    .option('--node <name>', 'name of this node', env['BPFLEET_NODE'] ?? hostname().toLowerCase())
    .option('--node-cgroup <path>', 'limit this agent to one cgroup v2 subtree', env['BPFLEET_NODE_CGROUP'])
    .option('--state <dir>', 'folder of this agent alone', env['BPFLEET_STATE'] ?? '/var/lib/bpfleet/agent')
    .option(
      '--bpffs <dir>',
      'existing folder on a bpffs (default: mount one in the state folder)',
      env['BPFLEET_BPFFS'],
    )
    .option(
      '--allow-unsafe',
      'let jobs use unsafe functions where their class does',
      env['BPFLEET_ALLOW_UNSAFE'] === 'true',
    )
    .option('--metrics <address:port>', 'serve /healthz, /readyz and /metrics there', env['BPFLEET_METRICS'])
    .option('--log-level <level>', logLevels.join(', '), env['BPFLEET_LOG_LEVEL'] ?? 'info')
    .version(packageJson.version)
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode !== 0)
      throw new ConfigError(error.message.replace(/^error: /, ''));
    throw error;
  }
  const options = command.opts<Record<string, string | boolean | undefined>>();
  const parsed = schema.safeParse({
    ...options,
    operatorCa: options['operatorCa'] ?? null,
    operatorName: options['operatorName'] ?? null,
    token: options['token'] ?? null,
    nodeCgroup: options['nodeCgroup'] ?? null,
    bpffs: options['bpffs'] ?? null,
    metrics: options['metrics'] ?? null,
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? '');
    throw new ConfigError(
      `${flagOf[name] ?? name} ${JSON.stringify(options[name] ?? '')}: ${issue?.message ?? 'is invalid'}`,
    );
  }
  const { operator: address, operatorCa, operatorName: serverName, token, ...rest } = parsed.data;
  const secured = operatorCa === null || token === null ? null : { caFile: operatorCa, tokenFile: token, serverName };
  return { ...rest, link: { address, secured }, state: path.resolve(rest.state) };
}
