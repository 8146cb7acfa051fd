import { type InsightSeverity, severities } from './insight.ts'

/** One step graver where it ends in administration (findings.md §1); never above critical. */
export function raised(severity: InsightSeverity, isRaised: boolean): InsightSeverity {
  const place = severities.indexOf(severity)
  return isRaised ? (severities[place - 1] ?? severity) : severity
}

export const bySeverity = (a: InsightSeverity, b: InsightSeverity): number =>
  severities.indexOf(a) - severities.indexOf(b)
