/**
 * The agent's configuration: flags, with BPFLEET_* environment variables as their defaults. Nothing else in
 * the agent reads the environment.
 *
 * Needs: argv and env. Gives: a validated AgentConfig. Reports: ConfigError with what, where and what next.
 */
import { hostname } from 'node:os';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { loopbackProblem } from '@bpfleet/proto/loopback';
import packageJson from './package.json' with { type: 'json' };

export interface AgentConfig {
  /** Loopback address and port of the operator. */
  readonly operator: string;
  readonly node: string;
  /** Cgroup v2 folder that this agent's node consists of, or null for the whole machine. */
  readonly nodeCgroup: string | null;
  /** Folder of this agent alone: lock, facts about pinned incarnations, its bpffs mount. */
  readonly state: string;
  /** An existing folder on a bpffs, or null: the agent mounts one at `state`/bpffs. */
  readonly bpffs: string | null;
  readonly logLevel: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const schema = z.object({
  operator: z.string().superRefine((text, context) => {
    const problem = loopbackProblem(text, 1);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  }),
  node: z
    .string()
    .max(253)
    .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'is not a node name: lower case letters, digits, - and . only'),
  nodeCgroup: z.string().min(1).nullable(),
  state: z.string().min(1),
  bpffs: z.string().min(1).nullable(),
  logLevel: z.enum(logLevels),
});

const flagOf: Record<string, string> = {
  operator: '--operator',
  node: '--node',
  nodeCgroup: '--node-cgroup',
  state: '--state',
  bpffs: '--bpffs',
  logLevel: '--log-level',
};

/** Throws ConfigError; `--help` and `--version` print and throw CommanderError with exit code 0. */
export function parseAgentConfig(argv: readonly string[], env: NodeJS.ProcessEnv): AgentConfig {
  const command = new Command('bpfleet-agent')
    .description('Runs trace jobs of a bpfleet operator on this node.')
    .option(
      '--operator <address:port>',
      'address of the operator; loopback only until TLS is built',
      env['BPFLEET_OPERATOR'] ?? '127.0.0.1:7460',
    )
    .option('--node <name>', 'name of this node', env['BPFLEET_NODE'] ?? hostname().toLowerCase())
    .option('--node-cgroup <path>', 'limit this agent to one cgroup v2 subtree', env['BPFLEET_NODE_CGROUP'])
    .option('--state <dir>', 'folder of this agent alone', env['BPFLEET_STATE'] ?? '/var/lib/bpfleet/agent')
    .option(
      '--bpffs <dir>',
      'existing folder on a bpffs (default: mount one in the state folder)',
      env['BPFLEET_BPFFS'],
    )
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
  const options = command.opts<Record<string, string | undefined>>();
  const parsed = schema.safeParse({
    ...options,
    nodeCgroup: options['nodeCgroup'] ?? null,
    bpffs: options['bpffs'] ?? null,
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? '');
    throw new ConfigError(
      `${flagOf[name] ?? name} ${JSON.stringify(options[name] ?? '')}: ${issue?.message ?? 'is invalid'}`,
    );
  }
  return { ...parsed.data, state: path.resolve(parsed.data.state) };
}
