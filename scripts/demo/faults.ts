import type { Random } from './random.ts'
import {
  type Condition,
  dropDevices,
  isUsable,
  type LiveGateway,
  type LiveHotspot,
  reboot,
  type World,
} from './world.ts'

const MINUTE_MS = 60_000
/** Hotspots that fall ill at once, but not before all were polled: one that was never seen to work cannot fail. */
const ILL_AT_START = 18
const SEEN_WELL_MS = 75_000
/** One hotspot falls ill about this often, and is ill for some minutes: about two in a hundred at any time. */
const FAULT_EVERY_MS = 20_000
const OUTAGE_EVERY_MS = 15 * MINUTE_MS
const REBOOT_MS = 40_000

const kinds: ReadonlyArray<{ share: number; condition: Condition | 'reboot' }> = [
  { share: 0.4, condition: 'silent' },
  { share: 0.2, condition: 'slow' },
  { share: 0.25, condition: 'overloaded' },
  { share: 0.15, condition: 'reboot' },
]

/** One hotspot comes and goes: often enough that its incident says so. */
const FLAPS_EVERY_MS = 3 * MINUTE_MS
/** The first outage is long enough to be looked at. */
const FIRST_OUTAGE_MS = 25 * MINUTE_MS

/**
 * Makes hotspots fall ill and recover, and now and then a whole gateway's site lose power. One does soon after the start,
 * and one hotspot comes and goes all the time.
 */
export function startFaults(world: World, random: Random): { close(): void } {
  const timers = new Set<NodeJS.Timeout>()
  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms).unref()
    timers.add(timer)
  }
  const heal = (hotspot: LiveHotspot) => {
    if (hotspot.condition === 'silent') reboot(hotspot, Date.now())
    hotspot.condition = 'well'
  }
  const fall = () => {
    const hotspot = random.pick(world.hotspots)
    if (hotspot.condition !== 'well' || !isUsable(hotspot)) return
    const kind = pickKind(random)
    hotspot.condition = kind === 'reboot' ? 'silent' : kind
    if (hotspot.condition === 'silent') dropDevices(hotspot)
    later(kind === 'reboot' ? REBOOT_MS : random.between(5, 12) * MINUTE_MS, () => heal(hotspot))
  }
  const outage = (lasts = random.between(5, 8) * MINUTE_MS) => {
    const gateway = random.pick(world.gateways)
    if (!gateway.powered) return
    losePower(gateway)
    later(lasts, () => restorePower(gateway))
  }
  const flap = (hotspot: LiveHotspot) => {
    if (hotspot.condition === 'silent') heal(hotspot)
    else if (hotspot.condition === 'well' && isUsable(hotspot)) {
      hotspot.condition = 'silent'
      dropDevices(hotspot)
    }
    later(FLAPS_EVERY_MS, () => flap(hotspot))
  }
  const again = (mean: number, act: () => void) => {
    later(random.wait(mean), () => {
      act()
      again(mean, act)
    })
  }
  if (world.hotspots.length > 0) {
    later(SEEN_WELL_MS, () => {
      for (let count = 0; count < ILL_AT_START; count++) fall()
      outage(FIRST_OUTAGE_MS)
      flap(world.hotspots.at(-1)!)
    })
    again(FAULT_EVERY_MS, fall)
    again(OUTAGE_EVERY_MS, () => outage())
  }
  return {
    close() {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

function pickKind(random: Random): Condition | 'reboot' {
  let left = random.next()
  for (const { share, condition } of kinds) {
    left -= share
    if (left < 0) return condition
  }
  return 'silent'
}

function losePower(gateway: LiveGateway): void {
  gateway.powered = false
  gateway.simulated.powerOff()
}

function restorePower(gateway: LiveGateway): void {
  gateway.powered = true
  for (const hotspot of gateway.hotspots) reboot(hotspot, Date.now())
  void gateway.simulated.powerOn()
}
