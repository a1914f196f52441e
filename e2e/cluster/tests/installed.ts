/** The cluster of this checkout with the project on it, for tests: started, or found running. Tests leave it running. */
import { installProject, type Installed } from '../project.ts';
import { clusterSettings } from '../settings.ts';

let installed: Promise<Installed> | null = null;

export async function installedCluster(): Promise<Installed> {
  installed ??= installProject(clusterSettings(process.env), process.env);
  return installed;
}

/** A namespace of one test; it and all in it is deleted at the test's end. */
export async function testNamespace(
  context: { after(end: () => Promise<void>): void },
  { kubectl }: Installed,
  name: string,
): Promise<string> {
  const namespace = `${name}-${process.pid}`;
  await kubectl.run('create', 'namespace', namespace);
  context.after(async () => void (await kubectl.run('delete', 'namespace', namespace, '--timeout=120s')));
  // A pod that comes before its account is refused.
  await kubectl.run('--namespace', namespace, 'wait', '--for=create', 'serviceaccount/default', '--timeout=60s');
  return namespace;
}

export async function nodeNames({ kubectl }: Installed): Promise<readonly string[]> {
  return (await kubectl.list('nodes')).map(({ metadata }) => metadata.name);
}
