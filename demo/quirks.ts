import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Ledger } from './ledger.ts'

/** Habits of real vendors and faults, each a switch. */
export interface Quirks {
  /** Token errors come with status 200 (GitHub). */
  errorsAs200?: boolean
  /** Token answers are form-encoded whatever is asked for (GitHub without an Accept header). */
  formEncoded?: boolean
  /** No `expires_in` and no refresh token (GitHub OAuth apps). */
  noExpiry?: boolean
  /** The token endpoint answers this status, without spending anything. */
  tokenEndpointStatus?: number
}

type Middleware = (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>

export function applyQuirks(quirks: Quirks, ledger: Ledger): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/auth') ledger.entries.push({ kind: 'authorization', presented: ctx.querystring, status: 0 })
    if (ctx.path === '/token' && quirks.tokenEndpointStatus !== undefined) {
      ctx.status = quirks.tokenEndpointStatus
      ctx.body = { error: 'temporarily_unavailable' }
      return
    }
    await next()
    const params: Record<string, unknown> = ctx.oidc?.params ?? {}
    if (ctx.path === '/token/revocation') {
      ledger.entries.push({ kind: 'revocation', presented: String(params['token']), status: ctx.status })
    }
    if (ctx.path !== '/token') return
    const refresh = params['grant_type'] === 'refresh_token'
    ledger.entries.push({
      kind: refresh ? 'refresh' : 'exchange',
      presented: String(refresh ? params['refresh_token'] : params['code']),
      status: ctx.status,
    })
    reshape(ctx, quirks)
  }
}

function reshape(ctx: KoaContextWithOIDC, quirks: Quirks): void {
  let body = ctx.body as Record<string, unknown>
  if (quirks.noExpiry && ctx.status === 200) {
    const { expires_in: _lifetime, refresh_token: _refresh, ...rest } = body
    body = rest
  }
  if (quirks.errorsAs200 && ctx.status >= 400) ctx.status = 200
  if (quirks.formEncoded) {
    ctx.type = 'application/x-www-form-urlencoded'
    ctx.body = new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])).toString()
  } else {
    ctx.body = body
  }
}
