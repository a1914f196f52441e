/** kubectl of one cluster, for tests and for what the harness itself applies. */
import * as z from 'zod';
import { type Exit, Process, type ProcessOptions, run } from '../harness/process.ts';

/** What most waits look at; the rest is left as parsed. */
const object = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().default(''), uid: z.string().default('') }),
  spec: z.looseObject({}).default({}),
  status: z.looseObject({}).default({}),
});
export type KubeObject = z.infer<typeof object>;
const list = z.looseObject({ items: z.array(object) });

export interface Answer extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

export class Kubectl {
  readonly #program: string;
  readonly kubeconfig: string;

  constructor(program: string, kubeconfig: string) {
    this.#program = program;
    this.kubeconfig = kubeconfig;
  }

  /** Its standard output; throws with everything that it said when it fails. */
  async run(...args: readonly string[]): Promise<string> {
    return (await run(`kubectl ${args.join(' ')}`, this.#program, args, this.#options())).stdout;
  }

  /** Whatever it answers: for what is meant to fail. */
  async try(...args: readonly string[]): Promise<Answer> {
    return runAgainst(this.kubeconfig, this.#program, args);
  }

  /** The same, with something on its standard input. */
  async tryWith(input: string, ...args: readonly string[]): Promise<Answer> {
    return runAgainst(this.kubeconfig, this.#program, args, { input });
  }

  /** The same, with more in its environment. */
  async tryIn(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Answer> {
    return runAgainst(this.kubeconfig, this.#program, args, { env });
  }

  async apply(manifests: string, flags: readonly string[] = []): Promise<void> {
    const options = { ...this.#options(), input: manifests };
    await run('kubectl apply', this.#program, ['apply', '--server-side', '--filename=-', ...flags], options);
  }

  /** Runs until it ends or is stopped by its caller; its output is followed meanwhile. */
  start(...args: readonly string[]): Process {
    return new Process(`kubectl ${args.join(' ')}`, this.#program, args, this.#options());
  }

  /** Objects of a kind, by kubectl's own arguments. */
  async list(...args: readonly string[]): Promise<readonly KubeObject[]> {
    return list.parse(JSON.parse(await this.run('get', '--output=json', ...args))).items;
  }

  async get(...args: readonly string[]): Promise<KubeObject> {
    return object.parse(JSON.parse(await this.run('get', '--output=json', ...args)));
  }

  #options(): { readonly env: NodeJS.ProcessEnv } {
    return environment(this.kubeconfig);
  }
}

/** Runs a client of one cluster to its end, whatever that is. */
export async function runAgainst(
  kubeconfig: string,
  program: string,
  args: readonly string[],
  { env = {}, input = '' }: ProcessOptions = {},
): Promise<Answer> {
  const child = new Process(program, program, args, { env: { ...environment(kubeconfig).env, ...env }, input });
  const exit = await child.exited;
  return { ...exit, stdout: child.stdout, stderr: child.stderr };
}

function environment(kubeconfig: string): { readonly env: NodeJS.ProcessEnv } {
  return { env: { ...process.env, KUBECONFIG: kubeconfig } };
}
