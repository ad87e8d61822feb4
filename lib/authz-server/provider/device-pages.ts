import { errors, type KoaContextWithOIDC } from 'oidc-provider'

/** The words of the device page's address for why a code was not taken. */
const problemOf = (error: unknown): string => {
  const name = error instanceof Error ? error.name : ''
  if (name === 'ExpiredError') return 'expired'
  if (name === 'AlreadyUsedError') return 'used'
  if (error instanceof errors.AccessDenied || name === 'AbortedError') return 'refused'
  return 'unknown'
}

/** All pages are the console's: a person types the code at /device, and decides where every client is decided about. */
export function devicePages(publicOrigin: string) {
  const to = (ctx: KoaContextWithOIDC, query: string): void => {
    ctx.status = 303
    ctx.redirect(`${publicOrigin}/device${query}`)
  }
  return {
    charset: 'base-20' as const,
    mask: '****-****',
    userCodeInputSource: (ctx: KoaContextWithOIDC, _form: string, _out?: unknown, error?: unknown) =>
      to(ctx, error === undefined ? '' : `?problem=${problemOf(error)}`),
    userCodeConfirmSource: (ctx: KoaContextWithOIDC) => to(ctx, ''),
    successSource: (ctx: KoaContextWithOIDC) => to(ctx, '?done=1'),
  }
}
