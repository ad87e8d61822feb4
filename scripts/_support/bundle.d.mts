import type { BuildOptions } from 'esbuild'

export const bundleOptions: BuildOptions & {
  absWorkingDir: string
  entryPoints: Record<'main' | 'console-guard', string>
}
