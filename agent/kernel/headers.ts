/**
 * Header files of this machine.
 *
 * Needs: the files of the kernel's headers (a package of the distribution) or of the C library, where they are installed.
 * Gives: a HeaderTable that reads them when they are asked for. Reports: nothing; one that cannot be read is not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Header, HeaderTable } from '@bpfleet/compiler';

/** Behind one another as a compiler of the kernel would look, then those of programs. */
function folders(release: string, arch: 'x86' | 'arm64', multiarch: string): readonly string[] {
  const kernel = ['source', 'build']
    .map((name) => `/lib/modules/${release}/${name}`)
    .filter((path) => existsSync(path));
  const inside = [`arch/${arch}/include`, `arch/${arch}/include/generated`, 'include'];
  const uapi = [`arch/${arch}/include/uapi`, `arch/${arch}/include/generated/uapi`, 'include/uapi'];
  return [
    ...kernel.flatMap((path) => [...inside, ...uapi].map((part) => join(path, part))),
    '/usr/include',
    `/usr/include/${multiarch}`,
  ];
}

/** Whole headers of the kernel have 100 KiB at most. */
const maxBytes = 4 * 1024 * 1024;

export function liveHeaders(release: string, arch: 'x86_64' | 'arm64'): HeaderTable {
  const search = folders(
    release,
    arch === 'x86_64' ? 'x86' : 'arm64',
    arch === 'x86_64' ? 'x86_64-linux-gnu' : 'aarch64-linux-gnu',
  );
  return {
    find: (name, from) => {
      const beside = from === null ? [] : [from === '' ? process.cwd() : dirname(from)];
      for (const folder of [...beside, ...search]) {
        const header = readHeader(join(folder, name));
        if (header !== null) return header;
      }
      return null;
    },
  };
}

function readHeader(path: string): Header | null {
  try {
    const bytes = readFileSync(path);
    return bytes.length > maxBytes ? null : { path, text: bytes.toString('utf8') };
  } catch {
    return null;
  }
}
