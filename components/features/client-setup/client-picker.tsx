import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { cx } from '../../../lib/console/cx.ts'
import { routes } from '../../../lib/console/routes.ts'
import { clientSetupCopy as copy } from './client-setup-copy.ts'
import { type Client, clients } from './client-table.ts'

/** Each client is an address, so that a link to its instructions can be passed on. */
export function ClientPicker({
  gatewayId,
  chosen,
  hasArrived,
}: {
  gatewayId: string
  chosen: Client
  hasArrived(client: Client): boolean
}) {
  return (
    <nav aria-label={copy.choose}>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
        {clients.map((client) => (
          <li key={client.id}>
            <Link
              href={routes.connectClient(gatewayId, client.id)}
              scroll={false}
              replace
              aria-current={client === chosen ? 'page' : undefined}
              className={cx(
                'flex min-h-10 items-center justify-between gap-2 rounded-md border px-3 py-2 font-medium',
                client === chosen
                  ? 'border-primary bg-accent text-foreground'
                  : 'border-border bg-card text-muted-foreground hover:bg-accent hover:text-foreground',
              )}
            >
              <span>{client.label}</span>
              {hasArrived(client) && (
                <>
                  <CircleCheck aria-hidden className="size-4 shrink-0 text-success-foreground" />
                  <span className="sr-only">{copy.check.tick}</span>
                </>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
