import { z } from 'zod'
import type { Database } from '../../../database/connection.ts'
import { acceptDiscovered } from '../../../health/discovery/accept.ts'
import { DiscoveryError } from '../../../health/discovery/addresses.ts'
import * as jobs from '../../../health/discovery/jobs.ts'
import { type Matched, matchedAgents } from '../../../health/discovery/matched.ts'
import { addressOf } from '../../../network/agents/agents.ts'
import { listCredentials } from '../../../network/agents/credentials.ts'
import { HotspotError } from '../../../network/hotspots/change.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, shownAs } from '../../cursor.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'

function explained(error: unknown): never {
  if (!(error instanceof DiscoveryError)) throw error
  const status = error.field === 'running' ? 409 : 400
  throw new ApiProblem(status, 'wrong-discovery', error.message, error.field)
}

const shown = ({ askedAt, finishedAt, ...job }: jobs.Discovery): contract.Discovery => {
  const { id, staffId, addresses, total, rate, done, answered, held, stopped, failure } = job
  return {
    ...{ id, staffId, addresses, total, rate, done, answered, held, stopped, failure },
    ...{ askedAt: askedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null },
  }
}

const place = z.tuple([z.int()])

async function credentialNames(db: Database): Promise<Map<number, string>> {
  return new Map((await listCredentials(db)).map(({ id, name }) => [id, name]))
}

const shownAgent = (names: ReadonlyMap<number, string>, { match, ...one }: Matched): contract.DiscoveredAgent => {
  const { id, key, profile, name, description, model, serial, macs, accessPoints } = one
  return {
    ...{ id, key, profile, name, description, model, serial, macs, accessPoints },
    ...{ address: addressOf(one), credential: names.get(one.credentialId) ?? '', at: one.at.toISOString() },
    match: match ? { hotspotId: match.hotspot.id, hotspot: match.hotspot.name, because: match.because } : null,
  }
}

export const discoveryRoutes = [
  implement(contract.readDiscovery, async ({ parts: { db } }) => {
    const last = await jobs.discovery(db)
    return { last: last ? shown(last) : null }
  }),
  implement(contract.startDiscovery, async ({ parts: { db }, body: { credentials, ...asked }, staff }) => {
    const request = { ...asked, credentialIds: [...new Set(credentials)] }
    const { id, addresses, total, rate } = await jobs.askDiscovery(db, staff.id, request).catch(explained)
    const names = await credentialNames(db)
    return changed({ id }, { addresses, total, rate, credentials: credentials.map((one) => names.get(one)) })
  }),
  implement(contract.stopDiscovery, async ({ parts: { db }, params: { id } }) => {
    const before = await jobs.discovery(db, id)
    if (!before) throw new ApiProblem(404, 'no-such-discovery', `There is no search for agents ${id}.`)
    if (!(await jobs.stopDiscovery(db, id))) return unchanged({ done: true })
    return changed({ done: true }, { addresses: before.addresses, done: before.done, total: before.total })
  }),
  implement(contract.listDiscovered, async ({ parts: { db }, query }) => {
    const names = await credentialNames(db)
    const all = await matchedAgents(db)
    const meant = query.which === 'all' ? all : all.filter(({ match }) => match?.because !== 'agent')
    const [after = 0] = readCursor(place, query.cursor) ?? []
    const rows = meant.filter(({ id }) => id > after).slice(0, rowsFor(query))
    return shownAs(
      cutPage(rows, query, meant.length, ({ id }) => [id]),
      (one) => shownAgent(names, one),
    )
  }),
  implement(contract.acceptDiscovered, async ({ parts: { db }, body, staff }) => {
    const hotspots = new Map(body.found.map(({ id, hotspot }) => [id, hotspot]))
    const each = []
    const refused: Array<{ id: number; why: string }> = []
    for (const one of await matchedAgents(db, { ids: [...hotspots.keys()] })) {
      const hotspot = hotspots.get(one.id)!
      hotspots.delete(one.id)
      const done = await acceptDiscovered(db, one, hotspot, { staffId: staff.id }).catch((error) => {
        if (!(error instanceof HotspotError)) throw error
        refused.push({ id: one.id, why: error.message })
      })
      if (done) each.push({ hotspot, address: addressOf(one), key: one.key, changes: done.differences })
    }
    for (const id of hotspots.keys()) refused.push({ id, why: `There is nothing found with the number ${id}.` })
    const answer = { accepted: each.length, refused }
    return each.length === 0 ? unchanged(answer) : changed(answer, { accepted: each.length, each })
  }),
]
