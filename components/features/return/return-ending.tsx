import { CircleCheck, CircleHelp, CircleSlash, Clock, UserX, type LucideIcon } from 'lucide-react'
import type { z } from 'zod'
import { routes } from '../../../lib/console/routes.ts'
import type { ReturnEnding } from '../../../lib/contracts/console.ts'
import type { completeAuthorization } from '../../../lib/contracts/operations/console.ts'
import { cx } from '../../../lib/console/cx.ts'
import { FocusCard } from '../../patterns/focus-card.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { endingCopy, returnCopy as copy, someTarget } from './return-copy.ts'

export type CompletedAuthorization = z.output<typeof completeAuthorization.output>

const looks: Record<ReturnEnding, { icon: LucideIcon; className: string }> = {
  completed: { icon: CircleCheck, className: 'bg-success text-success-foreground' },
  refused: { icon: CircleSlash, className: 'bg-danger text-danger-foreground' },
  expired: { icon: Clock, className: 'bg-warning text-warning-foreground' },
  'wrong-person': { icon: UserX, className: 'bg-danger text-danger-foreground' },
  unknown: { icon: CircleHelp, className: 'bg-muted text-foreground' },
}

/** One of the five ends, in words, with the next step. */
export function ReturnEndingCard({ result }: { result: CompletedAuthorization }) {
  const words = endingCopy[result.ending]
  const { icon: Icon, className } = looks[result.ending]
  const { gatewayId, targetId } = result
  return (
    <FocusCard
      title={words.title}
      icon={
        <span className={cx('grid size-11 place-items-center rounded-full', className)}>
          <Icon aria-hidden className="size-5.5" />
        </span>
      }
      lead={words.text(result.targetName ?? someTarget)}
    >
      <div className="grid gap-2" role="status">
        {result.detail && (
          <p className="rounded-md bg-muted px-3 py-2">
            <VisibleText text={result.detail} />
          </p>
        )}
        <p>{words.next}</p>
      </div>
      {gatewayId && targetId ? (
        <ButtonLink href={routes.target(gatewayId, targetId)} variant="primary">
          {copy.toTarget}
        </ButtonLink>
      ) : result.from ? (
        <ButtonLink href={routes.connections()} variant="primary">
          {copy.toConnections}
        </ButtonLink>
      ) : (
        <ButtonLink href={routes.overview()}>{copy.toOverview}</ButtonLink>
      )}
    </FocusCard>
  )
}
