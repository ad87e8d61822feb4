import type { Provider, KoaContextWithOIDC } from 'oidc-provider'
import { escapeHtml, kitPage, postButton } from './pages.ts'

/** The sign-in and consent pages: one button a person, and *Allow* or *Deny*. */
export function mountInteractions(provider: Provider, people: readonly string[]): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const match = /^\/interaction\/([^/]+)(?:\/(login|consent|deny))?$/.exec(ctx.path)
    if (match === null) return next()
    const interaction = await provider.interactionDetails(ctx.req, ctx.res)
    const base = `/interaction/${match[1]}`
    if (ctx.method === 'POST' && match[2] !== undefined) {
      const result = await decide(provider, interaction, match[2], ctx.query['person'])
      ctx.respond = false
      await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: match[2] === 'consent' })
      return
    }
    ctx.type = 'html'
    if (interaction.prompt.name === 'login') {
      const buttons = people.map((name) => postButton(`${base}/login?person=${name}`, `Sign in as ${name}`))
      ctx.body = kitPage('Sign in to the trial server', `<p>Who are you?</p>${buttons.join('')}`)
      return
    }
    const scopes = String(interaction.params['scope'] ?? '')
      .split(' ')
      .filter(Boolean)
    ctx.body = kitPage(
      'Allow access?',
      `<p><strong>${escapeHtml(String(interaction.params['client_id']))}</strong> wants to act as
       <strong>${escapeHtml(interaction.session?.accountId ?? '')}</strong>.</p>
       <ul>${scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('')}</ul>
       ${postButton(`${base}/consent`, 'Allow')}${postButton(`${base}/deny`, 'Deny')}`,
    )
  })
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

async function decide(provider: Provider, interaction: Interaction, verb: string, person: unknown) {
  if (verb === 'login') return { login: { accountId: String(person) } }
  if (verb === 'deny') return { error: 'access_denied', error_description: 'The person declined.' }
  // A grant of its own for every consent, so that revoking one connection leaves the others alone.
  const grant = new provider.Grant({
    accountId: interaction.session?.accountId,
    clientId: String(interaction.params['client_id']),
  })
  const details = interaction.prompt.details as {
    missingOIDCScope?: string[]
    missingResourceScopes?: Record<string, string[]>
  }
  const requested = String(interaction.params['scope'] ?? '')
  grant.addOIDCScope(requested)
  const resources = [interaction.params['resource']].flat().filter((value) => typeof value === 'string')
  for (const resource of resources) grant.addResourceScope(resource, requested)
  for (const [resource, scopes] of Object.entries(details.missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(' '))
  }
  return { consent: { grantId: await grant.save() } }
}
