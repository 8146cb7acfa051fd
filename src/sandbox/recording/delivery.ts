/**
 * Log files in the bucket of a trail, made when somebody looks: every five minutes one for each account and Region where something
 * was called. CloudTrail User Guide, "Finding your CloudTrail log files": the layout of keys.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { AccountId } from '../../core/ids.ts'
import type { Memory } from '../service.ts'
import { activityStart } from '../world/activity.ts'
import { hex } from '../world/ids.ts'
import type { World } from '../world/model.ts'
import { stream } from '../world/random.ts'
import { recordOf, type TrailEvent } from './event.ts'
import { eventsBetween } from './log.ts'
import type { Recorder } from './recorder.ts'

const binMs = 5 * 60_000
const dayMs = 86_400_000

interface Sources {
  readonly world: World
  readonly memory: Memory
  readonly recorder: Recorder
  readonly now: number
}

export interface LogFile {
  readonly key: string
  readonly deliveredAt: Date
  /** Gzipped JSON. */
  readonly body: () => Buffer
}

/** Where the files of one account and Region lie: `AWSLogs/o-…/111122223333/CloudTrail/eu-west-1/`. */
interface Place {
  readonly folder: string
  readonly accountId: AccountId
  readonly region: string
}

/** Those under the prefix and behind the key `after`, in the order of their keys. Only days that may hold such are made. */
export function* logFiles(
  sources: Sources,
  bucket: string,
  prefix: string,
  after: string,
): Generator<LogFile, undefined> {
  const isWanted = (folder: string): boolean =>
    (folder.startsWith(prefix) || prefix.startsWith(folder)) && (folder > after || after.startsWith(folder))
  for (const place of placesOf(sources.world, bucket)) {
    if (!isWanted(place.folder)) continue
    for (let day = activityStart(sources.world); day <= sources.now; day += dayMs) {
      const folder = `${place.folder}${new Date(day).toISOString().slice(0, 10).replaceAll('-', '/')}/`
      if (!isWanted(folder)) continue
      for (const file of filesOf(sources, place, folder, day))
        if (file.key.startsWith(prefix) && file.key > after) yield file
    }
  }
  return undefined
}

function placesOf({ accounts, organization }: World, bucket: string): readonly Place[] {
  const places: Place[] = []
  for (const owner of accounts.ids()) {
    // Trails of large worlds' many accounts are the organization's.
    if (owner !== organization.managementAccountId) continue
    for (const { estate } of accounts.get(owner)?.regions.values() ?? []) {
      for (const { trail } of estate?.trails.values() ?? []) {
        if (trail.S3BucketName !== bucket || !trail.IsOrganizationTrail) continue
        const root = trail.S3KeyPrefix === undefined ? '' : `${trail.S3KeyPrefix}/`
        for (const accountId of accounts.ids()) {
          for (const region of accounts.get(accountId)?.enabledRegions ?? [])
            places.push({
              folder: `${root}AWSLogs/${organization.id}/${accountId}/CloudTrail/${region}/`,
              accountId,
              region,
            })
        }
      }
    }
  }
  return places.sort((a, b) => (a.folder < b.folder ? -1 : 1))
}

/** By the day of delivery: what was called in the last minutes of a day lies in the folder of the next. */
function filesOf(sources: Sources, place: Place, folder: string, day: number): LogFile[] {
  const { world, recorder, now } = sources
  const events = eventsBetween(sources, place.accountId, place.region, day - binMs, day + dayMs - binMs)
  const bins = Map.groupBy(events, ({ at }) => Math.floor(at / binMs) * binMs)
  const files = [...bins].flatMap(([bin, of]) => {
    // What the recorder has forgotten in part is no longer there at all: a file never changes.
    if (bin + binMs > now || (bin + binMs > world.start.getTime() && bin < recorder.lostUntil)) return []
    const path = [world.seed, 'delivery', place.accountId, place.region, String(bin)]
    const first = fileOf(place, folder, bin + binMs, hex(16, ...path), of)
    // At least once: now and then the same events come a second time, in another order.
    return stream(...path).chance(1 / 20)
      ? [first, fileOf(place, folder, bin + binMs, hex(16, ...path, 'again'), of.toReversed())]
      : [first]
  })
  return files.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function fileOf(
  { accountId, region }: Place,
  folder: string,
  deliveredAt: number,
  suffix: string,
  events: readonly TrailEvent[],
): LogFile {
  const minute = new Date(deliveredAt).toISOString().slice(0, 16).replace(/[-:]/g, '')
  return {
    key: `${folder}${accountId}_CloudTrail_${region}_${minute}Z_${suffix}.json.gz`,
    deliveredAt: new Date(deliveredAt),
    body: () => gzipSync(JSON.stringify({ Records: events.map(recordOf) })),
  }
}

export const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`
