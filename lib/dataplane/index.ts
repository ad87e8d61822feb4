export { createDataplane, type Dataplane } from './dataplane.ts'
export type { DataplaneDeps, Workers } from './rooms.ts'
export type { MetadataAnswer } from './protected-resource.ts'
