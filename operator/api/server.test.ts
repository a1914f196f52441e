/** Results over HTTPS, as kube-apiserver asks for them; and what others are told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { type TestContext, test } from 'node:test';
import { fromJson, renderJob } from '@bpfleet/results';
import { type Certificates, makeCertificates } from '../testing/certificates.ts';
import { temporaryFolder } from '../testing/jobs.ts';
import { jobText, silent, TestOperator } from '../testing/operator.ts';
import { TestSession } from '../testing/session.ts';
import { at } from '../kube/json.ts';
import { type ResultApi, serveResults } from './server.ts';

interface Got {
  readonly status: number;
  readonly text: string;
}

class Client {
  readonly #port: number;
  readonly #agent: Agent;

  constructor(context: TestContext, { port }: ResultApi, files: Certificates, known: boolean) {
    const own = { cert: readFileSync(files.client.certificate), key: readFileSync(files.client.key) };
    this.#port = port;
    this.#agent = new Agent({ ca: readFileSync(files.ca), servername: 'operator.test', ...(known ? own : {}) });
    context.after(() => this.#agent.destroy());
  }

  get(path: string): Promise<Got> {
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      }).on('error', reject);
    });
  }

  async json(path: string): Promise<unknown> {
    return JSON.parse((await this.get(path)).text);
  }
}

async function start(t: TestContext, names: readonly string[] = ['front-proxy']) {
  const operator = await TestOperator.start(t);
  const files = makeCertificates(temporaryFolder(t), 'operator.test');
  const api = await serveResults({
    listen: '127.0.0.1:0',
    tls: files,
    proxy: { ca: readFileSync(files.ca, 'utf8'), names },
    source: () => operator.running,
    log: silent,
  });
  t.after(() => api.close());
  return { operator, client: new Client(t, api, files, true), stranger: new Client(t, api, files, false) };
}

const base = '/apis/results.bpfleet.dev/v1alpha1';
const result = `${base}/clustertracejobs/job/result`;

test('a result while the job runs and when it has ended, and its lines as they come', async (t) => {
  const { operator, client } = await start(t);
  const agent = await operator.agent('node-a');
  // It ends when its agent says so, not by its time: what is asked on the way may take long on a busy machine.
  const job = jobText('job', 'tracepoint:test:event { @[comm] = count(); }').replace('duration: 1s', 'duration: 5m');
  operator.write('job', job);
  const { session } = await TestSession.start(agent, 'a-1');
  await operator.until('job', 'Attached', /True AllNodes/);
  assert.equal(at(await client.json(result), 'finished'), false);
  session.print('one\n', 'two\n');
  await agent.next('ack');
  const first = await client.json(`${result}?view=lines`);
  const texts = (answer: unknown): unknown => (at(answer, 'lines') as unknown[]).map((line) => at(line, 'text'));
  assert.deepEqual(texts(first), ['one\n', 'two\n']);
  assert.equal(at(first, 'finished'), false);
  session.print('three\n');
  session.finish({ x: 3n });
  await operator.until('job', 'Finished', /True Completed/);
  const second = await client.json(`${result}?view=lines&after=${String(at(first, 'next'))}`);
  assert.deepEqual(texts(second), ['three\n']);
  assert.equal(at(second, 'finished'), true);

  const whole = await client.json(result);
  assert.equal(at(whole, 'kind'), 'Result');
  assert.equal(at(whole, 'finished'), true);
  const text = renderJob(fromJson(at(whole, 'result'))).toString('utf8');
  assert.match(text, /@\[x\]: 3/);
  assert.equal((await client.get(`${result}?view=text`)).text, text);
});

test('discovery, what there is not, and who is let in', async (t) => {
  const { operator, client, stranger } = await start(t);
  assert.equal(at(await client.json('/apis/results.bpfleet.dev'), 'kind'), 'APIGroup');
  assert.equal(at(await client.json(base), 'kind'), 'APIResourceList');
  const missing = await client.get(result);
  assert.equal(missing.status, 404);
  assert.match(missing.text, /nothing of a ClusterTraceJob job/);
  assert.equal((await stranger.get('/readyz')).status, 200);
  const refused = await stranger.get(result);
  assert.deepEqual([refused.status, /ask it for results/.test(refused.text)], [401, true]);
  await operator.stop();
  assert.equal((await client.get(result)).status, 503);
});

test('a certificate of the right CA with another name is no front proxy', async (t) => {
  const { client } = await start(t, ['somebody-else']);
  const refused = await client.get(base);
  assert.deepEqual([refused.status, /certificate of front-proxy is not/.test(refused.text)], [401, true]);
});
