export { createDatabase, type Database, type DatabaseKind, type Param, type Statement } from './database.ts'
export { MigrationError } from './migration-files.ts'
export { openDatabase, type OpenOptions } from './open-database.ts'
