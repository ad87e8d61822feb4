import type { Database } from '../platform/db/index.ts'
import { prismaConnectionStore } from './prisma-connection-store.ts'
import { prismaCredentialProviderStore } from './prisma-credential-provider-store.ts'
import { prismaRevocationStore } from './prisma-revocation-store.ts'
import { prismaSessionStore } from './prisma-session-store.ts'
import { prismaWorkloadStore } from './prisma-workload-store.ts'

/** Everything that the identity room stores. */
export const prismaIdentityStores = (db: Database) => ({
  providers: prismaCredentialProviderStore(db),
  workloads: prismaWorkloadStore(db),
  sessions: prismaSessionStore(db),
  connections: prismaConnectionStore(db),
  revocations: prismaRevocationStore(db),
})
