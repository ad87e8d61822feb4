import type { Settings } from '../platform/env.ts'
import type { AccessKeys } from '../policy/index.ts'

/** The one access key that settings may give; it has all rights. */
export function rootAccessKey({
  rootAccessKey: key,
  account,
}: Pick<Settings, 'rootAccessKey' | 'account'>): AccessKeys {
  return {
    find(accessKeyId) {
      const known = key?.accessKeyId === accessKeyId
      return Promise.resolve(known ? { secret: key.secretAccessKey, arn: `arn:aws:iam::${account}:root` } : undefined)
    },
  }
}
