import { ExternalLink } from 'lucide-react'
import { CopyBlock } from '../../patterns/copy-block.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { clientSetupCopy as copy } from './client-setup-copy.ts'
import type { Step } from './client-table.ts'

/** What to do, in order. A link of a client's own scheme opens that client, which asks before it adds anything. */
export function SetupSteps({ steps }: { steps: readonly Step[] }) {
  return (
    <div className="grid gap-5">
      {steps.map((step) => (
        <SetupStep key={step.kind === 'link' ? step.href : step.text} step={step} />
      ))}
    </div>
  )
}

function SetupStep({ step }: { step: Step }) {
  switch (step.kind) {
    case 'link':
      return (
        <a href={step.href} className={buttonClass({ variant: 'primary' }, 'justify-self-start')}>
          <ExternalLink aria-hidden />
          {step.label}
        </a>
      )
    case 'command':
      return <CopyBlock label={step.why} text={step.text} />
    case 'file':
      return <CopyBlock label={copy.file(step.path)} text={step.text} />
    case 'words':
      return <p className="max-w-prose wrap-anywhere">{step.text}</p>
  }
}
