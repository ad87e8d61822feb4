import { gatewayColumns } from '../../../../components/features/gateways/gateway-columns.tsx'
import { gatewayCopy } from '../../../../components/features/gateways/gateway-copy.ts'
import { TableSkeleton } from '../../../../components/patterns/table-skeleton.tsx'

export default function Loading() {
  return <TableSkeleton title={gatewayCopy.list.title} columns={gatewayColumns} />
}
