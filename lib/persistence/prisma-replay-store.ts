import type { ReplayStore } from '../control/replay/replay.store.ts'
import type { Database } from '../platform/db/index.ts'

export function prismaReplayStore(db: Database): ReplayStore {
  return {
    async remember(id, ttlMs) {
      // A row that has expired is taken over; one that lives leaves nothing changed.
      const changed = await db.raw(
        `INSERT INTO "ReplayGuard" ("id", "expiresAt") VALUES (?, ${db.nowSql} + CAST(? AS BIGINT))
         ON CONFLICT ("id") DO UPDATE SET "expiresAt" = excluded."expiresAt"
         WHERE "ReplayGuard"."expiresAt" <= ${db.nowSql}`,
        id,
        ttlMs,
      )
      return changed === 1
    },
    purge: () => db.raw(`DELETE FROM "ReplayGuard" WHERE "expiresAt" <= ${db.nowSql}`),
  }
}
