import { createLogger } from '../../lib/platform/logger.ts'
import { readSettings, systemEnvironment } from '../../lib/platform/env.ts'
import { startPostern } from '../../lib/server/postern.ts'

/**
 * The product with a fault built in: it is ended, as a power cut would, the first time that it reaches the point that
 * FAULT_AT names. What the product ships has no such switch.
 */
const faultAt = process.env['FAULT_AT']
const settings = readSettings()
await startPostern(settings, {
  logger: createLogger(settings.log),
  environment: systemEnvironment(),
  overrides: {
    faultPoint: (name) => {
      if (name === faultAt) process.kill(process.pid, 'SIGKILL')
    },
  },
})
