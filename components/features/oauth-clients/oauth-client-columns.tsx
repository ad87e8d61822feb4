import Link from 'next/link'
import type { z } from 'zod'
import { routes } from '../../../lib/console/routes.ts'
import type { credentialProviderItemSchema } from '../../../lib/contracts/credential-providers.ts'
import type { Column } from '../../patterns/resource-table.tsx'
import { Time } from '../../patterns/time.tsx'
import { vendorLabel } from './oauth-client-copy.ts'

/** One array draws the table, its skeleton and its stacked form. */
export const oauthClientColumns: readonly Column<z.infer<typeof credentialProviderItemSchema>>[] = [
  {
    id: 'name',
    header: 'Name',
    isName: true,
    cell: (client) => (
      <Link href={routes.oauthClient(client.name)} className="text-link break-all hover:underline">
        {client.name}
      </Link>
    ),
  },
  { id: 'vendor', header: 'Provider', cell: (client) => vendorLabel[client.credentialProviderVendor] },
  { id: 'updated', header: 'Updated', cell: (client) => <Time at={client.lastUpdatedTime} /> },
]
