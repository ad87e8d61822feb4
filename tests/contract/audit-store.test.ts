import { expect, test } from 'vitest'
import { createAudit } from '../../lib/audit/index.ts'
import { Secret } from '../../lib/kernel/secret.ts'
import { prismaAuditStore } from '../../lib/persistence/prisma-audit-store.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

describeOnBothDatabases('audit store', (open) => {
  test('an entry is stored with the time of the database, and a secret in it is not (I1)', async () => {
    const db = open()
    const before = await db.now()
    await createAudit(prismaAuditStore(db)).record({
      type: 'authorization.refused',
      actor: { kind: 'user', user: { kind: 'jwt', iss: 'https://as.example', sub: 'ann' } },
      resource: 'session/1',
      outcome: 'refused',
      detail: { why: 'other user', proof: new Secret('canary-9f2c') },
    })
    const [row, ...others] = await db.client.auditEvent.findMany()
    expect(others).toEqual([])
    expect(row).toMatchObject({
      type: 'authorization.refused',
      resource: 'session/1',
      outcome: 'refused',
      changeId: null,
    })
    expect(JSON.parse(row?.actor ?? '')).toEqual({
      kind: 'user',
      user: { kind: 'jwt', iss: 'https://as.example', sub: 'ann' },
    })
    expect(JSON.parse(row?.detail ?? '')).toEqual({ why: 'other user', proof: '[secret]' })
    expect(Number(row?.at)).toBeGreaterThanOrEqual(before)
    expect(Number(row?.at)).toBeLessThanOrEqual(await db.now())
  })
})
