'use client'

import { routes } from '../../../lib/console/routes.ts'
import { Can } from '../../patterns/person-context.tsx'
import { TabLinks } from '../../ui/tab-links.tsx'
import { connectionCopy as copy } from './connection-copy.ts'

export const ConnectionTabs = () => (
  <Can action="connections.read">
    <TabLinks
      label={copy.kinds}
      tabs={[
        { href: routes.connections(), label: copy.mine },
        { href: routes.everyonesConnections(), label: copy.everyones },
      ]}
    />
  </Can>
)
