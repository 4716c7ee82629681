-- CreateTable
CREATE TABLE "horizons" (
    "kind" TEXT NOT NULL,
    "closed_before" TIMESTAMPTZ(6) NOT NULL,
    "dropped_before" TIMESTAMPTZ(6),

    CONSTRAINT "horizons_pkey" PRIMARY KEY ("kind")
);
