-- AlterTable
ALTER TABLE "Target" ADD COLUMN     "staleSince" BIGINT;

-- AlterTable
ALTER TABLE "CatalogueVersion" ADD COLUMN     "prompts" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "resourceTemplates" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "resources" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "server" TEXT NOT NULL DEFAULT '{}';
