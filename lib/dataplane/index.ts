export { createDataplane, type Dataplane, type DataplaneFigures } from './dataplane.ts'
export type { EndedSession } from './live/ended-sessions.ts'
export type { DataplaneDeps, Workers } from './rooms.ts'
export type { MetadataAnswer } from './protected-resource.ts'
