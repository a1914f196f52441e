/**
 * 10,000 objects from a fuzzer of the schema, at a real API server and at our own validation: nothing crashes, each is
 * refused with a reason, and the two agree on which ones are jobs.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApiServer } from '../testing/api-server.ts';
import { fuzzedJob, randomOf } from '../testing/fuzz-jobs.ts';
import { parseValue } from '../validation/parse.ts';
import { problemText } from '../validation/problem.ts';
import { ApiError } from './api-error.ts';
import { apiPath } from './paths.ts';

const ends: (() => Promise<void>)[] = [];
let server: ApiServer;

before(async () => {
  server = await ApiServer.start({ after: (end) => void ends.unshift(end) });
});
after(async () => {
  for (const end of ends) await end();
});

const count = Number(process.env['BPFLEET_FUZZ_OBJECTS'] ?? 10_000);

test(`${count} malformed objects`, { timeout: 300_000 }, async () => {
  const seed = Number(process.env['BPFLEET_FUZZ_SEED'] ?? 1);
  const tally = { refused: 0, accepted: 0, disagree: 0 };
  const disagreements: string[] = [];
  const one = async (index: number): Promise<void> => {
    const value = fuzzedJob(randomOf(seed * 1_000_000 + index));
    const body = { ...value, metadata: { name: `fuzz-${index}`, namespace: 'default' } };
    const isCluster = value.kind === 'ClusterTraceJob';
    const path = isCluster ? apiPath('clustertracejobs') : apiPath('namespaces/default/tracejobs');
    const metadata = isCluster ? { name: body.metadata.name } : body.metadata;
    const answer = await server
      .api('admin')
      // What is pruned silently is a field that the user meant: kubectl asks for Strict, too.
      .call({ method: 'POST', path, query: { dryRun: 'All', fieldValidation: 'Strict' }, body: { ...body, metadata } })
      .catch((error: unknown) => (error instanceof ApiError ? error : new ApiError(0, '', String(error))));
    // What was accepted comes to the operator as the server keeps it: defaults filled in, nulls in their place gone.
    const ours = parseValue(answer instanceof ApiError ? { ...body, metadata } : answer, null);
    const texts = ours.kind === 'malformed' ? ours.problems.map(problemText) : [];
    if (answer instanceof ApiError) {
      assert.ok([400, 422].includes(answer.status), `${index}: ${answer.status} ${answer.message}`);
      assert.ok(answer.message.length > 20, `${index}: a reason`);
    }
    for (const text of texts) assert.ok(text.length > 5, `${index}: a reason`);
    const isAccepted = !(answer instanceof ApiError);
    tally[isAccepted ? 'accepted' : 'refused'] += 1;
    if (isAccepted === (ours.kind === 'job')) return;
    tally.disagree += 1;
    const theirs = answer instanceof ApiError ? answer.message : 'accepted';
    disagreements.push(
      `${index} ${JSON.stringify(body)}\n  API server: ${theirs}\n  ours: ${texts.join('; ') || 'a job'}`,
    );
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await one(index);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  assert.deepEqual(disagreements.slice(0, 5), [], `${disagreements.length} disagreements`);
  assert.ok(tally.refused > count / 2, `${tally.refused} of ${count} are malformed: the fuzzer is too kind`);
  assert.ok(tally.accepted > 0, 'and some are not');
});
