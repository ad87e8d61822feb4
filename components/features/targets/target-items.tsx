import type { TargetAddress } from '../../../lib/console/queries/target-queries.ts'
import type { CatalogueItem } from '../../../lib/contracts/console.ts'
import { plural } from '../../../lib/console/format.ts'
import { CatalogueItemRow } from '../../patterns/catalogue-item.tsx'
import { Section } from '../../ui/card.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.items

/** What the target serves beside tools. Servers without prompts or resources are the usual thing, so nothing tells of none. */
export function TargetItems({ items, address }: { items: readonly CatalogueItem[]; address: TargetAddress }) {
  const prompts = items.filter(({ kind }) => kind === 'prompt')
  const resources = items.filter(({ kind }) => kind !== 'prompt')
  const servedPrompts = prompts.filter(({ approval }) => approval.served).length
  const servedResources = resources.filter(({ approval }) => approval.served)
  const templates = servedResources.filter(({ kind }) => kind === 'template').length
  return (
    <>
      <Items
        title={copy.prompts}
        description={`${plural(servedPrompts, 'prompt')} served.`}
        items={prompts}
        address={address}
      />
      <Items
        title={copy.resources}
        description={copy.resourcesServed(servedResources.length - templates, templates)}
        items={resources}
        address={address}
      />
    </>
  )
}

function Items({
  title,
  description,
  items,
  address,
}: {
  title: string
  description: string
  items: readonly CatalogueItem[]
  address: TargetAddress
}) {
  if (items.length === 0) return null
  return (
    <Section title={title} description={description} flush>
      <ul className="divide-y divide-border border-t border-border">
        {items.map((item) => (
          <CatalogueItemRow key={`${item.kind} ${item.name}`} item={item} address={address} />
        ))}
      </ul>
    </Section>
  )
}
