import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import { clientRequestCookie, type ClientRequest as Description } from '../../contracts/mcp-clients.ts'
import { openText, sealText } from '../../platform/crypto/sealed-text.ts'
import type { Clients } from '../clients/clients.ts'
import type { AuthzDependencies, SignInGateway, SignInPerson, Visitor } from '../dependencies.ts'
import { artifactId } from '../storage/provider-adapter.ts'
import { answerPurpose, cookieOf, isOurPost, isOwnNavigation } from './browser.ts'
import { consentOf, readClientRequest, type ClientRequest } from './client-request.ts'

const formPurpose = 'client-request-form'

export type InteractionAnswer = { location: string } | { problem: { status: number; title: string; text: string } }

export interface Interactions {
  /** For the consent page. Changes nothing but that the request no longer gives way where somebody is signed in. */
  describe(uid: string, visitor: Visitor | undefined): Promise<Description>
  /** GET: to our page, or straight on where the same was allowed before. */
  begin(request: IncomingMessage, response: ServerResponse, uid: string, visitor?: Visitor): Promise<InteractionAnswer>
  /** POST of our page's form. */
  decide(
    request: IncomingMessage,
    response: ServerResponse,
    uid: string,
    form: URLSearchParams,
    visitor?: Visitor,
  ): Promise<InteractionAnswer>
}

const over: InteractionAnswer = {
  problem: {
    status: 400,
    title: 'This sign-in is over',
    text: 'It was answered already, took longer than ten minutes, or was begun in another browser. Start it again in the application.',
  },
}
const notOurs: InteractionAnswer = {
  problem: {
    status: 403,
    title: 'This did not come from our page',
    text: 'Another site sent this answer, so nothing was done. Start the sign-in again in the application.',
  },
}

/** A gateway may take the people of one sign-in provider alone; how the session was opened counts, not whose it is. */
const mayAnswer = ({ signInProviderId }: SignInGateway, visitor: Visitor | undefined): visitor is Visitor =>
  visitor !== undefined && (signInProviderId === undefined || visitor.signedInWith?.providerId === signInProviderId)

export function createInteractions(
  deps: AuthzDependencies & { clients: Clients; provider(): Promise<Provider> },
): Interactions {
  const { stores, keyring, publicOrigin, clients } = deps
  const page = (uid: string): InteractionAnswer => ({
    location: `${publicOrigin}/consent?id=${encodeURIComponent(uid)}`,
  })
  const formToken = (uid: string, person: SignInPerson) =>
    sealText(keyring, formPurpose, JSON.stringify([uid, person.userId]))

  /** However many strangers begin a sign-in meanwhile, this one waits for its person. */
  const vouch = (uid: string) => stores.artifacts.vouchFor(artifactId('Interaction', uid))

  /** The request, where this browser is the one that brought it. */
  const own = async (provider: Provider, request: IncomingMessage, response: ServerResponse, uid: string) => {
    const interaction = await provider.interactionDetails(request, response).catch((error: unknown) => {
      if (error instanceof errors.SessionNotFound) return undefined
      throw error
    })
    if (interaction?.uid !== uid) return undefined
    const bound = openText(keyring, answerPurpose, cookieOf(request, clientRequestCookie(publicOrigin, uid)) ?? '')
    const read = await readClientRequest(provider, interaction, deps)
    return read && bound === JSON.stringify([uid, read.client.clientId]) ? read : undefined
  }

  const allow = async (
    provider: Provider,
    request: IncomingMessage,
    response: ServerResponse,
    asked: ClientRequest,
    person: Visitor,
  ): Promise<InteractionAnswer> => {
    const { client, gateway } = asked
    const grant = new provider.Grant({ accountId: person.userId, clientId: client.clientId })
    if (asked.oidcScopes.length > 0) grant.addOIDCScope(asked.oidcScopes.join(' '))
    grant.addResourceScope(gateway.url, asked.scopes.join(' '))
    const grantId = await grant.save()
    if (person.signedInWith) await stores.artifacts.keepSignIn(artifactId('Grant', grantId), person.signedInWith.linkId)
    await stores.consents.remember(consentOf(asked, person.userId), {
      type: 'mcp-client.allowed',
      actor: { kind: 'user', user: { kind: 'jwt', iss: provider.issuer, sub: person.userId } },
      resource: `mcp-client/${client.clientId}`,
      outcome: 'ok',
      detail: { clientName: asked.name, gatewayId: gateway.id, redirectHost: asked.redirectHost, scopes: asked.scopes },
    })
    await clients.markUsed(client.clientId)
    const result = { login: { accountId: person.userId, remember: false }, consent: { grantId }, select_account: {} }
    return { location: await provider.interactionResult(request, response, result, { mergeWithLastSubmission: false }) }
  }

  const signInAt = async (gateway: SignInGateway, visitor: Visitor | undefined): Promise<Description['signIn']> => {
    if (gateway.signInProviderId === undefined) return undefined
    const provider = await deps.signInProvider(gateway.signInProviderId)
    return provider ? { state: mayAnswer(gateway, visitor) ? 'done' : 'needed', provider } : { state: 'gone' }
  }

  return {
    async describe(uid, visitor) {
      const provider = await deps.provider()
      const interaction = await provider.Interaction.find(uid)
      const asked = interaction && !interaction.result && (await readClientRequest(provider, interaction, deps))
      if (!asked) return { state: 'closed' }
      if (visitor) await vouch(uid)
      const signIn = await signInAt(asked.gateway, visitor)
      return {
        state: 'open',
        clientName: asked.name,
        clientKind: asked.kind,
        ...(asked.host !== undefined && { clientHost: asked.host }),
        ...(asked.redirectHost !== undefined && { redirectHost: asked.redirectHost }),
        loopbackOnly: asked.loopbackOnly,
        gatewayName: asked.gateway.name,
        scopes: [...asked.oidcScopes, ...asked.scopes],
        expiresAt: new Date(asked.expiresAt * 1000).toISOString(),
        ...(signIn && { signIn }),
        ...(mayAnswer(asked.gateway, visitor) && { formToken: formToken(uid, visitor) }),
      }
    },

    async begin(request, response, uid, visitor) {
      const provider = await deps.provider()
      const asked = await own(provider, request, response, uid)
      if (!asked) return over
      if (visitor) await vouch(uid)
      if (!mayAnswer(asked.gateway, visitor) || asked.asksAnew || asked.loopbackOnly || !isOwnNavigation(asked.site))
        return page(uid)
      const known = await stores.consents.has(consentOf(asked, visitor.userId).id)
      return known ? await allow(provider, request, response, asked, visitor) : page(uid)
    },

    async decide(request, response, uid, form, visitor) {
      if (!isOurPost(request.headers, publicOrigin)) return notOurs
      const provider = await deps.provider()
      const asked = await own(provider, request, response, uid)
      if (!asked) return over
      // The form belongs to the person whom it was shown to: somebody else may have signed in in another tab meanwhile.
      const shownTo = openText(keyring, formPurpose, form.get('form_token') ?? '')
      if (!mayAnswer(asked.gateway, visitor) || shownTo !== JSON.stringify([uid, visitor.userId])) return page(uid)
      if (form.get('decision') === 'allow') return await allow(provider, request, response, asked, visitor)
      const denial = { error: 'access_denied', error_description: 'The person did not allow it.' }
      return {
        location: await provider.interactionResult(request, response, denial, { mergeWithLastSubmission: false }),
      }
    },
  }
}
