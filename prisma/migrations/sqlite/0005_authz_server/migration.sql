-- CreateTable
CREATE TABLE "AuthzArtifact" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "model" TEXT NOT NULL,
    "grantId" TEXT,
    "uid" TEXT,
    "userCode" TEXT,
    "clientId" TEXT,
    "accountId" TEXT,
    "payloadSealed" TEXT NOT NULL,
    "successorId" TEXT,
    "consumedAt" BIGINT,
    "expiresAt" BIGINT,
    "createdAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "McpClient" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "metadata" TEXT NOT NULL,
    "secretHash" TEXT,
    "registeredFrom" TEXT,
    "createdBy" TEXT NOT NULL,
    "usedAt" BIGINT,
    "createdAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "ClientConsent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "clientName" TEXT NOT NULL,
    "redirectHost" TEXT NOT NULL,
    "gatewayId" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "usedAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "SigningKey" (
    "kid" TEXT NOT NULL PRIMARY KEY,
    "slot" TEXT,
    "publicJwk" TEXT NOT NULL,
    "privateSealed" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "activatedAt" BIGINT,
    "retiredAt" BIGINT,
    "changeId" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "AuthzArtifact_grantId_idx" ON "AuthzArtifact"("grantId");

-- CreateIndex
CREATE INDEX "AuthzArtifact_uid_idx" ON "AuthzArtifact"("uid");

-- CreateIndex
CREATE INDEX "AuthzArtifact_userCode_idx" ON "AuthzArtifact"("userCode");

-- CreateIndex
CREATE INDEX "AuthzArtifact_accountId_idx" ON "AuthzArtifact"("accountId");

-- CreateIndex
CREATE INDEX "AuthzArtifact_expiresAt_idx" ON "AuthzArtifact"("expiresAt");

-- CreateIndex
CREATE INDEX "McpClient_kind_createdAt_idx" ON "McpClient"("kind", "createdAt");

-- CreateIndex
CREATE INDEX "ClientConsent_userId_idx" ON "ClientConsent"("userId");

-- CreateIndex
CREATE INDEX "ClientConsent_clientId_idx" ON "ClientConsent"("clientId");

-- CreateIndex
CREATE UNIQUE INDEX "SigningKey_slot_key" ON "SigningKey"("slot");
