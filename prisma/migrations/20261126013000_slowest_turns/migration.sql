-- CreateIndex
CREATE INDEX "turns_duration_ms_idx" ON "turns"("duration_ms");
