/**
 * Addresses of the link between operator and agents. Where the link has TLS and agents prove who they are, any address serves; a
 * link without stays on this machine.
 */
import { isIPv4, isIPv6 } from 'node:net';

/** A name of DNS: labels of letters, digits and hyphens. */
const hostName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i;

/**
 * Why `text` is no loopback address and port such as `127.0.0.1:7460` or `[::1]:0`, to be said behind it; null when it is
 * one. Names are refused, `localhost` too: what they mean is not said here. `leastPort`: 0 where the system may choose one.
 */
export function loopbackProblem(text: string, leastPort: 0 | 1): string | null {
  const { v6, v4, problem } = parts(text, leastPort);
  if (problem !== null) return problem;
  if (v6 === '' && !isIPv4(v4)) return 'is a name: give the address, 127.0.0.1 or [::1]';
  if (v6 === '::1' || v4.startsWith('127.')) return null;
  return 'is not a loopback address; beyond this machine the link needs TLS and agents with an identity';
}

/** Why `text` is no address or host name with a port; null when it is one. */
export function addressProblem(text: string, leastPort: 0 | 1): string | null {
  const { v6, v4, problem } = parts(text, leastPort);
  if (problem !== null || v6 !== '' || isIPv4(v4)) return problem;
  return hostName.test(v4) ? null : 'has neither an address nor a host name before its port';
}

interface Parts {
  readonly v6: string;
  readonly v4: string;
  readonly problem: string | null;
}

function parts(text: string, leastPort: 0 | 1): Parts {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const { v6 = '', v4 = '', port = '' } = match?.groups ?? {};
  const wrong = (problem: string): Parts => ({ v6, v4, problem });
  if (match === null || (v6 !== '' && !isIPv6(v6)))
    return wrong('is not address:port, such as 127.0.0.1:7460 or [::1]:7460');
  if (Number(port) < leastPort || Number(port) > 65_535) return wrong(`has a port outside ${leastPort}–65535`);
  return { v6, v4, problem: null };
}
