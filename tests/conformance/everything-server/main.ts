// Serves the everything-server alone, for a look by hand: node --import tsx tests/conformance/everything-server/main.ts 3901
import { startEverythingServer } from './start.ts'

const server = await startEverythingServer(Number(process.argv[2] ?? 0))
process.stdout.write(`${server.url}\n`)
