import type { Logger } from '../../../platform/logger.ts'
import type { SignInProvidersDeps } from '../providers.ts'
import { applySignInFile } from './apply-file.ts'
import { readSignInFile } from './read-file.ts'

/** By reading, not by a watch: that sees replaced files, mounted ones and the secrets beside it alike. */
const rereadEveryMs = 5_000

/** sign-in.json: the providers that an operator sets by a file. */
export interface SignInFile {
  /** Of the file, while it is there. */
  path(): string | undefined
  /** At the start. @throws SignInFileError */
  load(): Promise<void>
  /** What has changed since; what is wrong is logged once, and what was in force stays. Never rejects. */
  reread(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export function createSignInFile(
  deps: SignInProvidersDeps & { file: string; logger: Pick<Logger, 'info' | 'warn' | 'error'> },
): SignInFile {
  const { file, logger } = deps
  let applied: string | undefined
  let told: string | undefined
  let timer: NodeJS.Timeout | undefined
  let rereading: Promise<void> | undefined

  const load = async (): Promise<boolean> => {
    const reading = await readSignInFile(file)
    if (reading?.digest === applied) return false
    if (reading) await applySignInFile(deps, file, reading.providers)
    applied = reading?.digest
    return true
  }
  const reread = async (): Promise<void> => {
    try {
      const isNews = await load()
      if (isNews && applied === undefined)
        logger.warn({ file }, 'The sign-in file is gone. Its providers stay, and can be changed in the console.')
      else if (isNews) logger.info({ file }, 'The sign-in file was read again.')
      told = undefined
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (message !== told)
        logger.error({ file, reason: message }, 'The sign-in file is wrong. What was in force before stays.')
      told = message
    }
  }

  const rereadOnce = () => (rereading ??= reread().finally(() => (rereading = undefined)))
  return {
    path: () => (applied === undefined ? undefined : file),
    load: async () => void (await load()),
    reread: rereadOnce,
    start() {
      timer ??= setInterval(() => void rereadOnce(), rereadEveryMs).unref()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await rereading
    },
  }
}
