-- AlterTable
ALTER TABLE "ConsoleSession" ADD COLUMN "signInLinkId" TEXT;

-- AlterTable
ALTER TABLE "AuthzArtifact" ADD COLUMN "signInLinkId" TEXT;
