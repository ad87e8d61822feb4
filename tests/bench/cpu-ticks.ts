import { readFileSync } from 'node:fs'

/** User and system time of a process in hundredths of a second (proc(5)), where the system tells. */
export function cpuTicks(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}
