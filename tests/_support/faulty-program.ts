import { build } from 'esbuild'
import { join } from 'node:path'
import { bundleOptions } from '../../scripts/_support/bundle.mjs'

const outdir = join(bundleOptions.absWorkingDir, 'artefacts/faulty')

/** Arguments for Node. Bundled as the product is: its sources, read anew, would cost each start three times as much. */
export async function faultyProgram(): Promise<readonly string[]> {
  const { 'console-guard': guard } = bundleOptions.entryPoints
  await build({
    ...bundleOptions,
    entryPoints: { main: 'tests/_support/faulty-main.ts', 'console-guard': guard },
    outdir,
  })
  return [join(outdir, 'main.mjs')]
}
