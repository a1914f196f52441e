/**
 * Jobs and their results, as the user of a kubeconfig sees them.
 *
 * Needs: a kubeconfig. Gives: jobs made, read, cancelled; results and lines. Reports: Failure for what ends the command, ApiError for
 * what may pass.
 */
import { KubeConfig } from '@kubernetes/client-node';
import { Api, ApiError, at, listPath, mergePatch, objectPath, type ObjectName, text } from '@bpfleet/operator/kube';
import { type Line, parseLines, resultPath } from '@bpfleet/operator';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type TraceJobStatus, traceJobStatus } from '@bpfleet/proto';
import { fromJson, type JobResult } from '@bpfleet/results';
import { ExitCode, Failure } from '../exit-code.ts';
import type { JobManifest } from '../manifest.ts';

export interface Context {
  readonly kubeconfig: string | null;
  readonly context: string | null;
}

export interface Lines {
  readonly lines: readonly Line[];
  readonly next: number;
  readonly finished: boolean;
}

export class Client {
  /** Of the context, where it names one. */
  readonly namespace: string;
  readonly #api: Api;

  constructor({ kubeconfig, context }: Context) {
    const config = new KubeConfig();
    try {
      if (kubeconfig === null) config.loadFromDefault();
      else config.loadFromFile(kubeconfig);
      if (context !== null) {
        if (config.getContextObject(context) === null) throw new Error(`there is no context ${context}`);
        config.setCurrentContext(context);
      }
      this.#api = new Api(config);
    } catch (error) {
      throw new Failure(ExitCode.usage, errorMessage(error));
    }
    this.namespace = config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
  }

  close(): void {
    this.#api.close();
  }

  async create(manifest: JobManifest): Promise<ObjectName> {
    const { kind, metadata } = manifest;
    const namespace = metadata.namespace ?? '';
    const all = listPath(kind);
    const path = namespace === '' ? all : all.replace(/\/([^/]+)$/, `/namespaces/${encodeURIComponent(namespace)}/$1`);
    try {
      const made = await this.#api.call({ method: 'POST', path, body: manifest });
      return { kind, namespace, name: text(at(made, 'metadata', 'name')) };
    } catch (error) {
      throw explained(error);
    }
  }

  /** Null while the operator has said nothing of it. @throws Failure when it was deleted */
  async status(job: ObjectName): Promise<TraceJobStatus | null> {
    const object = await this.#api.call({ method: 'GET', path: objectPath(job) });
    const parsed = traceJobStatus.safeParse(at(object, 'status'));
    return parsed.success ? parsed.data : null;
  }

  async cancel(job: ObjectName): Promise<void> {
    const body = { spec: { cancel: true } };
    await this.#api.call({ method: 'PATCH', path: objectPath(job), body, contentType: mergePatch });
  }

  async result(job: ObjectName): Promise<JobResult> {
    return fromJson(at(await this.#api.call({ method: 'GET', path: resultPath(job) }), 'result'));
  }

  async lines(job: ObjectName, after: number): Promise<Lines> {
    const query = { view: 'lines', after };
    const answer = await this.#api.call({ method: 'GET', path: resultPath(job), query });
    const lines = at(answer, 'lines');
    const rows = Array.isArray(lines) ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : '';
    return { lines: parseLines(rows), next: Number(at(answer, 'next')), finished: at(answer, 'finished') === true };
  }
}

/** What the API server says of a job that cannot be made, and what to do. */
function explained(error: unknown): Failure {
  if (!(error instanceof ApiError)) return new Failure(ExitCode.infrastructure, errorMessage(error));
  const message = error.message.replace(/^(?:POST|GET) \S+: /, '');
  switch (error.status) {
    case 401:
    case 403:
      return new Failure(ExitCode.forbidden, message);
    case 404:
      return new Failure(
        ExitCode.infrastructure,
        'this cluster knows no trace jobs: is bpfleet installed there? (charts/bpfleet)',
      );
    case 400:
    case 422:
      return new Failure(ExitCode.usage, message);
    default:
      return new Failure(ExitCode.infrastructure, message);
  }
}
