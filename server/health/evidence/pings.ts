import { spawn } from 'node:child_process'
import { BlockList, isIP } from 'node:net'
import type { Database } from '../../database/connection.ts'
import { agentAddresses, parentAgents } from '../../network/fragments.ts'

/** Debian's; where it is not installed there is no such evidence. */
const FPING = 'fping'
/** One process asks all: three times each, 500 ms apart at first. */
const ARGUMENTS = ['-a', '-q', '-r', '2', '-t', '500', '-i', '1', '-f', '-']
/** It ends of itself long before. */
const TIMEOUT_MS = 50_000

/**
 * Which of the addresses or names answer ICMP.
 *
 * @returns undefined where fping is not installed, may not ask, or was ended by the signal
 */
export function pinged(
  hosts: readonly string[],
  { command = FPING, signal }: { command?: string; signal?: AbortSignal | undefined } = {},
): Promise<Set<string> | undefined> {
  if (hosts.length === 0) return Promise.resolve(new Set())
  return new Promise((resolve) => {
    const child = spawn(command, ARGUMENTS, { stdio: ['pipe', 'pipe', 'ignore'], ...(signal && { signal }) })
    const timer = setTimeout(() => child.kill(), TIMEOUT_MS).unref()
    let said = ''
    child.on('error', () => {
      clearTimeout(timer)
      child.stdin.destroy()
      child.stdout.destroy()
      resolve(undefined)
    })
    child.stdin.on('error', () => {})
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    // 0: all answer; 1: some do not; 2: some have no address; more: it could not ask.
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve(code !== null && code <= 2 ? new Set(said.split('\n').filter(Boolean)) : undefined)
    })
    child.stdin.end(`${hosts.join('\n')}\n`)
  })
}

/** Of this machine (RFC 6890): whoever is behind a port of it, it is the machine that answers. */
const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

function isLoopback(host: string): boolean {
  const version = isIP(host)
  if (version === 0) return /^localhost$/i.test(host)
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4')
}

/** Asks the addresses of agents that do not answer SNMP, and keeps which answer ICMP: dead is told from mute. A controller
 * that answers says itself which of its access points are down. */
export async function pingSilentAgents(
  { pool }: Pick<Database, 'pool'>,
  { ping = pinged, signal }: { ping?: typeof pinged; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { rows: silent } = await pool.query<{ id: number; host: string }>(
    `select a.id, a.host from ${agentAddresses} as a
     where exists (select from hotspot_health
                   where state = 'down' and cause = 'no-answer' and hotspot_id = any(a.hotspot_ids))
     union select p.id, p.host from ${parentAgents} as p
       join agent_health as h on h.agent_id = p.id where h.state = 'down'`,
  )
  const rows = silent.filter(({ host }) => !isLoopback(host))
  const answering = await ping([...new Set(rows.map(({ host }) => host))], { signal })
  if (!answering) return
  await pool.query(
    `insert into agent_pings (agent_id, answers, at) select id, answers, now() from unnest($1::bigint[], $2::boolean[])
       as given (id, answers)
     on conflict (agent_id) do update set answers = excluded.answers, at = excluded.at`,
    [rows.map(({ id }) => id), rows.map(({ host }) => answering.has(host))],
  )
  await pool.query("delete from agent_pings where at < now() - interval '1 day'")
}
