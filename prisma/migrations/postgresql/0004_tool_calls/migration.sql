-- CreateTable
CREATE TABLE "ToolCall" (
    "id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "gatewayId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "caller" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "requestId" TEXT NOT NULL,

    CONSTRAINT "ToolCall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ToolCall_gatewayId_id_idx" ON "ToolCall"("gatewayId", "id");
