'use client'

import { useQuery } from '@tanstack/react-query'
import { isNotFound } from '../../../lib/console/api-error.ts'
import { oauthClientQuery } from '../../../lib/console/queries/oauth-client-queries.ts'
import type { CredentialProvider } from '../../../lib/contracts/credential-providers.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { PageSkeleton } from '../../patterns/page-skeleton.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Card, Section } from '../../ui/card.tsx'
import { DeleteOauthClient } from './delete-oauth-client.tsx'
import { oauthClientCopy as copy, vendorLabel } from './oauth-client-copy.ts'
import { EditOauthClientForm } from './oauth-client-form.tsx'
import { storedConfig } from './oauth-client-form-model.ts'

export function OauthClientDetail({ name }: { name: string }) {
  const { data: provider, error, refetch } = useQuery(oauthClientQuery(name))
  if (error && (provider === undefined || isNotFound(error)))
    return (
      <>
        <PageHeader title="OAuth client" />
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </>
    )
  if (provider === undefined) return <PageSkeleton />
  return (
    <div className="grid gap-6">
      <PageHeader title={provider.name} description={vendorLabel[provider.credentialProviderVendor]} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <Card className="grid gap-5 p-4 sm:p-5 lg:grid-cols-2">
        <CopyField label={copy.callbackUrl} value={provider.callbackUrl} hint={copy.callbackFact} />
        <CopyField label="ARN" value={provider.credentialProviderArn} />
      </Card>
      <Section title="Facts">
        <Facts provider={provider} />
      </Section>
      <Can action="clients.change">
        <Section title={copy.edit.title}>
          {/* A saved change starts the form anew: its defaults are what is stored now. */}
          <div className="max-w-2xl" key={provider.lastUpdatedTime}>
            <EditOauthClientForm provider={provider} onSaved={() => void refetch()} />
          </div>
        </Section>
        <DeleteOauthClient name={provider.name} />
      </Can>
    </div>
  )
}

function Facts({ provider }: { provider: CredentialProvider }) {
  const config = storedConfig(provider)
  const { discoveryUrl, authorizationServerMetadata: server } = config?.oauthDiscovery ?? {}
  const mono = (text: string | undefined) =>
    text && <VisibleText text={text} className="font-mono text-xs leading-5 break-all" />
  return (
    <DetailList
      items={[
        { term: 'Provider', value: vendorLabel[provider.credentialProviderVendor] },
        { term: 'Client ID', value: mono(config?.clientId) },
        { term: 'Discovery URL', value: mono(discoveryUrl) },
        { term: 'Issuer', value: mono(server?.issuer) },
        { term: 'Authorization endpoint', value: mono(server?.authorizationEndpoint) },
        { term: 'Token endpoint', value: mono(server?.tokenEndpoint) },
        { term: 'Secret ARN', value: mono(provider.clientSecretArn.secretArn) },
        { term: 'Created', value: <Time at={provider.createdTime} /> },
        { term: 'Updated', value: <Time at={provider.lastUpdatedTime} /> },
      ]}
    />
  )
}
