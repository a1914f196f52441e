import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultLimits, localPolicy, noInputs, type Policy } from '../policy.ts';
import { checkScript } from '../testing/check-script.ts';
import { targetOf } from '../testing/target.ts';

/** The policy that holds for a script with this `config`, or what is wrong. */
function configured(config: string, environment: Record<string, string>, given: Partial<Policy>): Policy | string[] {
  const script = `config = { ${config} } begin { }`;
  const inputs = { ...noInputs, environment: new Map(Object.entries(environment)) };
  const { policy, diagnostics } = checkScript(script, targetOf(script), { ...localPolicy, inputs, ...given });
  return diagnostics.length === 0 ? policy : diagnostics.map(({ message }) => message);
}

test('the environment wins over config', () => {
  const check = (config: string, environment: Record<string, string>, keys: number, prints: boolean): void => {
    const policy = configured(config, environment, {});
    assert.ok(!Array.isArray(policy), 'the config is good');
    assert.deepEqual([policy.limits.maxMapKeys, policy.settings.printMapsOnExit], [keys, prints]);
  };
  check('', {}, defaultLimits.maxMapKeys, true);
  check('max_map_keys = 7; print_maps_on_exit = false', {}, 7, false);
  check('max_map_keys = 7; print_maps_on_exit = false', { BPFTRACE_MAX_MAP_KEYS: '9' }, 9, false);
  check('', { BPFTRACE_PRINT_MAPS_ON_EXIT: '0' }, defaultLimits.maxMapKeys, false);
  check('', { BPFTRACE_PRINT_MAPS_ON_EXIT: 'FALSE', BPFTRACE_MAX_MAP_KEYS: '0x10' }, 16, false);
});

test('a wrong value of the environment is an error', () => {
  assert.deepEqual(configured('', { BPFTRACE_MAX_STRLEN: 'x' }, {}), [
    'BPFTRACE_MAX_STRLEN: expecting a number from 0 to 8192, got x',
  ]);
});

test('where others set the limits a script only lowers them', () => {
  const given = { mayRaiseLimits: false, limits: { ...defaultLimits, maxMapKeys: 100 } };
  assert.ok(!Array.isArray(configured('max_map_keys = 100', {}, given)));
  assert.deepEqual(configured('max_map_keys = 101', {}, given), [
    'max_map_keys: at most 100 is allowed here, and this asks for 101',
  ]);
});
