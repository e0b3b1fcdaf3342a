import type { FirstSteps } from '../../../server/api/contract/index.ts'
import type { TextKey } from '../languages/index.ts'

/** One thing that a city needs before everything works. */
export interface Step {
  name:
    | 'neighbourhoods'
    | 'population'
    | 'hotspots'
    | 'gateways'
    | 'hangs'
    | 'named'
    | 'heard'
    | 'credentials'
    | 'agents'
    | 'answered'
  isDone: boolean
  /** What is so, with the figures that it names. */
  words: TextKey
  figures: Record<string, number>
  /** What is done next, in the dashboard or at the server. */
  links: ReadonlyArray<{ to: string; words: TextKey; admin?: true }>
  command?: string
}

const part = (total: number, missing: number) => ({ total, missing, with: total - missing })
const importFile = { to: '/network/import', words: 'first.importFile', admin: true } as const

/** The steps in the order in which they are taken. */
export function stepsOf({ neighbourhoods, hotspots, gateways, credentials }: FirstSteps): Step[] {
  const there = (name: 'neighbourhoods' | 'hotspots' | 'gateways' | 'credentials', total: number) => ({
    name,
    isDone: total > 0,
    words: `first.${name}${total > 0 ? 'Some' : 'None'}` as const,
    figures: { total },
  })
  const { total } = hotspots
  const each = (name: 'hangs' | 'named' | 'agents' | 'answered', missing: number) => ({
    name,
    isDone: total > 0 && missing === 0,
    words: `first.${name}Some` as const,
    figures: part(total, missing),
  })
  const see = (to: string) => ({ to, words: 'first.see' }) as const
  return [
    {
      ...there('neighbourhoods', neighbourhoods.total),
      links: [],
      command: 'npx plaza import neighbourhoods areas.geojson',
    },
    {
      name: 'population',
      isDone: neighbourhoods.total > 0 && neighbourhoods.withoutPopulation === 0,
      words:
        neighbourhoods.withoutPopulation > 0 || neighbourhoods.total === 0
          ? 'first.populationSome'
          : 'first.populationAll',
      figures: part(neighbourhoods.total, neighbourhoods.withoutPopulation),
      links: [],
      command: 'npx plaza import neighbourhoods areas.geojson --attributes need.csv',
    },
    {
      ...there('hotspots', total),
      links: [{ to: '/network/hotspots/new', words: 'first.goHotspots' }],
      command: 'npx plaza import hotspots hotspots.csv',
    },
    {
      ...there('gateways', gateways.total),
      links: [],
      command: 'npx plaza gateway add centro-01 --vendor coovachilli --network 203.0.113.7',
    },
    {
      name: 'heard',
      isDone: gateways.total > 0 && gateways.silent === 0,
      words: gateways.silent > 0 || gateways.total === 0 ? 'first.heardSome' : 'first.heardAll',
      figures: part(gateways.total, gateways.silent),
      links: [{ to: '/gateways', words: 'first.goGateways' }],
    },
    { ...each('hangs', hotspots.withoutGateway), links: [importFile, see('/network?gateway=none')] },
    { ...each('named', hotspots.withoutName), links: [importFile, see('/network?address=none')] },
    { ...there('credentials', credentials), links: [{ to: '/network/agents#credentials', words: 'first.goAgents' }] },
    { ...each('agents', hotspots.withoutAgent), links: [importFile, see('/network?agent=none')] },
    { ...each('answered', hotspots.unanswered), links: [{ to: '/network/agents', words: 'network.agents' }] },
  ]
}

/** How many steps are still to be taken. */
export const missingOf = (steps: FirstSteps): number => stepsOf(steps).filter(({ isDone }) => !isDone).length
