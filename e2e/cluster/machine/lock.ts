/**
 * One holder at a time, over all processes of this machine. A lock is an abstract socket: it is gone with its process, whatever
 * ended that.
 */
import { createServer } from 'node:net';
import { say } from '../steps.ts';

/** Runs the work while it holds the lock; waits for another holder, and says so. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (;;) {
    const release = await take(`\0bpfleet-${name}`);
    if (release !== null) {
      try {
        return await work();
      } finally {
        release();
      }
    }
    if (!told) say(`waiting for another process that holds '${name}'`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function take(address: string): Promise<(() => void) | null> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  server.once('error', (error: NodeJS.ErrnoException) =>
    error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
  );
  server.listen(address, () => resolve(true));
  return (await promise) ? (): void => void server.close() : null;
}
