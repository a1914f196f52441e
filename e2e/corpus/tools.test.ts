/**
 * The objects of the corpus, with the cgroup guard and without, are read without complaint by the tools others read
 * objects with; and the kernel knows which line of the script each program came from.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compile, localPolicy, type Policy } from '../../compiler/index.ts';
import { corpus, type CorpusScript } from './cases.ts';
import { loadElf, target } from './kernel.ts';

// What this kernel has no probes for is compiled for no object here.
const scripts = corpus().filter(({ needs }) => needs.length === 0);
const folder = mkdtempSync(join(tmpdir(), 'bpfleet-corpus-'));
after(() => rmSync(folder, { recursive: true }));

function elfOf({ name, text }: CorpusScript, policy: Policy): Uint8Array {
  const { output, diagnostics } = compile({ name: `${name}.bt`, text }, target, policy);
  assert.ok(output !== null, JSON.stringify(diagnostics));
  return output.elf;
}

function writeObjects(policy: Policy): string[] {
  return scripts.map((script) => {
    const path = join(folder, `${script.name}-${policy.guard.kind}.o`);
    writeFileSync(path, elfOf(script, policy));
    return path;
  });
}

const unguarded = writeObjects(localPolicy);
const objects = [...unguarded, ...writeObjects({ ...localPolicy, guard: { kind: 'cgroup', levels: [1] } })];

/** Runs a tool that must have nothing to say on standard error; gives what it prints. */
function quietly(tool: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'latin1', maxBuffer: 1 << 28 });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return stdout;
}

test('readelf reads every object', () => {
  const text = quietly('readelf', ['-a', '-W', ...objects]);
  assert.equal(text.match(/^File: /gm)?.length, objects.length);
  assert.doesNotMatch(text, /warning|corrupt|unknown section|<unknown/i);
});

/** Stores of constants, remainders and sign-extending loads: the kernel knows them all, LLVM 14 prints none of them. */
const newerThanLlvm14 = new Set('62 6a 72 7a 94 97 9c 9f 81 89 91'.split(' '));

for (const mode of ['-d', '-S']) {
  test(`llvm-objdump ${mode} disassembles every instruction`, () => {
    const text = quietly('llvm-objdump', [mode, ...objects]);
    assert.equal(text.match(/file format elf64-bpf/g)?.length, objects.length);
    const unknown = [...text.matchAll(/\t([\da-f]{2}) [\da-f ]+\t<unknown>/g)].map(([, opcode]) => opcode);
    assert.deepEqual(
      [...new Set(unknown)].filter((opcode) => !newerThanLlvm14.has(opcode ?? '')),
      [],
    );
  });
}

test('bpftool reads the types and makes skeletons', () => {
  for (const path of unguarded) {
    assert.match(quietly('bpftool', ['btf', 'dump', 'file', path]), /FUNC 'p0' type_id=\d+ linkage=global/);
    assert.match(quietly('bpftool', ['gen', 'skeleton', path]), /struct bpf_program \*p0;/);
  }
});

/** Ids of the programs this process has loaded. */
function ownPrograms(): string[] {
  return readdirSync('/proc/self/fdinfo').flatMap((descriptor) => {
    try {
      return /^prog_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1] ?? [];
    } catch {
      return []; // the descriptor readdir itself used
    }
  });
}

/** What a listing of the instructions says about where they came from is the script's own text. */
function checkLines(id: string, text: string): void {
  const listing = execFileSync('bpftool', ['prog', 'dump', 'xlated', 'id', id, 'linum'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const shown = [...listing.matchAll(/^; (.*) \[file:(\S+) line_num:(\d+) line_col:\d+\]$/gm)];
  assert.ok(shown.length > 0, `no line of the script in\n${listing}`);
  const lines = text.split('\n');
  for (const [, line, , number] of shown) assert.equal(line, lines[Number(number) - 1]?.trim());
}

test("bpftool shows each program's lines", () => {
  // Every fourth script: bpftool reads all symbols of the kernel each time it is asked.
  for (const script of scripts.filter((_, index) => index % 4 === 0)) {
    const object = loadElf(elfOf(script, localPolicy));
    try {
      const programs = ownPrograms();
      assert.equal(programs.length, object.programNames().length);
      for (const id of programs.slice(0, 2)) checkLines(id, script.text);
    } finally {
      object.close();
    }
  }
});
