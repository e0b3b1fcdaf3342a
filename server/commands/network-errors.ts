import { DiscoveryError } from '../health/discovery/addresses.ts'
import { AgentError } from '../network/agents/credentials.ts'
import { DistrictError } from '../network/districts/districts.ts'
import { HotspotError } from '../network/hotspots/change.ts'
import { StartError } from '../start/start-error.ts'

/** What is wrong with what was asked is for the person who asked. */
export function explained(error: unknown): never {
  for (const kind of [AgentError, HotspotError, DistrictError, DiscoveryError])
    if (error instanceof kind) throw new StartError(error.message)
  throw error
}
