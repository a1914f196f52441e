/**
 * The process that parses files of others. It gives up all rights before it sees the first byte of one.
 *
 * Needs: a channel to the agent as descriptor 3. Gives: a reply to each request, in order; ends with the channel.
 * Reports: what is wrong with a file, to the agent.
 */
import { native } from '@bpfleet/native';
import { FormatError } from '../parse/file-bytes.ts';
import { channelDescriptor, type Reply, type Request } from '../protocol.ts';
import { answer, type Surroundings } from './answer.ts';
import { FileStore, UnknownFile } from './store.ts';
import { ownVdso } from './vdso.ts';

/** Beyond what the empty process has. */
const memory = 1024n * 1024n * 1024n;
const maxRequestBytes = 16 * 1024 * 1024;

function reply(around: Surroundings, { question, files }: Request, descriptors: readonly number[]): Reply {
  try {
    for (const [index, key] of files.entries()) around.files.add(key, descriptors[index] ?? -1);
    return { kind: 'answer', value: answer(around, question) };
  } catch (error) {
    if (error instanceof UnknownFile) return { kind: 'unknown', file: error.file };
    if (error instanceof FormatError || error instanceof RangeError) return { kind: 'problem', message: error.message };
    throw error;
  } finally {
    around.files.shrink();
  }
}

const around: Surroundings = {
  files: new FileStore(),
  vdso: ownVdso(),
  demangle: (name) => native.demangle(name),
};
native.enterSandbox(memory);
native.sendMessage(channelDescriptor, new Uint8Array(), [], null);
for (;;) {
  const message = native.receiveMessage(channelDescriptor, maxRequestBytes, null);
  if (message === null) break;
  // The agent wrote it: it is what the protocol says.
  const request = JSON.parse(message.bytes.toString()) as Request;
  const text = JSON.stringify(reply(around, request, message.descriptors));
  native.sendMessage(channelDescriptor, Buffer.from(text), [], null);
}
