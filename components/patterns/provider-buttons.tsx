import type { SignInChoice, SignInIntent } from '../../lib/contracts/sign-in.ts'
import { Button } from '../ui/button.tsx'
import { patternsCopy } from './patterns-copy.ts'

const copy = patternsCopy.signInWith

/** One plain form a provider: they work without scripts, and lead to the provider by a redirect. */
export function ProviderButtons({
  choices,
  next,
  intent,
  alone,
}: {
  choices: readonly Pick<SignInChoice, 'id' | 'name'>[]
  /** Path of ours to come back to. */
  next: string
  intent: SignInIntent
  /** Nothing stands above that "or" could refer to. */
  alone?: boolean
}) {
  if (choices.length === 0) return null
  return (
    <div className="grid gap-3">
      {!alone && <p className="text-center text-xs text-muted-foreground">{copy.or}</p>}
      {choices.map(({ id, name }) => (
        <form key={id} method="post" action={`/api/auth/signin/${id}`}>
          <input type="hidden" name="next" value={next} />
          {Object.entries(intent).map(([member, value]) => (
            <input key={member} type="hidden" name={member} value={value} />
          ))}
          <Button type="submit" className="h-auto min-h-9 w-full py-1.5 whitespace-normal">
            <span className="min-w-0 break-words">{copy.provider(name)}</span>
          </Button>
        </form>
      ))}
    </div>
  )
}
