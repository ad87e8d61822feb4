-- AlterTable
ALTER TABLE "User" ADD COLUMN "gatewayIds" TEXT;
ALTER TABLE "User" ADD COLUMN "lastSignInAt" BIGINT;
ALTER TABLE "User" ADD COLUMN "changeId" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "ConsoleSession" ADD COLUMN "userAgent" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "Invitation" (
    "userId" TEXT NOT NULL PRIMARY KEY,
    "tokenHash" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");
