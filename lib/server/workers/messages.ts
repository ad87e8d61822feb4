import type { Change } from '../../platform/changes.ts'

/** What one worker asks all the others; the primary passes it on and collects what they say. */
export type Question = { kind: 'change'; change: Change } | { kind: 'figures' } | { kind: 'ended-sessions' }

/** From a worker to the primary. */
export type Upward =
  /** It listens from now on; nothing is told to it before. */
  | { kind: 'hello' }
  | { kind: 'ready'; innerPort: number }
  | { kind: 'failed'; reason: string }
  | { kind: 'drained' }
  | { kind: 'ask'; no: number; question: Question }
  | { kind: 'answer'; no: number; answer: unknown }

/** From the primary to a worker. */
export type Downward =
  | { kind: 'begin'; internalSecret: string; peerSecret: string; folder: string }
  | { kind: 'all-ready' }
  | { kind: 'console'; port: number | undefined }
  | { kind: 'stop' }
  | { kind: 'finish' }
  | { kind: 'question'; no: number; question: Question }
  | { kind: 'answers'; no: number; answers: unknown[] }
