import { acceptDiscovered, type DiscoveredAgent } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { AcceptAsked } from '../found/accept-asked.tsx'
import { useText } from '../languages/index.ts'

const words = {
  offer: 'discovery.acceptMany',
  sure: 'discovery.acceptSure',
  yes: 'discovery.acceptYes',
  going: 'discovery.accepting',
} as const

interface Props {
  of: readonly DiscoveredAgent[]
  onDone: () => void
}

/** Takes all that are chosen for their hotspots, after a question. */
export function AcceptChosen({ of: chosen, onDone }: Props) {
  const t = useText()
  const { change, format } = useCity()
  const all = chosen.flatMap(({ id, match }) => (match ? [{ id, hotspot: match.hotspotId }] : []))
  const begin = () => {
    let accepted = 0
    const refused: string[] = []
    const number = (count: number) => ({ count, number: format.count(count) })
    return {
      async send(found: typeof all) {
        const part = await change(acceptDiscovered, { body: { found } })
        accepted += part.accepted
        refused.push(...part.refused.map(({ why }) => why))
      },
      told() {
        const [why] = refused
        const taken = t('discovery.accepted', number(accepted))
        return why === undefined ? [taken] : [taken, t('discovery.refused', { ...number(refused.length), why })]
      },
    }
  }
  return <AcceptAsked of={all} words={words} begin={begin} onDone={onDone} />
}
