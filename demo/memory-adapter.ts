import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'

/** oidc-provider's storage in memory. `consume` is compare-and-set, without which a code could be exchanged twice. */
export function memoryAdapters(): ((model: string) => Adapter) & {
  /** Drops all of a person's rows of these models, as when he throws an app out at the provider's own page. */
  forget(accountId: string, models: readonly string[]): void
} {
  const rows = new Map<string, AdapterPayload>()
  const grants = new Map<string, Set<string>>()
  const find = (key: string): AdapterPayload | undefined => {
    const row = rows.get(key)
    return row?.exp !== undefined && Number(row.exp) * 1000 < Date.now() ? undefined : row
  }
  const findBy = (prefix: string, test: (row: AdapterPayload) => boolean): AdapterPayload | undefined => {
    for (const key of rows.keys()) {
      const row = key.startsWith(prefix) ? find(key) : undefined
      if (row !== undefined && test(row)) return row
    }
    return undefined
  }
  const forget = (accountId: string, models: readonly string[]): void => {
    for (const [key, row] of rows) {
      if (row.accountId === accountId && models.some((model) => key.startsWith(`${model}:`))) rows.delete(key)
    }
  }
  const adapterOf = (model: string): Adapter => {
    const prefix = `${model}:`
    return {
      async upsert(id, payload, expiresIn) {
        const exp = expiresIn ? Math.floor(Date.now() / 1000) + expiresIn : undefined
        rows.set(prefix + id, exp === undefined ? payload : { ...payload, exp: payload.exp ?? exp })
        if (payload.grantId !== undefined) {
          const ids = grants.get(payload.grantId) ?? new Set<string>()
          grants.set(payload.grantId, ids.add(prefix + id))
        }
      },
      find: async (id) => find(prefix + id),
      findByUid: async (uid) => findBy(prefix, (row) => row.uid === uid),
      findByUserCode: async (code) => findBy(prefix, (row) => row.userCode === code),
      async consume(id) {
        const row = rows.get(prefix + id)
        if (row === undefined || row.consumed) throw new errors.InvalidGrant('already used')
        rows.set(prefix + id, { ...row, consumed: Math.floor(Date.now() / 1000) })
      },
      async destroy(id) {
        rows.delete(prefix + id)
      },
      async revokeByGrantId(grantId) {
        for (const key of grants.get(grantId) ?? []) rows.delete(key)
        grants.delete(grantId)
      },
    }
  }
  return Object.assign(adapterOf, { forget })
}
