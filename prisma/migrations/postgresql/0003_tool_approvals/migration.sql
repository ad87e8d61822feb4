-- CreateTable
CREATE TABLE "ToolApproval" (
    "targetId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "approvedBy" TEXT NOT NULL,
    "approvedAt" BIGINT NOT NULL,

    CONSTRAINT "ToolApproval_pkey" PRIMARY KEY ("targetId","kind","name")
);

-- What serves today counts as approved: nobody was asked before.
INSERT INTO "ToolApproval" ("targetId", "kind", "name", "hash", "versionId", "approvedBy", "approvedAt")
SELECT "Target"."id", 'catalogue', '', "CatalogueVersion"."hash", "CatalogueVersion"."id",
  "CatalogueVersion"."createdBy", "CatalogueVersion"."createdAt"
FROM "Target" JOIN "CatalogueVersion" ON "CatalogueVersion"."id" = "Target"."servingVersionId";
