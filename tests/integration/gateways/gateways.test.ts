import { describe, expect, test } from 'vitest'
import { admin, startRooms } from '../targets/harness.ts'

const roleArn = 'arn:aws:iam::000000000000:role/r'
const open = (name: string) => ({ name, roleArn, authorizerType: 'NONE' as const })
const token = 'a'.repeat(36)

describe('gateways', () => {
  test('F-01 ten requests with one client token make one gateway; other input with it is refused', async () => {
    const { gateways } = await startRooms()
    const created = await Promise.all(Array.from({ length: 10 }, () => gateways.create(admin, open('one'), token)))
    expect(new Set(created.map((gateway) => gateway.id)).size).toBe(1)
    expect(created.every((gateway) => gateway.status === 'READY')).toBe(true)
    await expect(gateways.create(admin, open('two'), token)).rejects.toMatchObject({
      ...{ code: 'ValidationException', reason: 'IdempotentParameterMismatchException' },
    })
  })

  test('a name taken is a ConflictException with the way out', async () => {
    const { gateways } = await startRooms()
    await gateways.create(admin, open('one'))
    await expect(gateways.create(admin, open('one'))).rejects.toMatchObject({
      ...{ code: 'ConflictException', message: expect.stringContaining('Choose another name') },
    })
  })

  test('an update replaces everything but tags and name', async () => {
    const { gateways } = await startRooms()
    const { id } = await gateways.create(admin, {
      ...open('one'),
      ...{ description: 'd', exceptionLevel: 'DEBUG', tags: { team: 'a' } },
    })
    const updated = await gateways.update(admin, id, open('one'))
    expect(updated.settings).toEqual({ roleArn, authorizerType: 'NONE', tags: { team: 'a' } })
    await expect(gateways.update(admin, id, open('two'))).rejects.toThrow(/name cannot change/)
  })

  test('a deleted gateway is gone, and may be made again under its name', async () => {
    const { gateways } = await startRooms()
    const { id } = await gateways.create(admin, open('one'))
    expect(await gateways.remove(admin, id)).toMatchObject({ id, status: 'DELETING' })
    await expect(gateways.get(id)).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
    await expect(gateways.remove(admin, id)).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
    expect((await gateways.create(admin, open('one'))).id).not.toBe(id)
  })

  test('F-01 what a crash left half made or half deleted is finished at the next start', async () => {
    const { db, gateways } = await startRooms()
    const made = await gateways.create(admin, open('made'))
    const gone = await gateways.create(admin, open('gone'))
    await db.raw('UPDATE "Gateway" SET "status" = \'CREATING\' WHERE "id" = ?', made.id)
    await db.raw('UPDATE "Gateway" SET "status" = \'DELETING\' WHERE "id" = ?', gone.id)
    await gateways.resume()
    expect((await gateways.get(made.id)).status).toBe('READY')
    expect(await gateways.find(gone.id)).toBeUndefined()
  })

  test('every change has its audit row', async () => {
    const { db, gateways } = await startRooms()
    const { id } = await gateways.create(admin, open('one'))
    await gateways.update(admin, id, open('one'))
    await gateways.remove(admin, id)
    const rows = await db.client.auditEvent.findMany({ where: { resource: `gateway/${id}` }, orderBy: { at: 'asc' } })
    expect(rows.map((row) => row.type).sort()).toEqual(['gateway.created', 'gateway.deleted', 'gateway.updated'])
  })
})
