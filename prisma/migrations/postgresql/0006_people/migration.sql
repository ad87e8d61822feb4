-- AlterTable
ALTER TABLE "User" ADD COLUMN     "changeId" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "gatewayIds" TEXT,
ADD COLUMN     "lastSignInAt" BIGINT;

-- AlterTable
ALTER TABLE "ConsoleSession" ADD COLUMN     "userAgent" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "Invitation" (
    "userId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "expiresAt" BIGINT NOT NULL,

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("userId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");
