/** Ctrl-C reaches us from the terminal and again from npm and from the start script; that is one wish, not three. */
const sameWishMs = 1_000

/**
 * Runs `stop` on the first SIGTERM, SIGINT or SIGHUP, or when the process that started us is gone, and exits with 0 after
 * it. A second signal, given later on purpose, exits at once.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let askedAt: number | undefined
  const onSignal = (): void => {
    const now = performance.now()
    if (askedAt !== undefined) {
      if (now - askedAt > sameWishMs) process.exit(1)
      return
    }
    askedAt = now
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(
          `Postern did not stop cleanly: ${error instanceof Error ? error.message : String(error)}\n`,
        )
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)
  if (process.connected) process.once('disconnect', onSignal)
}
