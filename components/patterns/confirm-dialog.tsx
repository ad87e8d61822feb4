'use client'

import { useId, useState, type ComponentProps } from 'react'
import { AlertDialog } from '../ui/alert-dialog.tsx'
import { Button } from '../ui/button.tsx'
import { Input } from '../ui/input.tsx'
import { ErrorNotice } from './error-notice.tsx'
import { patternsCopy as copy } from './patterns-copy.ts'

export interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Names the thing: "Delete target github?" */
  title: string
  /** What will be gone, and for whom. */
  consequences: readonly string[]
  /** A verb with its noun: "Delete target". */
  confirmLabel: string
  /** `destructive` unless nothing is lost. */
  variant?: 'destructive' | 'primary'
  /** When given, it has to be typed first. */
  typedName?: string
  /** Closes the dialog when it succeeds; what it throws is shown in the dialog. */
  onConfirm: () => Promise<void>
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  return <AlertDialogBody key={String(props.open)} {...props} />
}

type Question = Omit<ConfirmDialogProps, 'open' | 'onOpenChange'>
type Look = Pick<ComponentProps<typeof Button>, 'variant' | 'size' | 'disabled' | 'aria-label' | 'aria-describedby'>

/** A button and the question that it asks first. `label` where the button's words are not the dialog's. */
export function ConfirmButton({ look, label, ...question }: Question & { look?: Look; label?: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="destructive" {...look} onClick={() => setOpen(true)}>
        {label ?? question.confirmLabel}
      </Button>
      <ConfirmDialog open={open} onOpenChange={setOpen} {...question} />
    </>
  )
}

/** Keyed by `open`, so that a reopened dialog starts without the last one's error or typed name. */
function AlertDialogBody({
  open,
  onOpenChange,
  title,
  consequences,
  confirmLabel,
  variant = 'destructive',
  typedName,
  onConfirm,
}: ConfirmDialogProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()

  const confirm = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onConfirm()
      onOpenChange(false)
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }

  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={
        <ul className="list-disc pl-5">
          {consequences.map((consequence) => (
            <li key={consequence}>{consequence}</li>
          ))}
        </ul>
      }
      busy={busy}
    >
      {typedName !== undefined && (
        <div className="mt-4 grid gap-1.5">
          <label htmlFor={id} className="font-medium">
            {copy.typeNameToConfirm(typedName)}
          </label>
          <Input id={id} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        </div>
      )}
      {Boolean(error) && (
        <div className="mt-4">
          <ErrorNotice error={error} />
        </div>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button disabled={busy} onClick={() => onOpenChange(false)}>
          {copy.cancel}
        </Button>
        <Button
          variant={variant}
          busy={busy}
          disabled={typedName !== undefined && typed !== typedName}
          onClick={() => void confirm()}
        >
          {confirmLabel}
        </Button>
      </div>
    </AlertDialog>
  )
}
