import { useQuery } from '@tanstack/react-query'
import { signInProvidersQuery } from '../../../lib/console/queries/sign-in-queries.ts'
import { Notice } from '../../patterns/notice.tsx'
import { Can, useMay } from '../../patterns/person-context.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { throughCopy as copy } from './through-copy.ts'

/** By its name for whom may read the providers, by its id for others. */
export function SignInProviderName({ id }: { id: string }) {
  const mayRead = useMay('settings.change')
  const { data } = useQuery({ ...signInProvidersQuery(), enabled: mayRead })
  const provider = data?.find((known) => known.id === id)
  return <VisibleText text={provider ? copy.option(provider.name, provider.issuer) : id} className="break-all" />
}

/** Above the page of a gateway whose provider is not there: nobody comes in, and only an administrator can change that. */
export function SignInProviderGone({ id }: { id: string }) {
  return (
    <Can action="settings.change">
      <Gone id={id} />
    </Can>
  )
}

function Gone({ id }: { id: string }) {
  const { data } = useQuery(signInProvidersQuery())
  const provider = data?.find((known) => known.id === id)
  if (!data || provider?.enabled) return null
  return <Notice tone="warning">{copy.nobody(provider?.name ?? id)}</Notice>
}
