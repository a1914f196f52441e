/** 10,000 objects from a fuzzer of the schema, made for real: what the API server takes, the operator has to live with. */
import assert from 'node:assert/strict';
import { KubeConfig } from '@kubernetes/client-node';
import { Api, ApiError, at, list, listPath, objectPath, text } from '@bpfleet/operator/kube';
import { fuzzedJob, randomOf } from '../../../../operator/testing/fuzz-jobs.ts';
import { until } from '../../steps.ts';
import type { Bench } from './bench.ts';
import { operatorRestarts } from './parts.ts';
import type { Fault } from './rows.ts';

const count = Number(process.env['BPFLEET_FUZZ_OBJECTS'] ?? 10_000);
const seed = Number(process.env['BPFLEET_FUZZ_SEED'] ?? 1);

export const fuzz: Fault = {
  id: 'fuzz',
  fault: `${count.toLocaleString('en')} malformed objects from a fuzzer of the schema`,
  must: 'each refused with a reason, or a job with conditions; the operator goes on',
  bring: async (bench) => {
    const config = new KubeConfig();
    config.loadFromFile(bench.kubectl.kubeconfig);
    const api = new Api(config);
    try {
      return await bring(bench, api);
    } finally {
      api.close();
    }
  },
};

async function bring(bench: Bench, api: Api): Promise<string> {
  const { namespace } = bench;
  const before = await operatorRestarts(bench.kubectl);
  let taken = 0;
  let refused = 0;
  const one = async (index: number): Promise<void> => {
    const { spec, ...kind } = fuzzedJob(randomOf(seed * 1_000_000 + index));
    // A job of the whole cluster would wait for its turn with those of everybody else; each is a job of this namespace.
    const body = { ...kind, kind: 'TraceJob', metadata: { name: `fuzz-${index}`, namespace }, spec };
    const path = objectPath({ kind: 'TraceJob', namespace, name: 'x' }).slice(0, -2);
    try {
      await api.call({ method: 'POST', path, query: { fieldValidation: 'Strict' }, body });
      taken += 1;
    } catch (error) {
      assert.ok(error instanceof ApiError && [400, 422].includes(error.status), `${index}: ${String(error)}`);
      assert.ok(error.message.length > 20, `${index}: a reason`);
      refused += 1;
    }
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await one(index);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  assert.ok(taken > 0 && refused > count / 2, `${taken} taken, ${refused} refused`);
  const all = async (): Promise<readonly unknown[]> => {
    const path = listPath('TraceJob').replace(/tracejobs$/, `namespaces/${namespace}/tracejobs`);
    return list(at(await api.call({ method: 'GET', path }), 'items'));
  };
  await until('the operator has seen each', 60_000, async () => {
    const silent = (await all()).filter((job) => list(at(job, 'status', 'conditions')).length < 7);
    return silent.length === 0 ? true : null;
  });
  for (const job of await all())
    assert.equal(
      at(job, 'status', 'observedGeneration'),
      at(job, 'metadata', 'generation'),
      text(at(job, 'metadata', 'name')),
    );
  // kubectl would look at each of them, a few a second.
  await bench.kubectl.run('-n', namespace, 'delete', 'tracejobs', '--all', '--wait=false');
  await until('all are deleted', 60_000, async () => ((await all()).length === 0 ? true : null));
  assert.equal(await operatorRestarts(bench.kubectl), before, 'the operator did not restart');
  return `${refused.toLocaleString('en')} refused with a reason, ${taken.toLocaleString('en')} jobs with all conditions; the operator did not restart; all deleted`;
}
