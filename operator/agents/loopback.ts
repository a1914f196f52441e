/** Until agents have an identity, only this machine may talk to the operator. */
import { isIPv4, isIPv6 } from 'node:net';

export type Listen =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'refused'; readonly message: string };

/** `127.0.0.1:7460`, `[::1]:0`. Names are refused, `localhost` too: what they mean is not said here. */
export function loopbackAddress(text: string): Listen {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const { v6 = '', v4 = '', port = '' } = match?.groups ?? {};
  if (match === null || Number(port) > 65_535 || (!isIPv6(v6) && !isIPv4(v4))) {
    return {
      kind: 'refused',
      message: `${text}: an address and a port are expected, such as 127.0.0.1:7460 or [::1]:7460`,
    };
  }
  if (v6 === '::1' || v4.startsWith('127.')) return { kind: 'address', address: text };
  const message = `${text} is not on this machine: agents have no identity yet, so the operator listens on loopback only (127.0.0.1 or [::1])`;
  return { kind: 'refused', message };
}
