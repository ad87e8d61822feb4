-- AlterTable
ALTER TABLE "ToolCall" ADD COLUMN "callerKind" TEXT NOT NULL DEFAULT 'unknown';
