import type { ConsentStore, StoredConsent } from '../authz-server/interactions/consent.store.ts'
import type { AuthzSettingsStore } from '../authz-server/settings.store.ts'
import type { Database } from '../platform/db/index.ts'
import { auditRow } from './unit-of-work.ts'
import { prismaArtifactStore } from './prisma-artifact-store.ts'
import { prismaMcpClientStore } from './prisma-mcp-client-store.ts'
import { prismaSigningKeyStore } from './prisma-signing-key-store.ts'

const settingName = 'client-sign-in'

function prismaConsentStore(db: Database): ConsentStore {
  return {
    has: async (id) => (await db.query('SELECT 1 AS "found" FROM "ClientConsent" WHERE "id" = ?', id)).length > 0,

    isAllowed: async (clientId) =>
      (await db.query('SELECT 1 AS "found" FROM "ClientConsent" WHERE "clientId" = ? LIMIT 1', clientId)).length > 0,

    async remember(consent, audit) {
      await db.batch([
        db.statement(
          `INSERT INTO "ClientConsent" ("id", "userId", "clientId", "clientName", "redirectHost", "gatewayId", "scopes", "createdAt", "usedAt")
           VALUES (?, ?, ?, ?, ?, ?, ?, ${db.nowSql}, ${db.nowSql})
           ON CONFLICT ("id") DO UPDATE SET "usedAt" = excluded."usedAt"`,
          consent.id,
          consent.userId,
          consent.clientId,
          consent.clientName,
          consent.redirectHost,
          consent.gatewayId,
          JSON.stringify(consent.scopes),
        ),
        auditRow(db, audit),
      ])
    },

    async of(userId) {
      const rows = await db.query<Omit<StoredConsent, 'scopes'> & { scopes: string }>(
        `SELECT "id", "userId", "clientId", "clientName", "redirectHost", "gatewayId", "scopes", "createdAt", "usedAt"
         FROM "ClientConsent" WHERE "userId" = ? ORDER BY "usedAt" DESC, "id"`,
        userId,
      )
      return rows.map((row) => ({ ...row, scopes: JSON.parse(row.scopes) as string[] }))
    },

    async forget(userId, clientId) {
      await db.raw('DELETE FROM "ClientConsent" WHERE "userId" = ? AND "clientId" = ?', userId, clientId)
    },
  }
}

function prismaAuthzSettingsStore(db: Database): AuthzSettingsStore {
  return {
    async read() {
      const row = await db.client.setting.findUnique({ where: { name: settingName } })
      return row ? (JSON.parse(row.value) as Awaited<ReturnType<AuthzSettingsStore['read']>>) : undefined
    },
    async write(settings, audit) {
      await db.batch([
        db.statement(
          `INSERT INTO "Setting" ("name", "value") VALUES (?, ?) ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"`,
          settingName,
          JSON.stringify(settings),
        ),
        auditRow(db, audit),
      ])
    },
  }
}

export const prismaAuthzStores = (db: Database) => ({
  artifacts: prismaArtifactStore(db),
  keys: prismaSigningKeyStore(db),
  clients: prismaMcpClientStore(db),
  consents: prismaConsentStore(db),
  settings: prismaAuthzSettingsStore(db),
})
