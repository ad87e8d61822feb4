import type { CatalogueItem } from '../../../lib/contracts/console.ts'
import { plural } from '../../../lib/console/format.ts'
import { CatalogueItemRow } from '../../patterns/catalogue-item.tsx'
import { Section } from '../../ui/card.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.items

/** What the target serves beside tools. Servers without prompts or resources are the usual thing, so nothing tells of none. */
export function TargetItems({ items }: { items: readonly CatalogueItem[] }) {
  const prompts = items.filter(({ kind }) => kind === 'prompt')
  const resources = items.filter(({ kind }) => kind !== 'prompt')
  const templates = resources.filter(({ kind }) => kind === 'template').length
  return (
    <>
      <Items title={copy.prompts} description={`${plural(prompts.length, 'prompt')} served.`} items={prompts} />
      <Items
        title={copy.resources}
        description={copy.resourcesServed(resources.length - templates, templates)}
        items={resources}
      />
    </>
  )
}

function Items({ title, description, items }: { title: string; description: string; items: readonly CatalogueItem[] }) {
  if (items.length === 0) return null
  return (
    <Section title={title} description={description} flush>
      <ul className="divide-y divide-border border-t border-border">
        {items.map((item) => (
          <CatalogueItemRow key={`${item.kind} ${item.name}`} item={item} />
        ))}
      </ul>
    </Section>
  )
}
