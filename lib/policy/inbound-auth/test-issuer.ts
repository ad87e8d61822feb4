import { z } from 'zod'
import type { IssuerFault, IssuerReport } from '../../contracts/issuers.ts'
import { egressErrorOf } from '../../platform/http/index.ts'
import { impliedIssuer } from './issuer.ts'
import { ask, IssuerUnavailable, type IssuerClient } from './issuer-client.ts'

export interface IssuerTests {
  /** Never rejects for what an issuer does. Takes ten seconds for each of two documents at most. */
  test(discoveryUrl: string): Promise<IssuerReport>
}

const texts = z.array(z.string()).catch([])
const discoverySchema = z.object({
  issuer: z.string(),
  jwks_uri: z.string(),
  scopes_supported: texts,
  code_challenge_methods_supported: texts,
  registration_endpoint: z.string().optional().catch(undefined),
  client_id_metadata_document_supported: z.boolean().catch(false),
})
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), use: z.string().optional() })) })
/** Kinds that the algorithms of the verifier know; a key for encryption verifies nothing. */
const keyTypes = ['RSA', 'EC', 'OKP']
const mostScopes = 100

export function createIssuerTests({
  egress,
  ownDiscoveryUrl,
}: {
  egress: IssuerClient
  /** Of our own authorization server, which is never asked over HTTP. */
  ownDiscoveryUrl: string
}): IssuerTests {
  return {
    async test(discoveryUrl) {
      if (discoveryUrl === ownDiscoveryUrl)
        return unusable('own', 'This is Postern’s own address. Choose the built-in sign-in instead.')
      const startedAt = performance.now()
      try {
        return await inspect(egress, discoveryUrl, startedAt)
      } catch (error) {
        if (error instanceof IssuerUnavailable) return faultOf(error, impliedIssuer(discoveryUrl))
        throw error
      }
    },
  }
}

async function inspect(egress: IssuerClient, discoveryUrl: string, startedAt: number): Promise<IssuerReport> {
  const document = await ask(egress, discoveryUrl, (json) => discoverySchema.parse(json))
  const implied = impliedIssuer(discoveryUrl)
  if (document.issuer !== implied && document.issuer !== `${implied}/`)
    return unusable(
      'another-issuer',
      `The document says that it belongs to another issuer than ${implied}, which its address stands for. Tokens of either would be refused. Give the address that belongs to the issuer, or have its operator correct the document.`,
    )
  const { keys } = await ask(egress, document.jwks_uri, (json) => keySetSchema.parse(json))
  const usable = keys.filter(({ kty, use }) => keyTypes.includes(kty) && use !== 'enc').length
  if (usable === 0)
    return unusable('no-keys', 'Its key set has no key that verifies tokens. Its operator has to publish one.')
  return {
    usable: true,
    issuer: document.issuer,
    keys: usable,
    scopes: document.scopes_supported.slice(0, mostScopes),
    registration: {
      dynamic: document.registration_endpoint !== undefined,
      metadataDocuments: document.client_id_metadata_document_supported,
    },
    pkce: document.code_challenge_methods_supported.includes('S256'),
    tookMs: Math.round(performance.now() - startedAt),
  }
}

const unusable = (fault: IssuerFault, detail: string): IssuerReport => ({ usable: false, fault, detail })

function faultOf(error: IssuerUnavailable, issuer: string): IssuerReport {
  const rule = egressErrorOf(error)?.rule
  if (error.fault !== undefined || rule === 'size' || rule === 'encoding')
    return unusable(
      'unusable-document',
      `What ${issuer} answered is not a discovery document with an issuer and a jwks_uri, or its keys are not a key set. Check the URL; it may be a sign-in page or a proxy’s.`,
    )
  if (rule === 'time')
    return unusable(
      'slow',
      `${issuer} did not answer within ten seconds. Calls would wait for it as long. Try again; if it stays so, its operator has to look.`,
    )
  if (rule === 'url' || rule === 'address')
    return unusable(
      'refused-address',
      `${issuer}, or the address of its keys, is not one that Postern may call: https, and no private network unless EGRESS_ALLOW names it.`,
    )
  if (rule === 'redirect')
    return unusable(
      'no-document',
      `${issuer} answers with a redirect, which is not followed. Give the address it leads to.`,
    )
  if (rule === undefined)
    return unusable(
      'no-document',
      `${issuer} answers, and not with a document at this address. Check the URL with its operator.`,
    )
  return unusable(
    'unreachable',
    `${issuer} cannot be reached from here now. Check the name and that it is up. The gateway can be saved all the same; nobody gets in before it answers.`,
  )
}
