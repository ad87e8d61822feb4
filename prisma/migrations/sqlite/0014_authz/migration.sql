-- AlterTable
ALTER TABLE "AuthzArtifact" ADD COLUMN "openedFrom" TEXT;

-- CreateIndex
CREATE INDEX "AuthzArtifact_openedFrom_idx" ON "AuthzArtifact"("openedFrom");
