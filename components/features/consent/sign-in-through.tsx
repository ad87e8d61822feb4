import type { Person } from '../../../lib/contracts/console.ts'
import type { ClientRequest } from '../../../lib/contracts/mcp-clients.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { FocusCard } from '../../patterns/focus-card.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { ProviderButtons } from '../../patterns/provider-buttons.tsx'
import { consentCopy as copy } from './consent-copy.ts'

export interface SignInThroughProps {
  request: ClientRequest
  requestId: string
  /** Who is signed in, by another way than the gateway wants. */
  person: Person | undefined
  here: string
  /** Why the sign-in came to nothing a moment ago. */
  failure: string | undefined
}

/** Before a client's request to a gateway that takes the people of one provider alone. */
export function SignInThrough({ request, requestId, person, here, failure }: SignInThroughProps) {
  const { signIn, gatewayName = '', clientName = '' } = request
  if (signIn?.state !== 'needed') return <FocusCard title={copy.goneTitle} lead={copy.goneText(gatewayName)} />
  const provider = visibleText(signIn.provider.name)
  return (
    <FocusCard
      title={copy.throughTitle(provider)}
      lead={copy.throughText({ client: visibleText(clientName), gateway: gatewayName, provider })}
    >
      {failure !== undefined && (
        <Notice tone="danger" title={copy.throughFailed}>
          <p>{failure}</p>
        </Notice>
      )}
      {person && <p>{copy.signedInOtherwise(person.email)}</p>}
      <ProviderButtons choices={[signIn.provider]} next={here} intent={{ to: 'client', request: requestId }} alone />
    </FocusCard>
  )
}
