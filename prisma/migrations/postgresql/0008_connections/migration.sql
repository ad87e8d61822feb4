-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "lastUsedAt" BIGINT;

-- CreateTable
CREATE TABLE "EndedConnection" (
    "keyHash" TEXT NOT NULL,
    "workloadName" TEXT NOT NULL,
    "userText" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "providerName" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "endedAt" BIGINT NOT NULL,
    "revocationId" TEXT,

    CONSTRAINT "EndedConnection_pkey" PRIMARY KEY ("keyHash")
);

-- CreateIndex
CREATE INDEX "EndedConnection_userText_idx" ON "EndedConnection"("userText");

-- CreateIndex
CREATE INDEX "EndedConnection_endedAt_idx" ON "EndedConnection"("endedAt");

-- CreateIndex
CREATE INDEX "AuthorizationSession_userText_state_idx" ON "AuthorizationSession"("userText", "state");

-- CreateIndex
CREATE INDEX "Connection_userText_idx" ON "Connection"("userText");
