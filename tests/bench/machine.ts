import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Load generator and MCP server share the first core; whatever stands between them has the second for itself. */
const cores = { load: 0, gateway: 1 } as const

/** Whether processes can be held on cores here. */
export const pinned = cpus().length > 1 && spawnSync('taskset', ['-V']).error === undefined

/** Holds a process with all its threads on a core; without effect where the system cannot. */
export function pin(pid: number, core: keyof typeof cores): void {
  if (pinned) spawnSync('taskset', ['-acp', String(cores[core]), String(pid)])
}

/** User and system time of a process in microseconds (proc(5), in steps of 10 ms); undefined where the system does not tell. */
export function cpuTime(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return (pages * 4096) / 1024 / 1024
}

export interface MachineTime {
  /** All cores' working time and stolen time, in microseconds. */
  busy: number
  steal: number
  at: number
}

export function machineTime(): MachineTime {
  const fields =
    process.platform === 'linux' ? (/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ') ?? []) : []
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = fields.map(Number)
  return { busy: (user + nice + system + irq + softirq) * 10_000, steal: steal * 10_000, at: performance.now() }
}

export function describeMachine(): string[] {
  const model = cpus()[0]?.model ?? 'unknown processor'
  return [
    `${model}, ${cpus().length} cores, Node ${process.version}, ${process.platform}`,
    pinned
      ? 'Pinned: load generator and MCP server on core 0, the contender on core 1'
      : 'Not pinned: this system has one core or no taskset',
  ]
}
