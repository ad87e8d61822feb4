import { routes } from '../../../lib/console/routes.ts'
import { TabLinks } from '../../ui/tab-links.tsx'

export const CatalogueTabs = () => (
  <TabLinks
    label="Kinds"
    tabs={[
      { href: routes.catalogue(), label: 'Tools' },
      { href: routes.catalogueItems('prompts'), label: 'Prompts' },
      { href: routes.catalogueItems('resources'), label: 'Resources' },
    ]}
  />
)
