-- CreateTable
CREATE TABLE "GatewayApiKey" (
    "id" TEXT NOT NULL,
    "gatewayId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "targetIds" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL,
    "revokedAt" BIGINT,
    "lastUsedAt" BIGINT,
    "changeId" TEXT NOT NULL,

    CONSTRAINT "GatewayApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "GatewayApiKey_hash_key" ON "GatewayApiKey"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "GatewayApiKey_gatewayId_name_key" ON "GatewayApiKey"("gatewayId", "name");
