import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { oauthClientListQuery } from '../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { TargetConsoleView } from '../../../lib/contracts/console.ts'
import type { GatewayTarget } from '../../../lib/contracts/targets.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { ScopeList } from '../../patterns/scope-list.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Section } from '../../ui/card.tsx'
import { targetCopy } from './target-copy.ts'

interface Props {
  target: GatewayTarget
  method: TargetConsoleView['method']
}

export function TargetSettings({ target, method }: Props) {
  const { form } = targetCopy
  const oauth = target.credentialProviderConfigurations[0]?.credentialProvider.oauthCredentialProvider
  const { maxResponseBytes: largest, resourcePriority } = target.targetConfiguration.mcp.mcpServer
  const parameters = Object.entries(oauth?.customParameters ?? {})
  return (
    <Section title={targetCopy.settings.title}>
      <div className="grid gap-5">
        <div className="grid gap-5 lg:grid-cols-2">
          <CopyField label="Endpoint URL" value={target.targetConfiguration.mcp.mcpServer.endpoint} />
          <CopyField label="Target ID" value={target.targetId} />
        </div>
        <DetailList
          items={[
            { term: 'Protection', value: oauth ? form.oauth.label : form.none.label },
            { term: 'OAuth client', value: oauth && <OauthClientLink arn={oauth.providerArn} /> },
            { term: 'Scopes', value: oauth && oauth.scopes.length > 0 && <ScopeList scopes={oauth.scopes} /> },
            {
              term: 'Additional parameters',
              value: parameters.length > 0 && (
                <ScopeList scopes={parameters.map(([name, value]) => `${name}=${value}`)} />
              ),
            },
            { term: 'Return URL', value: oauth?.defaultReturnUrl && <VisibleText text={oauth.defaultReturnUrl} /> },
            { term: 'Largest answer', value: largest !== undefined && `${largest.toLocaleString('en')} bytes` },
            {
              term: 'Resource priority',
              value: resourcePriority !== undefined && resourcePriority.toLocaleString('en'),
            },
            { term: 'Tools from', value: method === 'schema' ? 'a stored schema' : 'the server, by synchronizing' },
            {
              term: 'Last synchronized',
              value: target.lastSynchronizedAt && <Time at={target.lastSynchronizedAt} />,
            },
            { term: 'Created', value: <Time at={target.createdAt} /> },
          ]}
        />
      </div>
    </Section>
  )
}

/** A target knows its OAuth client by ARN; people know it by name. */
function OauthClientLink({ arn }: { arn: string }) {
  const { data } = useQuery(oauthClientListQuery())
  const client = data?.find((candidate) => candidate.credentialProviderArn === arn)
  return client ? (
    <Link href={routes.oauthClient(client.name)} className="text-link underline">
      {client.name}
    </Link>
  ) : (
    <VisibleText text={arn} className="font-mono text-xs break-all" />
  )
}
