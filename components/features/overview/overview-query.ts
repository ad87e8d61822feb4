import { queryOptions } from '@tanstack/react-query'
import type { Call } from '../../../lib/console/request.ts'
import type { Overview } from '../../../lib/contracts/console.ts'
import { getOverview } from '../../../lib/contracts/operations/console.ts'
import { isInMotion } from '../../../lib/contracts/targets.ts'

const movingMs = 2_000
const restingMs = 15_000

const isMoving = (overview: Overview): boolean =>
  overview.gateways.some(
    (gateway) => gateway.status === 'CREATING' || gateway.targets.some((target) => isInMotion(target.status)),
  )

/** Asked often while something changes by itself, and now and then otherwise. */
export const overviewQuery = (call: Call) =>
  queryOptions({
    queryKey: ['overview'],
    queryFn: ({ signal }) => call(getOverview, {}, { signal }),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? movingMs : restingMs),
  })
