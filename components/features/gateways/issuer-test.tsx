import { useQuery } from '@tanstack/react-query'
import { useFormContext } from 'react-hook-form'
import { signInProvidersQuery } from '../../../lib/console/queries/sign-in-queries.ts'
import { useTestIssuer } from '../../../lib/console/queries/gateway-queries.ts'
import { callDuration } from '../../../lib/console/format.ts'
import type { IssuerReport } from '../../../lib/contracts/issuers.ts'
import { testIssuer } from '../../../lib/contracts/operations/issuers.ts'
import { DetailList } from '../../patterns/detail-list.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button } from '../../ui/button.tsx'
import { gatewayCopy } from './gateway-copy.ts'
import { throughCopy as through } from './through-copy.ts'
import type { GatewayFormValues } from './gateway-form-model.ts'

const copy = gatewayCopy.test
const slowMs = 2_000

/** Asks the identity provider before anybody depends on it. What was found is about the URL that was asked, no other. */
export function IssuerTest() {
  const url = useFormContext<GatewayFormValues>().watch('discoveryUrl').trim()
  const { mutate, isPending, data, error, variables } = useTestIssuer()
  const isComplete = testIssuer.input.safeParse({ discoveryUrl: url }).success
  const isCurrent = variables === url && !isPending
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          busy={isPending}
          disabled={!isComplete}
          aria-describedby={isComplete ? undefined : 'issuer-test-reason'}
          onClick={() => mutate(url)}
        >
          {copy.action}
        </Button>
        {!isComplete && (
          <p id="issuer-test-reason" className="text-muted-foreground">
            {copy.incomplete}
          </p>
        )}
      </div>
      <div role="status" className="empty:hidden">
        {isCurrent && error && <ErrorNotice error={error} onRetry={() => mutate(url)} />}
        {isCurrent && data && <Report report={data} />}
      </div>
    </div>
  )
}

function Report({ report }: { report: IssuerReport }) {
  if (!report.usable)
    return (
      <Notice tone="danger" title={copy.faults[report.fault]}>
        <p className="wrap-anywhere">
          <VisibleText text={report.detail} />
        </p>
      </Notice>
    )
  const { dynamic, metadataDocuments } = report.registration
  const way = dynamic ? (metadataDocuments ? 'both' : 'dynamic') : metadataDocuments ? 'documents' : 'none'
  return (
    <div className="grid gap-3">
      <Notice tone="success" title={copy.usable(report.issuer)} />
      {!report.pkce && <Notice tone="warning">{copy.noPkce}</Notice>}
      {report.tookMs > slowMs && <Notice tone="warning">{copy.slow}</Notice>}
      {way === 'none' && <OfferThrough issuer={report.issuer} />}
      <DetailList
        items={[
          { term: copy.clients, value: copy.registration[way] },
          { term: copy.keys, value: report.keys },
          { term: copy.scopes, value: <VisibleText text={report.scopes.join(' ') || copy.noScopes} /> },
          { term: copy.answered, value: callDuration(report.tookMs) },
        ]}
      />
    </div>
  )
}

/** The way out where MCP clients cannot come by themselves: ours registers them. */
function OfferThrough({ issuer }: { issuer: string }) {
  const { setValue } = useFormContext<GatewayFormValues>()
  const { data: providers = [] } = useQuery(signInProvidersQuery())
  const choose = ({ form }: HTMLButtonElement) => {
    const known = providers.find((provider) => provider.issuer === issuer)
    setValue('signInProvider', known?.id ?? '', { shouldDirty: true })
    setValue('providerIssuer', known ? '' : issuer)
    setValue('signIn', 'THROUGH_PROVIDER', { shouldDirty: true })
    // What was pressed is gone then; the choice that was made is where one goes on.
    form?.querySelector<HTMLInputElement>('[name="signIn"][value="THROUGH_PROVIDER"]')?.focus()
  }
  return (
    <Notice tone="warning" title={through.offerTitle}>
      <p>{through.offerText}</p>
      <Button className="mt-1 w-fit" onClick={({ currentTarget }) => choose(currentTarget)}>
        {through.offer}
      </Button>
    </Notice>
  )
}
