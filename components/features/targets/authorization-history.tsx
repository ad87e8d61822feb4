import type { TargetConsoleView } from '../../../lib/contracts/console.ts'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Section } from '../../ui/card.tsx'
import { authorizationOutcome, targetCopy } from './target-copy.ts'

/** How earlier authorizations ended; the person in front of the link was told less, on purpose. */
export function AuthorizationHistory({ authorizations }: Pick<TargetConsoleView, 'authorizations'>) {
  const ended = authorizations.filter(({ outcome }) => authorizationOutcome(outcome))
  if (ended.length === 0) return null
  return (
    <Section title={targetCopy.authorizations.title} flush>
      <ol className="divide-y divide-border border-t border-border">
        {ended.map((authorization) => (
          <li key={`${authorization.at} ${authorization.outcome}`} className="grid min-w-0 gap-0.5 px-4 py-3 sm:px-5">
            <p>
              <span className="font-medium">{authorizationOutcome(authorization.outcome)}</span>
              <span className="text-muted-foreground">
                {' '}
                · started by <VisibleText text={authorization.startedBy} />, <Time at={authorization.at} />
              </span>
            </p>
            {authorization.detail && (
              <p className="text-muted-foreground">
                <VisibleText text={authorization.detail} />
              </p>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}
