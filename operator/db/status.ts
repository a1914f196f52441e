/** The status of a job as it was last written, for its users. */
import type { DatabaseSync } from 'node:sqlite';

/** Null when none was written yet. */
export function loadStatus(db: DatabaseSync, uid: string): unknown {
  const status = db.prepare('SELECT status FROM jobs WHERE uid = ?').get(uid)?.['status'];
  return typeof status === 'string' ? JSON.parse(status) : null;
}

export function saveStatus(db: DatabaseSync, uid: string, status: unknown): void {
  db.prepare('UPDATE jobs SET status = ? WHERE uid = ?').run(JSON.stringify(status), uid);
}
