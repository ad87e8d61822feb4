import type { Workers } from '../../dataplane/index.ts'
import { randomToken } from '../../platform/random.ts'

/** The only process: nobody else holds anything. A name from before a restart is nobody's. */
export const aloneWorker = (): Workers => ({ self: randomToken(9), forward: async () => false })
