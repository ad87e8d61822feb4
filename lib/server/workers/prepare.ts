import { createAccounts, createSignInFile } from '../../accounts/index.ts'
import { createAudit } from '../../audit/index.ts'
import { prismaAccountStore } from '../../persistence/prisma-account-store.ts'
import { prismaPeopleStore } from '../../persistence/prisma-people-store.ts'
import { prismaAuditStore } from '../../persistence/prisma-audit-store.ts'
import { prismaKeyCheckStore } from '../../persistence/prisma-key-check-store.ts'
import { prismaSignInStore } from '../../persistence/prisma-sign-in-store.ts'
import { createChangeBus } from '../../platform/changes.ts'
import { systemClock } from '../../platform/clock.ts'
import { openKeyring } from '../../platform/crypto/open-keyring.ts'
import { openDatabase } from '../../platform/db/index.ts'
import type { Settings } from '../../platform/env.ts'
import type { Logger } from '../../platform/logger.ts'
import { createUrlPolicy } from '../../kernel/url-policy.ts'
import { consoleSecretOf } from '../console-session.ts'

/** What a start makes, made once before several processes begin: migrations, master key, administrator, sign-in file. */
export async function prepareStore(
  settings: Settings,
  logger: Logger,
  root: string,
): Promise<{ consoleSecret: string; setupToken: string | undefined }> {
  const db = await openDatabase(settings.database, logger, { root })
  try {
    const keyring = await openKeyring(settings, prismaKeyCheckStore(db))
    const audit = createAudit(prismaAuditStore(db))
    const store = prismaAccountStore(db)
    const changes = createChangeBus()
    const accounts = createAccounts({
      ...{ store, people: prismaPeopleStore(db), audit, changes, clock: systemClock },
    })
    const { publicOrigin, isLoopback, egressAllow } = settings
    const urlPolicy = createUrlPolicy({ isLoopback, egressAllow, publicOrigin })
    await createSignInFile({
      ...{ store: prismaSignInStore(db), keyring, urlPolicy, changes, publicOrigin, logger },
      file: settings.signInFile,
    }).load()
    if (settings.admin) await accounts.ensureAdmin(settings.admin.email, settings.admin.password.reveal())
    return { consoleSecret: consoleSecretOf(keyring), setupToken: await accounts.setupToken() }
  } finally {
    await db[Symbol.asyncDispose]()
  }
}
