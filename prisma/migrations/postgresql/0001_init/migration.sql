-- CreateTable
CREATE TABLE "KeyCheck" (
    "keyId" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    CONSTRAINT "KeyCheck_pkey" PRIMARY KEY ("keyId")
);

-- CreateTable
CREATE TABLE "Setting" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "changeId" TEXT,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "disabledAt" BIGINT,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConsoleSession" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL,
    "endedAt" BIGINT,
    "changeId" TEXT NOT NULL,

    CONSTRAINT "ConsoleSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReplayGuard" (
    "id" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "ReplayGuard_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Gateway" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusReasons" TEXT NOT NULL DEFAULT '[]',
    "clientToken" TEXT,
    "clientTokenHash" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "changeId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,

    CONSTRAINT "Gateway_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Target" (
    "id" TEXT NOT NULL,
    "gatewayId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "configuration" TEXT NOT NULL,
    "credentials" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusReasons" TEXT NOT NULL DEFAULT '[]',
    "servingVersionId" TEXT,
    "lastSynchronizedAt" BIGINT,
    "sessionId" TEXT,
    "authUserId" TEXT,
    "dueAt" BIGINT,
    "clientToken" TEXT,
    "clientTokenHash" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "changeId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,

    CONSTRAINT "Target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CatalogueVersion" (
    "id" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "credentials" TEXT NOT NULL,
    "tools" TEXT NOT NULL,
    "toolCount" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    CONSTRAINT "CatalogueVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SyncRun" (
    "id" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "startedBy" TEXT NOT NULL,
    "startedAt" BIGINT NOT NULL,
    "endedAt" BIGINT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "catalogueVersion" INTEGER,
    "toolCount" INTEGER,
    "diff" TEXT,

    CONSTRAINT "SyncRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CredentialProvider" (
    "name" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "config" TEXT NOT NULL,
    "secretSealed" TEXT,
    "callbackId" TEXT NOT NULL,
    "omitResource" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "changeId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,

    CONSTRAINT "CredentialProvider_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "CallbackReservation" (
    "callbackId" TEXT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "CallbackReservation_pkey" PRIMARY KEY ("callbackId")
);

-- CreateTable
CREATE TABLE "WorkloadIdentity" (
    "name" TEXT NOT NULL,
    "allowedReturnUrls" TEXT NOT NULL DEFAULT '[]',
    "gatewayId" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "changeId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,

    CONSTRAINT "WorkloadIdentity_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "AuthorizationSession" (
    "id" TEXT NOT NULL,
    "startHash" TEXT NOT NULL,
    "startSealed" TEXT NOT NULL,
    "completionHash" TEXT,
    "state" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "purposeKey" TEXT NOT NULL,
    "workloadName" TEXT NOT NULL,
    "userText" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "startedBy" TEXT NOT NULL,
    "providerName" TEXT NOT NULL,
    "providerSnapshot" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "customParameters" TEXT NOT NULL,
    "resource" TEXT,
    "returnUrl" TEXT NOT NULL,
    "customState" TEXT,
    "elicitationId" TEXT NOT NULL,
    "cookieHash" TEXT,
    "stateHash" TEXT,
    "verifierSealed" TEXT,
    "codeSealed" TEXT,
    "proofHash" TEXT,
    "failure" TEXT,
    "openedAt" BIGINT,
    "claimedUntil" BIGINT,
    "endedAt" BIGINT,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL,
    "changeId" TEXT NOT NULL,

    CONSTRAINT "AuthorizationSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Connection" (
    "id" TEXT NOT NULL,
    "keyHash" TEXT NOT NULL,
    "workloadName" TEXT NOT NULL,
    "userText" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "providerName" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "grantedScopes" TEXT NOT NULL,
    "resource" TEXT,
    "accessSealed" TEXT NOT NULL,
    "refreshSealed" TEXT,
    "expiresAt" BIGINT,
    "obtainedAt" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "leaseOwner" TEXT,
    "leaseNo" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" BIGINT,
    "attemptDigest" TEXT,
    "attemptAt" BIGINT,
    "attemptPhase" TEXT,
    "changeId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,

    CONSTRAINT "Connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Revocation" (
    "id" TEXT NOT NULL,
    "providerSnapshot" TEXT NOT NULL,
    "tokensSealed" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" BIGINT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    CONSTRAINT "Revocation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- CreateIndex
CREATE INDEX "AuditEvent_resource_at_idx" ON "AuditEvent"("resource", "at");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "ConsoleSession_userId_idx" ON "ConsoleSession"("userId");

-- CreateIndex
CREATE INDEX "ReplayGuard_expiresAt_idx" ON "ReplayGuard"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Gateway_name_key" ON "Gateway"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Gateway_clientToken_key" ON "Gateway"("clientToken");

-- CreateIndex
CREATE UNIQUE INDEX "Target_clientToken_key" ON "Target"("clientToken");

-- CreateIndex
CREATE INDEX "Target_dueAt_idx" ON "Target"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "Target_gatewayId_name_key" ON "Target"("gatewayId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "CatalogueVersion_targetId_number_key" ON "CatalogueVersion"("targetId", "number");

-- CreateIndex
CREATE INDEX "SyncRun_targetId_startedAt_idx" ON "SyncRun"("targetId", "startedAt");

-- CreateIndex
CREATE UNIQUE INDEX "CredentialProvider_callbackId_key" ON "CredentialProvider"("callbackId");

-- CreateIndex
CREATE UNIQUE INDEX "WorkloadIdentity_gatewayId_key" ON "WorkloadIdentity"("gatewayId");

-- CreateIndex
CREATE UNIQUE INDEX "AuthorizationSession_startHash_key" ON "AuthorizationSession"("startHash");

-- CreateIndex
CREATE UNIQUE INDEX "AuthorizationSession_completionHash_key" ON "AuthorizationSession"("completionHash");

-- CreateIndex
CREATE UNIQUE INDEX "AuthorizationSession_stateHash_key" ON "AuthorizationSession"("stateHash");

-- CreateIndex
CREATE INDEX "AuthorizationSession_workloadName_userText_providerName_sta_idx" ON "AuthorizationSession"("workloadName", "userText", "providerName", "state");

-- CreateIndex
CREATE INDEX "AuthorizationSession_purposeKey_createdAt_idx" ON "AuthorizationSession"("purposeKey", "createdAt");

-- CreateIndex
CREATE INDEX "AuthorizationSession_state_expiresAt_idx" ON "AuthorizationSession"("state", "expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Connection_keyHash_key" ON "Connection"("keyHash");

-- CreateIndex
CREATE INDEX "Connection_workloadName_idx" ON "Connection"("workloadName");

-- CreateIndex
CREATE INDEX "Connection_providerName_idx" ON "Connection"("providerName");

-- CreateIndex
CREATE INDEX "Revocation_nextAt_idx" ON "Revocation"("nextAt");
