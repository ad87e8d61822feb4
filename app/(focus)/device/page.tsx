import { DeviceCard } from '../../../components/features/device/device-card.tsx'
import { deviceCopy as copy, type DeviceProblem } from '../../../components/features/device/device-copy.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'

export const metadata = { title: copy.title }

const problemOf = (word: string | string[] | undefined): DeviceProblem | undefined => {
  if (word === undefined) return undefined
  return typeof word === 'string' && Object.hasOwn(copy.problems, word) ? (word as DeviceProblem) : 'unknown'
}

export default async function DevicePage({ searchParams }: SearchPageProps) {
  const { done, problem, user_code: userCode } = await searchParams
  return (
    <DeviceCard
      done={done !== undefined}
      problem={problemOf(problem)}
      userCode={typeof userCode === 'string' ? userCode.slice(0, 20) : ''}
    />
  )
}
