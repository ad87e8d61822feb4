import type { Downward, Question, Upward } from './messages.ts'

/** A worker's side of the talk with the primary and, through it, with the other workers. */
export interface Circle {
  tell(message: Upward): void
  /** Resolves when it has been written: for the last words of a process. */
  tellAtLast(message: Upward): Promise<void>
  /** What each of the others answered, once all have; a worker that is gone answers nothing. */
  ask(question: Question): Promise<unknown[]>
  /** The next message of this kind, or the one that has come already; undefined when the primary is gone. */
  next<K extends Downward['kind']>(kind: K): Promise<Extract<Downward, { kind: K }> | undefined>
  on<K extends Downward['kind']>(kind: K, listener: (message: Extract<Downward, { kind: K }>) => void): void
  /** How this worker answers what others ask. */
  answerWith(answer: (question: Question) => unknown): void
}

type Channel = Pick<NodeJS.Process, 'on' | 'once' | 'send' | 'connected'>

export function joinCircle(channel: Channel = process): Circle {
  const listeners = new Map<string, Set<(message: Downward) => void>>()
  const past = new Map<string, Downward>()
  const asked = new Map<number, (answers: unknown[]) => void>()
  const gone = new Set<() => void>()
  let count = 0
  let answer: (question: Question) => unknown = () => undefined

  const tellAtLast = (message: Upward): Promise<void> =>
    new Promise((resolve) => {
      // A primary that is gone hears nothing; `disconnect` tells what follows from that.
      if (channel.connected && channel.send) channel.send(message, undefined, undefined, () => resolve())
      else resolve()
    })
  const tell = (message: Upward): void => void tellAtLast(message)

  const on: Circle['on'] = (kind, listener) => {
    const all = listeners.get(kind) ?? new Set()
    listeners.set(kind, all.add(listener as (message: Downward) => void))
  }

  channel.on('message', (received: unknown) => {
    const message = received as Downward
    past.set(message.kind, message)
    for (const listener of listeners.get(message.kind) ?? []) listener(message)
  })
  channel.once('disconnect', () => {
    for (const resolve of asked.values()) resolve([])
    asked.clear()
    for (const resolve of gone) resolve()
  })
  tell({ kind: 'hello' })
  on('question', ({ no, question }) => {
    void Promise.resolve(answer(question)).then((said) => tell({ kind: 'answer', no, answer: said }))
  })
  on('answers', ({ no, answers }) => {
    asked.get(no)?.(answers)
    asked.delete(no)
  })

  return {
    tell,
    tellAtLast,
    on,
    ask(question) {
      if (!channel.connected) return Promise.resolve([])
      const no = (count += 1)
      return new Promise((resolve) => {
        asked.set(no, resolve)
        tell({ kind: 'ask', no, question })
      })
    },
    next(kind) {
      type Wanted = Extract<Downward, { kind: typeof kind }>
      const already = past.get(kind) as Wanted | undefined
      if (already || !channel.connected) return Promise.resolve(already)
      return new Promise((resolve) => {
        gone.add(() => resolve(undefined))
        on(kind, resolve)
      })
    },
    answerWith(next) {
      answer = next
    },
  }
}
