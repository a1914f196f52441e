/** Says what is done and how long it took: one line a step, on standard error. */
export async function step<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  process.stderr.write(`cluster: ${what} …\n`);
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  if (seconds >= 0.1) process.stderr.write(`cluster: ${what}: ${seconds.toFixed(1)} s\n`);
  return result;
}

export function say(text: string): void {
  process.stderr.write(`cluster: ${text}\n`);
}

/** Asks until the answer is not null. Throws with `what` and the last problem when that takes too long. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  ask: () => T | null | Promise<T | null>,
  describe: () => string | Promise<string> = () => '',
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s\n${await describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
