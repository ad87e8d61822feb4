import type { Downward, Question, Upward } from './messages.ts'

interface Open {
  asker: number
  askersNo: number
  missing: Set<number>
  answers: unknown[]
  timer: NodeJS.Timeout
}

export interface QuestionsDependencies {
  /** Ids of the workers that can be asked. */
  workers(): readonly number[]
  tell(worker: number, message: Downward): void
  /** A worker that says nothing for so long is left out: it is stuck, or on its way out. */
  patienceMs?: number
}

/** The primary's part: asks all others, and tells the asker when each has answered or is gone. */
export function createQuestions({ workers, tell, patienceMs = 2_000 }: QuestionsDependencies) {
  const open = new Map<number, Open>()
  let count = 0

  const settle = (no: number): void => {
    const question = open.get(no)
    if (!question) return
    open.delete(no)
    clearTimeout(question.timer)
    tell(question.asker, { kind: 'answers', no: question.askersNo, answers: question.answers })
  }

  const heard = (no: number, worker: number): void => {
    const question = open.get(no)
    if (question?.missing.delete(worker) && question.missing.size === 0) settle(no)
  }

  return {
    ask(asker: number, askersNo: number, question: Question): void {
      const no = (count += 1)
      const missing = new Set(workers().filter((worker) => worker !== asker))
      open.set(no, { asker, askersNo, missing, answers: [], timer: setTimeout(() => settle(no), patienceMs) })
      for (const worker of missing) tell(worker, { kind: 'question', no, question })
      if (missing.size === 0) settle(no)
    },
    answer(worker: number, { no, answer }: Extract<Upward, { kind: 'answer' }>): void {
      if (open.get(no)?.missing.has(worker)) open.get(no)?.answers.push(answer)
      heard(no, worker)
    },
    gone(worker: number): void {
      for (const no of [...open.keys()]) heard(no, worker)
    },
  }
}
