import { runLoad, type Load, type LoadResult } from './load.ts'
import { median } from './figures.ts'
import { cpuTime, machineTime, type MachineTime } from './machine.ts'

export interface Contender extends Pick<Load, 'url' | 'body' | 'headers' | 'tokens'> {
  name: string
  /** Whose processor time is counted. */
  pid?: number
}

export interface Round extends LoadResult {
  cpuMicroseconds: number | undefined
}

export interface Measured {
  rounds: Map<string, Round[]>
  /** Cores that were busy while this bench rested between its rounds, and cores stolen by other machines throughout. */
  foreign: number
  steal: number
}

/** Every contender in every round, the order turned round each time: only figures of one round are compared. */
export async function measure(
  contenders: readonly Contender[],
  plan: { connections: number; milliseconds: number; rounds: number },
): Promise<Measured> {
  const rounds = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]))
  const start = machineTime()
  for (const contender of contenders) await warmUp(contender, plan.connections)
  const foreign: number[] = []
  for (let round = 0; round < plan.rounds; round++) {
    foreign.push(await restingLoad())
    for (const contender of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      const before = cpuTime(contender.pid)
      const result = await runLoad({ ...contender, ...plan })
      const spent = before === undefined ? undefined : (cpuTime(contender.pid) ?? 0) - before
      rounds
        .get(contender.name)
        ?.push({ ...result, cpuMicroseconds: spent === undefined ? undefined : spent / result.calls })
    }
  }
  return { rounds, foreign: median(foreign), steal: coresOf('steal', start, machineTime()) }
}

/** V8 goes on compiling for some ten thousand calls, on the processor time of the contender. */
const warmCalls = 20_000
const warmMilliseconds = 10_000

async function warmUp(contender: Contender, connections: number): Promise<void> {
  const end = performance.now() + warmMilliseconds
  for (let calls = 0; calls < warmCalls && performance.now() < end;)
    calls += (await runLoad({ ...contender, connections, milliseconds: 1_000 })).calls
}

const restMilliseconds = 250

async function restingLoad(): Promise<number> {
  const start = machineTime()
  await new Promise((resolve) => setTimeout(resolve, restMilliseconds))
  return coresOf('busy', start, machineTime())
}

const coresOf = (kind: 'busy' | 'steal', start: MachineTime, end: MachineTime): number =>
  (end[kind] - start[kind]) / ((end.at - start.at) * 1000)
