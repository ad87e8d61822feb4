const streamType = /(?:^|,)\s*text\/event-stream\s*(?:;([^,]*))?(?=,|$)/i
const refused = /(?:^|;)\s*q=0(?:\.0{0,3})?\s*(?:;|$)/i

/** Whether an `Accept` lists streams of events. Whoever takes anything is not thought to mean them. */
export function acceptsEvents(accept: string | undefined): boolean {
  const match = streamType.exec(accept ?? '')
  return match !== null && !refused.test(match[1] ?? '')
}
