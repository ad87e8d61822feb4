import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { createMutex } from '../mutex.ts'

type Adapter = Awaited<ReturnType<PrismaBetterSqlite3['connect']>>
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>

export const busyTimeoutMs = 10_000
/** synchronous=FULL: what is acknowledged has reached the disk (I4); better-sqlite3 would set NORMAL for WAL. */
export const connectionPragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;`

const identity = { provider: 'sqlite', adapterName: 'postern-serial-sqlite' } as const

/**
 * Prisma's adapter has one connection and lets statements outside a transaction slip in between its BEGIN and COMMIT:
 * they would be acknowledged before they are durable, and lost when that transaction rolls back. Here they queue.
 * BEGIN IMMEDIATE takes the write lock at once, so that another process (a backup) makes a batch wait, not fail half way.
 */
export const serialSqlite = (file: string) => ({
  ...identity,
  async connect(): Promise<Adapter> {
    const connection = await new PrismaBetterSqlite3({ url: file, timeout: busyTimeoutMs }).connect()
    await connection.executeScript(connectionPragmas)
    return serialise(connection)
  },
})

function serialise(connection: Adapter): Adapter {
  const mutex = createMutex()
  return {
    ...identity,
    queryRaw: (query) => mutex.run(() => connection.queryRaw(query)),
    executeRaw: (query) => mutex.run(() => connection.executeRaw(query)),
    executeScript: (script) => mutex.run(() => connection.executeScript(script)),
    dispose: () => mutex.run(() => connection.dispose()),
    async startTransaction() {
      const release = await mutex.acquire()
      try {
        await connection.executeScript('BEGIN IMMEDIATE')
      } catch (error) {
        release()
        throw error
      }
      return transactionOn(connection, release)
    },
  }
}

/** Prisma sends COMMIT or ROLLBACK as a statement and calls the method of that name afterwards. */
function transactionOn(connection: Adapter, release: () => void): Transaction {
  return {
    ...identity,
    options: { usePhantomQuery: false },
    queryRaw: (query) => connection.queryRaw(query),
    executeRaw: (query) => connection.executeRaw(query),
    createSavepoint: (name) => connection.executeScript(`SAVEPOINT ${name}`),
    rollbackToSavepoint: (name) => connection.executeScript(`ROLLBACK TO ${name}`),
    releaseSavepoint: (name) => connection.executeScript(`RELEASE SAVEPOINT ${name}`),
    async commit() {
      release()
    },
    async rollback() {
      try {
        // After a COMMIT that failed, Prisma calls this without having sent ROLLBACK. Where it has, this one is refused.
        await connection.executeScript('ROLLBACK')
      } catch {
        // No transaction is open: the usual case.
      } finally {
        release()
      }
    },
  }
}
