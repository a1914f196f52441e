/**
 * The database's schema, as the steps that lead to it. Steps are only ever added; `user_version` counts those done.
 * Names are those of the types in jobs/job.ts and merge/change.ts.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE jobs (
    uid TEXT PRIMARY KEY,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    generation INTEGER NOT NULL,
    spec TEXT NOT NULL,              -- JSON
    createdNs INTEGER NOT NULL,
    startNs INTEGER,
    deadlineNs INTEGER,
    cancelNs INTEGER,
    deleted INTEGER NOT NULL,
    outcome TEXT,                    -- JSON
    diagnostics TEXT NOT NULL,       -- JSON
    schemas TEXT,                    -- JSON
    status TEXT                      -- JSON: as last written
  ) STRICT;
  CREATE UNIQUE INDEX jobsByName ON jobs (namespace, name) WHERE deleted = 0;

  CREATE TABLE parts (
    jobUid TEXT NOT NULL REFERENCES jobs (uid) ON DELETE CASCADE,
    node TEXT NOT NULL,
    skipped TEXT,                    -- JSON
    lost TEXT,                       -- JSON
    PRIMARY KEY (jobUid, node)
  ) STRICT;

  CREATE TABLE sessions (
    jobUid TEXT NOT NULL REFERENCES jobs (uid) ON DELETE CASCADE,
    incarnation TEXT NOT NULL,
    node TEXT NOT NULL,
    state TEXT NOT NULL,
    attachedNs INTEGER NOT NULL,
    detachedNs INTEGER NOT NULL,
    stopReason TEXT NOT NULL,
    exitCode INTEGER NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    diagnostics TEXT NOT NULL,       -- JSON
    probes INTEGER NOT NULL,
    snapshotSeq INTEGER NOT NULL,
    final INTEGER NOT NULL,
    takenNs INTEGER NOT NULL,
    losses TEXT NOT NULL,            -- JSON
    emittedEvents INTEGER NOT NULL,
    roundSeq INTEGER NOT NULL,
    eventSeq INTEGER NOT NULL,
    lostRounds INTEGER NOT NULL,
    lostLines INTEGER NOT NULL,
    vanished INTEGER NOT NULL,
    PRIMARY KEY (jobUid, incarnation)
  ) STRICT;

  -- The whole content of each map as of the session's snapshotSeq, in the canonical encoding of results/.
  CREATE TABLE maps (
    jobUid TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    map INTEGER NOT NULL,
    count INTEGER NOT NULL,
    keys BLOB NOT NULL,
    "values" BLOB NOT NULL,
    PRIMARY KEY (jobUid, incarnation, map),
    FOREIGN KEY (jobUid, incarnation) REFERENCES sessions (jobUid, incarnation) ON DELETE CASCADE
  ) STRICT;

  -- What one incarnation printed in one tick (results/rounds): what was read and reset, and what was read last.
  CREATE TABLE rounds (
    jobUid TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    map INTEGER NOT NULL,
    program INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    takenNs INTEGER NOT NULL,
    closedCount INTEGER,
    closedKeys BLOB,
    closedValues BLOB,
    openCount INTEGER,
    openKeys BLOB,
    openValues BLOB,
    PRIMARY KEY (jobUid, incarnation, map, program, tick),
    FOREIGN KEY (jobUid, incarnation) REFERENCES sessions (jobUid, incarnation) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE series (
    jobUid TEXT NOT NULL REFERENCES jobs (uid) ON DELETE CASCADE,
    map INTEGER NOT NULL,
    program INTEGER NOT NULL,
    late INTEGER NOT NULL,
    reset INTEGER NOT NULL,
    PRIMARY KEY (jobUid, map, program)
  ) STRICT;

  CREATE TABLE lines (
    jobUid TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    seq INTEGER NOT NULL,
    atNs INTEGER NOT NULL,
    text BLOB NOT NULL,
    PRIMARY KEY (jobUid, incarnation, seq),
    FOREIGN KEY (jobUid, incarnation) REFERENCES sessions (jobUid, incarnation) ON DELETE CASCADE
  ) STRICT;
  `,
  'ALTER TABLE parts ADD COLUMN includedNs INTEGER NOT NULL DEFAULT 0',
  "ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'ClusterTraceJob'",
  'ALTER TABLE jobs ADD COLUMN unsafe INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE jobs ADD COLUMN selected TEXT', // JSON
  'ALTER TABLE jobs ADD COLUMN resumed TEXT', // JSON
];
