/** Facts about a kernel that cannot be facts: a damaged or hostile file or message. Names the place and the problem. */
export class TargetError extends Error {
  override readonly name = 'TargetError';

  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`);
  }
}
