import { TargetSkeleton } from '../../../../../../components/features/targets/target-skeleton.tsx'

export default function Loading() {
  return <TargetSkeleton />
}
