import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, type Compiled, localPolicy, renderText, type Source } from '@bpfleet/compiler';
import { testTarget } from '../testing/session.ts';
import { LoadError, loadObject } from './load.ts';

const source: Source = {
  name: 'broken.bt',
  text: `tracepoint:syscalls:sys_enter_write
{
  $size = args.count;
  if ($size > 10) {
    @[comm] = count();
  }
}
`,
};

function compiled(): Compiled {
  const { output, diagnostics } = compile(source, testTarget(), localPolicy);
  assert.ok(output !== null, JSON.stringify(diagnostics));
  return output;
}

/** The first call of a helper (BPF_JMP | BPF_CALL, immediate = its number) becomes one of a helper that does not exist. */
function withBadCall({ elf, manifest }: Compiled, helper: number): Compiled {
  const broken = Buffer.from(elf);
  const call = Buffer.from([0x85, 0, 0, 0, helper, 0, 0, 0]);
  const at = broken.indexOf(call);
  assert.ok(at > 0, `helper ${helper} is not called`);
  broken.writeUInt32LE(0x7fff, at + 4);
  return { elf: broken, manifest };
}

test('what the compiler makes loads', () => {
  loadObject(compiled()).close();
});

test("a rejection is shown on the script's line, in the verifier's words", () => {
  const map_lookup_elem = 1;
  assert.throws(
    () => loadObject(withBadCall(compiled(), map_lookup_elem)),
    (error) => {
      assert.ok(error instanceof LoadError && error.diagnostic !== null);
      const shown = renderText(source, error.diagnostic).split('\n');
      assert.match(
        shown[0] ?? '',
        /^broken\.bt:5:5-23: ERROR: the kernel's verifier rejected the program made of this: .*invalid func unknown#32767/,
      );
      assert.equal(shown[1], '    @[comm] = count();');
      assert.equal(shown[2], '    ~~~~~~~~~~~~~~~~~~');
      assert.match(shown[3] ?? '', /^HINT: this is a bug of bpfleet/);
      assert.match(error.log, /; .*@\[comm\] = count\(\).* @ broken\.bt:5/);
      return true;
    },
  );
});
