import { GatewaySkeleton } from '../../../../components/features/gateways/gateway-skeleton.tsx'

export default function Loading() {
  return <GatewaySkeleton />
}
