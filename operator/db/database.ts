/**
 * Opens the database and brings its schema up to date.
 *
 * Needs: a folder that only this operator uses. Gives: a connection where every committed transaction survives
 * the process and the machine. Reports: throws when another operator has it, or when its schema is newer than this program.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorMessage } from '@bpfleet/proto/error-message';
import { migrations } from './schema.ts';

const databaseFile = 'operator.db';

export function openDatabase(folder: string): DatabaseSync {
  const path = join(folder, databaseFile);
  const db = new DatabaseSync(path, { readBigInts: true, enableForeignKeyConstraints: true, timeout: 1000 });
  try {
    // One writer for the life of the process: a second operator on the same folder fails here instead of later.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    migrate(db, path);
    return db;
  } catch (error) {
    db.close();
    const message = errorMessage(error);
    throw new Error(`${path}: ${message.includes('locked') ? 'another operator uses this state folder' : message}`, {
      cause: error,
    });
  }
}

function migrate(db: DatabaseSync, path: string): void {
  const done = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0n);
  if (done > migrations.length) {
    throw new Error(`schema ${done} of ${path} is of a later version; this operator knows ${migrations.length}`);
  }
  inTransaction(db, () => {
    for (const migration of migrations.slice(done)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** All or nothing. `BEGIN IMMEDIATE`, so that a lock is noticed at the start. */
export function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
