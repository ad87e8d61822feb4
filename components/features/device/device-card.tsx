import { FocusCard } from '../../patterns/focus-card.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { deviceCopy as copy, type DeviceProblem } from './device-copy.ts'

export interface DeviceCardProps {
  done: boolean
  problem: DeviceProblem | undefined
  /** From the device's own link; the person still presses the button. */
  userCode: string
}

/** Where a person types the code of a terminal. A plain form: it needs no JavaScript. */
export function DeviceCard({ done, problem, userCode }: DeviceCardProps) {
  if (done) return <FocusCard title={copy.doneTitle} lead={copy.doneText} />
  return (
    <FocusCard title={copy.title} lead={copy.lead}>
      <form method="post" action="/oauth/device" className="grid gap-4">
        <Field label={copy.code} hint={copy.hint} error={problem && copy.problems[problem]}>
          {(control) => (
            <Input
              {...control}
              name="user_code"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={20}
              required
              defaultValue={userCode}
              className="font-mono uppercase"
            />
          )}
        </Field>
        <Button type="submit" variant="primary">
          {copy.submit}
        </Button>
      </form>
      <Notice tone="warning">
        <p>{copy.warning}</p>
      </Notice>
    </FocusCard>
  )
}
