'use client'

import { useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import type { TargetConsoleView } from '../../../lib/contracts/console.ts'
import type { GatewayTarget } from '../../../lib/contracts/targets.ts'
import {
  type TargetAddress,
  targetKeys,
  useCancelAuthorization,
  useRenewAuthorization,
} from '../../../lib/console/queries/target-queries.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { Countdown } from '../../patterns/countdown.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { ScopeList } from '../../patterns/scope-list.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { GoButton } from '../../ui/go-button.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.authorize

interface Props {
  address: TargetAddress
  target: GatewayTarget
  pending: TargetConsoleView['pending']
}

/** The consent moment of an admin: who is asked, for what, how long there is, and the way there in the same tab. */
export function AuthorizePanel({ address, target, pending }: Props) {
  const client = useQueryClient()
  const cancel = useCancelAuthorization()
  const refresh = () =>
    void client.invalidateQueries({ queryKey: targetKeys.detail(address.gatewayId, address.targetId) })
  const url = pending?.mine
    ? (pending.authorizationUrl ?? target.authorizationData?.oauth2.authorizationUrl)
    : undefined
  return (
    <Section title={copy.title} description={copy.words}>
      <div className="grid gap-5">
        {pending && (
          <DetailList
            items={[
              { term: 'OAuth client', value: <VisibleText text={pending.providerName} /> },
              { term: 'Scopes', value: pending.scopes.length > 0 && <ScopeList scopes={pending.scopes} /> },
              { term: copy.left, value: <Countdown until={pending.expiresAt} onEnd={refresh} /> },
            ]}
          />
        )}
        {pending && !pending.mine && <Notice>{copy.notMine(pending.startedBy)}</Notice>}
        {pending?.opened && <Notice>{copy.opened}</Notice>}
        <div className="flex flex-wrap gap-2">
          {url === undefined ? <FreshLinkButton address={address} /> : <AuthorizeButton url={url} />}
          <Button busy={cancel.isPending} onClick={() => cancel.mutate(address)}>
            {copy.cancel}
          </Button>
        </div>
        {cancel.error && <ErrorNotice error={cancel.error} />}
        {url !== undefined && <CopyField label={copy.url} value={url} hint={copy.onlyYou} />}
      </div>
    </Section>
  )
}

const Label = () => (
  <>
    <KeyRound aria-hidden />
    {copy.authorize}
  </>
)

/** In this tab: the address is the front door's, which Next's router does not know. */
const AuthorizeButton = ({ url }: { url: string }) => (
  <GoButton variant="primary" href={url}>
    <Label />
  </GoButton>
)

/** The link that is pending is bound to somebody else (or not known here), so a fresh one is made first. */
function FreshLinkButton({ address }: { address: TargetAddress }) {
  const renew = useRenewAuthorization()
  const go = async () => {
    const renewed = await renew.mutateAsync(address)
    const url = renewed.authorizationData?.oauth2.authorizationUrl
    if (url) window.location.assign(url)
  }
  return (
    <div className="grid gap-3">
      <Button variant="primary" busy={renew.isPending} onClick={() => void go().catch(() => undefined)}>
        <Label />
      </Button>
      {renew.error && <ErrorNotice error={renew.error} />}
    </div>
  )
}
