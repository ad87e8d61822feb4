import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { supportedMcpVersions } from '../../../lib/contracts/gateways.ts'
import { signInOf } from '../../../lib/console/sign-in.ts'
import { DetailList } from '../../patterns/detail-list.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { approvalLabel, signInLabel } from './gateway-copy.ts'
import { gatewayValues } from './gateway-form-model.ts'
import { SignInProviderName } from './sign-in-provider-name.tsx'
import { throughCopy } from './through-copy.ts'

const matchWords = { equals: 'is', contains: 'contains', 'contains-any': 'contains any of' } as const

const Mono = ({ items }: { items: readonly string[] }) => (
  <ul className="grid gap-0.5 font-mono text-xs leading-5">
    {items.map((item) => (
      <li key={item}>
        <VisibleText text={item} className="break-all" />
      </li>
    ))}
  </ul>
)

/** The gateway's settings to read: sign-in first, since it decides who gets in. */
export function GatewayFacts({ gateway }: { gateway: Gateway }) {
  const jwt = gateway.authorizerConfiguration?.customJWTAuthorizer
  const mcp = gateway.protocolConfiguration?.mcp
  const claims = gatewayValues(gateway).customClaims.map(
    (claim) => `${claim.name} ${matchWords[claim.match]} ${claim.value.replaceAll('\n', ', ')}`,
  )
  const has = (items: readonly string[] | undefined) => (items?.length ? <Mono items={items} /> : undefined)
  return (
    <DetailList
      items={[
        { term: 'Sign-in', value: signInLabel[signInOf(gateway)] },
        {
          term: throughCopy.provider,
          value: gateway.signIn?.providerId && <SignInProviderName id={gateway.signIn.providerId} />,
        },
        { term: 'Discovery URL', value: has(jwt && [jwt.discoveryUrl]) },
        { term: 'Allowed clients', value: has(jwt?.allowedClients) },
        { term: 'Allowed audiences', value: has(jwt?.allowedAudience) },
        { term: 'Allowed scopes', value: has(jwt?.allowedScopes) },
        { term: 'Custom claims', value: has(claims) },
        { term: 'Approval of changes', value: approvalLabel[gateway.approval ?? 'automatic'] },
        { term: 'Supported versions', value: (mcp?.supportedVersions ?? supportedMcpVersions).join(', ') },
        { term: 'Instructions', value: mcp?.instructions && <VisibleText text={mcp.instructions} multiline /> },
        { term: 'Service role ARN', value: has(gateway.roleArn ? [gateway.roleArn] : undefined) },
        { term: 'Created', value: <Time at={gateway.createdAt} /> },
        { term: 'Updated', value: <Time at={gateway.updatedAt} /> },
      ]}
    />
  )
}
