/** A moment at which a test ends the process. Does nothing unless a test wires something in. */
export type FaultPoint = (name: FaultPointName) => void | Promise<void>
export type FaultPointName = 'session.created' | 'code.held' | 'complete.claimed' | 'exchange.answered' | 'grant.saved'

export const noFault: FaultPoint = () => undefined
