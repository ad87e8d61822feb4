-- AlterTable
ALTER TABLE "AuthorizationSession" ADD COLUMN "extraScopes" TEXT NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Connection" ADD COLUMN "extraScopes" TEXT NOT NULL DEFAULT '[]';

-- CreateIndex
CREATE INDEX "AuthorizationSession_elicitationId_idx" ON "AuthorizationSession"("elicitationId");
