import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { DomainError } from '../kernel/domain-error.ts'
import { createMutex } from '../platform/mutex.ts'

/** Of scrypt. Written into each hash, so that it can rise later. */
export interface HashCost {
  N: number
  r: number
  p: number
}
/** OWASP's row for 32 MiB. */
const enough: HashCost = { N: 2 ** 15, r: 8, p: 3 }
const saltBytes = 16
const hashBytes = 32
const mostWaiting = 100

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** With `undefined` it takes as long and is false: an unknown address looks like a wrong password. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** One at a time: a flood of sign-ins must not take the threads that file and name look-ups need. */
export function createPasswordHasher(cost: HashCost = enough): PasswordHasher {
  const mutex = createMutex()
  let waiting = 0
  const derive = async (password: string, salt: Buffer, { N, r, p }: HashCost): Promise<Buffer> => {
    if (waiting >= mostWaiting) {
      throw new DomainError('ThrottlingException', 'Too many people are signing in at once. Try again in a minute.')
    }
    waiting += 1
    try {
      return await mutex.run(() => scryptBytes(password, salt, { N, r, p, maxmem: 256 * N * r }))
    } finally {
      waiting -= 1
    }
  }
  return {
    async hash(password) {
      const salt = randomBytes(saltBytes)
      return serialise(cost, salt, await derive(password, salt, cost))
    },
    async verify(password, hash) {
      const parsed = hash === undefined ? undefined : parse(hash)
      const bytes = await derive(password, parsed?.salt ?? randomBytes(saltBytes), parsed?.cost ?? cost)
      return parsed !== undefined && timingSafeEqual(bytes, parsed.bytes)
    },
  }
}

function scryptBytes(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFKC: the same characters from another keyboard are the same password (RFC 8265).
    scrypt(password.normalize('NFKC'), salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

const serialise = (cost: HashCost, salt: Buffer, bytes: Buffer): string =>
  ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), bytes.toString('base64url')].join('$')

function parse(hash: string) {
  const [name, N, r, p, salt, bytes] = hash.split('$')
  if (name !== 'scrypt' || !salt || !bytes) throw new Error('A stored password hash is not one of ours.')
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    bytes: Buffer.from(bytes, 'base64url'),
  }
}
