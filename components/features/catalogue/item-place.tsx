import Link from 'next/link'
import { routes } from '../../../lib/console/routes.ts'
import { VisibleText } from '../../patterns/visible-text.tsx'

/** Where an item of the catalogue serves. */
export const ItemPlace = ({
  at,
}: {
  at: { gatewayId: string; gatewayName: string; targetId: string; targetName: string }
}) => (
  <>
    <Place label="Target" href={routes.target(at.gatewayId, at.targetId)} name={at.targetName} />
    <Place label="Gateway" href={routes.gateway(at.gatewayId)} name={at.gatewayName} />
  </>
)

const Place = ({ label, href, name }: { label: string; href: string; name: string }) => (
  <div className="flex min-w-0 flex-wrap gap-x-1.5">
    <dt>{label}</dt>
    <dd className="min-w-0">
      <Link href={href} className="text-link hover:underline">
        <VisibleText text={name} />
      </Link>
    </dd>
  </div>
)
