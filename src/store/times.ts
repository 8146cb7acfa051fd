export const optionalTime = (time: Date | null): string | null => time?.toISOString() ?? null
