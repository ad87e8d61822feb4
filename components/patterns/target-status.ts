import { CircleAlert, CircleCheck, KeyRound, LoaderCircle, type LucideIcon } from 'lucide-react'
import type { TargetStatus } from '../../lib/contracts/targets.ts'
import type { Tone } from '../ui/badge.tsx'

/** What a person can do about a status; the button's words are `targetActionLabels`. */
export type TargetAction = 'authorize' | 'synchronize' | 'review' | 'approve'

export const targetActionLabels: Record<TargetAction, string> = {
  authorize: 'Authorize',
  synchronize: 'Synchronize',
  review: 'Review',
  approve: 'Review',
}

export interface StatusView {
  label: string
  tone: Tone
  icon: LucideIcon
  /** True while Postern itself is at work. */
  working?: boolean
  next?: TargetAction
  /** One sentence on what the status means. */
  meaning: string
}

const authorization = {
  label: 'Needs authorization',
  tone: 'warning',
  icon: KeyRound,
  next: 'authorize',
} as const
const work = { tone: 'info', icon: LoaderCircle, working: true } as const
const failure = { tone: 'danger', icon: CircleAlert } as const

export const targetStatusViews = {
  READY: { label: 'Ready', tone: 'success', icon: CircleCheck, meaning: 'Its tools are being served.' },
  CREATING: { ...work, label: 'Creating', meaning: 'Postern is connecting to the server to list its tools.' },
  UPDATING: { ...work, label: 'Updating', meaning: 'The new settings are being checked; the old tools still serve.' },
  SYNCHRONIZING: {
    ...work,
    label: 'Synchronizing',
    meaning: 'The tools are being listed again; the old ones still serve.',
  },
  DELETING: { ...work, label: 'Deleting', meaning: 'The target is being removed.' },
  CREATE_PENDING_AUTH: {
    ...authorization,
    meaning: 'Postern needs your consent at the provider before it can list the tools.',
  },
  UPDATE_PENDING_AUTH: {
    ...authorization,
    meaning: 'The new settings wait for your consent at the provider; the old tools still serve.',
  },
  SYNCHRONIZE_PENDING_AUTH: {
    ...authorization,
    meaning: 'Listing the tools again waits for your consent at the provider; any that were listed before still serve.',
  },
  FAILED: {
    ...failure,
    label: 'Failed',
    next: 'synchronize',
    meaning: 'No tools could be listed, so none are served.',
  },
  UPDATE_UNSUCCESSFUL: {
    ...failure,
    label: 'Failed',
    next: 'review',
    meaning: 'The new settings did not work; the old tools still serve.',
  },
  SYNCHRONIZE_UNSUCCESSFUL: {
    ...failure,
    label: 'Failed',
    next: 'synchronize',
    meaning: 'The tools could not be listed again; any that were listed before still serve.',
  },
} as const satisfies Record<TargetStatus, StatusView>

export const targetStatusView = (status: TargetStatus): StatusView => targetStatusViews[status]
