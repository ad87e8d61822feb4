import { PageSkeleton } from '../../components/patterns/page-skeleton.tsx'

export default function Loading() {
  return <PageSkeleton />
}
