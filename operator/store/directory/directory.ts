/**
 * A directory of YAML files as the store: NAME.yaml is a TraceJob, NAME.status.yaml its status, NAME.result.json,
 * NAME.result.txt and NAME.lines.jsonl its result.
 *
 * Needs: a directory that can be read and written. Gives: a JobStore.
 * Reports: files that cannot be read, as content; throws when the directory itself is gone.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '@bpfleet/proto/error-message';
import { makeFolder } from '../../folders.ts';
import { maxFileBytes } from '../../validation/parse.ts';
import type { JobStore, StoredContent, StoredJob } from '../store.ts';
import { statusText } from './status-text.ts';
import { writeAtomically } from './write.ts';

const statusSuffix = '.status.yaml';

/** Events can get lost (a full queue, a network file system): the directory is looked at this often anyway. */
const rescanMs = 2000;
/** Editors write a file in several steps. */
const quietMs = 50;

export function directoryStore(folder: string): JobStore {
  makeFolder('--jobs', folder);
  const pathOf = (name: string, suffix: string): string => join(folder, `${name}${suffix}`);
  return {
    list: () => listJobs(folder),
    watch: (onChange) => watchFolder(folder, onChange),
    writeStatus: (job, status) => writeAtomically(pathOf(job.name, statusSuffix), statusText(job, status)),
    accepted: () => acceptedJobs(folder),
    removeStatus: ({ name }) => rmSync(pathOf(name, statusSuffix), { force: true }),
    writeResult: ({ name }, { result, text, lines }) => {
      writeAtomically(pathOf(name, '.lines.jsonl'), lines);
      writeAtomically(pathOf(name, '.result.txt'), text);
      // Last: who finds it finds everything.
      writeAtomically(pathOf(name, '.result.json'), result);
    },
    removeResult: ({ name }) => {
      rmSync(pathOf(name, '.result.json'), { force: true });
      rmSync(pathOf(name, '.result.txt'), { force: true });
      rmSync(pathOf(name, '.lines.jsonl'), { force: true });
    },
    hasResult: ({ name }) => existsSync(pathOf(name, '.result.json')),
    objects: null,
  };
}

/** `x.yaml` is job x; files that the operator writes, and hidden ones, are not. */
function jobName(file: string): string | null {
  if (!file.endsWith('.yaml') || file.endsWith(statusSuffix) || file.startsWith('.')) return null;
  return file.slice(0, -'.yaml'.length);
}

function acceptedJobs(folder: string): readonly string[] {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(statusSuffix))
    .map(({ name }) => name);
  // Only an accepted job has a uid.
  const accepted = files.filter((file) => /^ {2}uid: \S/m.test(readFileSync(join(folder, file), 'utf8')));
  return accepted.map((file) => file.slice(0, -statusSuffix.length)).toSorted();
}

function listJobs(folder: string): readonly StoredJob[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((file): readonly StoredJob[] => {
      const name = jobName(file);
      const content = name === null ? null : readJob(join(folder, file));
      return name === null || content === null ? [] : [{ key: name, content, object: null }];
    });
}

/** Null when it is gone by now. */
function readJob(path: string): StoredContent | null {
  try {
    const facts = statSync(path);
    // Reading a pipe would wait for ever.
    if (!facts.isFile()) return { kind: 'unreadable', message: 'not an ordinary file' };
    if (facts.size > maxFileBytes) return { kind: 'unreadable', message: `larger than ${maxFileBytes} bytes` };
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'unreadable', message: 'not UTF-8' };
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    return { kind: 'unreadable', message: errorMessage(error) };
  }
}

function watchFolder(folder: string, onChange: () => void): () => void {
  let quiet: NodeJS.Timeout | null = null;
  const endWatch = watchFiles(folder, (file) => {
    if (file !== null && jobName(file) === null) return;
    quiet ??= setTimeout(() => {
      quiet = null;
      onChange();
    }, quietMs);
  });
  const rescan = setInterval(onChange, rescanMs);
  return () => {
    endWatch();
    clearInterval(rescan);
    if (quiet !== null) clearTimeout(quiet);
  };
}

/** Where it cannot watch (no inotify watches left, the folder is gone) it calls nobody: the rescan goes on without it. */
function watchFiles(folder: string, onFile: (file: string | null) => void): () => void {
  try {
    const watcher = watch(folder, (_event, file) => onFile(file));
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
