/** The link has no TLS and its ends no identity yet: both refuse any address that is not of this machine. */
import { isIPv4, isIPv6 } from 'node:net';

/**
 * Why `text` is no loopback address and port such as `127.0.0.1:7460` or `[::1]:0`, to be said behind it; null when it is
 * one. Names are refused, `localhost` too: what they mean is not said here. `leastPort`: 0 where the system may choose one.
 */
export function loopbackProblem(text: string, leastPort: 0 | 1): string | null {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const { v6 = '', v4 = '', port = '' } = match?.groups ?? {};
  if (match === null || (v6 !== '' && !isIPv6(v6))) return 'is not address:port, such as 127.0.0.1:7460 or [::1]:7460';
  if (Number(port) < leastPort || Number(port) > 65_535) return `has a port outside ${leastPort}–65535`;
  if (v6 === '' && !isIPv4(v4)) return 'is a name: give the address, 127.0.0.1 or [::1]';
  if (v6 === '::1' || v4.startsWith('127.')) return null;
  return 'is not a loopback address; the link has no TLS yet, so the operator and its agents run on one machine';
}
