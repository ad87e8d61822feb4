'use client'

import { useQuery } from '@tanstack/react-query'
import { Pencil, Plug, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { isNotFound } from '../../../lib/console/api-error.ts'
import { gatewayQuery } from '../../../lib/console/queries/gateway-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { GatewayStatusBadge } from '../../patterns/gateway-status-badge.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Card, Section } from '../../ui/card.tsx'
import { GoButton } from '../../ui/go-button.tsx'
import { DeleteGateway } from './delete-gateway.tsx'
import { gatewayCopy as copy } from './gateway-copy.ts'
import { GatewayFacts } from './gateway-facts.tsx'
import { GatewaySkeleton } from './gateway-skeleton.tsx'
import { SignInProviderGone } from './sign-in-provider-name.tsx'

/** `children` are the tables of targets and of calls, which are other features'. */
export function GatewayDetail({ gatewayId, children }: { gatewayId: string; children: ReactNode }) {
  const { data: gateway, error, refetch } = useQuery(gatewayQuery(gatewayId))
  if (error && (gateway === undefined || isNotFound(error)))
    return (
      <>
        <PageHeader title="Gateway" />
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </>
    )
  if (gateway === undefined) return <GatewaySkeleton />
  return (
    <div className="grid gap-6">
      <PageHeader
        title={gateway.name}
        description={gateway.description}
        badge={<GatewayStatusBadge status={gateway.status} />}
        action={
          <>
            <ButtonLink href={routes.connectClient(gatewayId)}>
              <Plug aria-hidden />
              {copy.detail.connect}
            </ButtonLink>
            <Can action="gateways.change">
              <ButtonLink href={routes.editGateway(gatewayId)}>
                <Pencil aria-hidden />
                Edit
              </ButtonLink>
            </Can>
            <Can action="targets.change">
              <GoButton variant="primary" href={routes.newTarget(gatewayId)}>
                <Plus aria-hidden />
                Add target
              </GoButton>
            </Can>
          </>
        }
      />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {gateway.statusReasons?.map((reason) => (
        <Notice key={reason} tone="warning">
          {reason}
        </Notice>
      ))}
      {gateway.signIn?.providerId && <SignInProviderGone id={gateway.signIn.providerId} />}
      <Card className="grid gap-5 p-4 sm:p-5 lg:grid-cols-2">
        <CopyField label="Endpoint URL" value={gateway.gatewayUrl} hint={copy.detail.endpoint} />
        <CopyField label="ARN" value={gateway.gatewayArn} />
      </Card>
      {children}
      <Section title="Settings">
        <GatewayFacts gateway={gateway} />
      </Section>
      <Can action="gateways.change">
        <Section title={copy.detail.deletion}>
          <DeleteGateway gateway={gateway} />
        </Section>
      </Can>
    </div>
  )
}
