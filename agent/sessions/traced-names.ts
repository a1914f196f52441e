import type { Manifest } from '@bpfleet/compiler';
import type { ScriptMaps } from '../kernel/sources.ts';
import { StackReader } from '../kernel/stacks.ts';
import type { NameReader } from '../names/names.ts';
import { TracedNames } from '../names/traced-names.ts';
import { symbolizer } from '../symbols/shared.ts';

/** What a script's numbers stand for; `owner` knows what the script itself does not show. */
export function tracedNames(maps: ScriptMaps, manifest: Manifest, owner: NameReader): NameReader {
  return new TracedNames(owner, new StackReader(manifest.stacks, maps.stacks), symbolizer, manifest.settings.demangles);
}
