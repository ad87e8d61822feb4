-- CreateTable
CREATE TABLE "SignInProvider" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "groupClaim" TEXT,
    "roleByGroup" TEXT NOT NULL DEFAULT '{}',
    "whoMayJoin" TEXT NOT NULL,
    "bindsCallers" BOOLEAN NOT NULL DEFAULT true,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    "changeId" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "SignInProvider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignInLink" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "iss" TEXT NOT NULL,
    "sub" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "cameBy" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" BIGINT NOT NULL,
    "lastUsedAt" BIGINT,
    "changeId" TEXT NOT NULL,

    CONSTRAINT "SignInLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "SignInProvider_name_key" ON "SignInProvider"("name");

-- CreateIndex
CREATE UNIQUE INDEX "SignInProvider_issuer_key" ON "SignInProvider"("issuer");

-- CreateIndex
CREATE INDEX "SignInLink_userId_idx" ON "SignInLink"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "SignInLink_iss_sub_key" ON "SignInLink"("iss", "sub");
