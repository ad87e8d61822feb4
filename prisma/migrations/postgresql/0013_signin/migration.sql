-- AlterTable
ALTER TABLE "SignInProvider" ADD COLUMN     "fromFile" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "SignInLink" ADD COLUMN     "roleGroup" TEXT;

-- CreateIndex
CREATE INDEX "User_disabledAt_idx" ON "User"("disabledAt");

-- CreateIndex
CREATE INDEX "ConsoleSession_signInLinkId_idx" ON "ConsoleSession"("signInLinkId");
