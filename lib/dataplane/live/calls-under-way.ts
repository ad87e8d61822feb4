/** A relayed call as a process that stops sees it. */
export interface StoppableCall {
  shutDown(): void
  /** Where it stands among those that are under way. */
  place: number
}

/**
 * Every relayed call of this process. An array, and not the `Set` that it looks like: a set that is added to and deleted
 * from all the time is copied every few dozen calls. V8's old copy knows the next one and the calls of that moment, so from
 * one that has grown old on, all others and the calls in them survived until a full collection: a quarter of all that
 * calls allocated, a tenth of their processor time.
 */
export class CallsUnderWay {
  readonly #calls: StoppableCall[] = []

  add(call: StoppableCall): void {
    call.place = this.#calls.push(call) - 1
  }

  delete(call: StoppableCall): void {
    const last = this.#calls.pop()
    if (last === undefined || last === call) return
    this.#calls[call.place] = last
    last.place = call.place
  }

  shutDown(): void {
    for (const call of [...this.#calls]) call.shutDown()
  }
}
