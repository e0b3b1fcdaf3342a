import { acceptManyFound, type FoundAccessPoint } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { AcceptAsked } from './accept-asked.tsx'

const words = {
  offer: 'found.acceptMany',
  sure: 'found.acceptSure',
  yes: 'found.acceptYes',
  going: 'found.accepting',
} as const

interface Props {
  /** Those chosen. */
  of: readonly FoundAccessPoint[]
  onDone: () => void
}

/** Takes all that are chosen for their likeliest hotspots, after a question. */
export function AcceptMany({ of: chosen, onDone }: Props) {
  const t = useText()
  const { change, format } = useCity()
  const all = chosen.flatMap(({ id, likely }) => (likely ? [{ id, hotspot: likely.hotspotId }] : []))
  const begin = () => {
    const sum = { accepted: 0, sessions: 0 }
    return {
      async send(found: typeof all) {
        const part = await change(acceptManyFound, { body: { found } })
        sum.accepted += part.accepted
        sum.sessions += part.sessions
      },
      told: () => [
        sum.accepted === all.length
          ? t('found.accepted', { count: sum.sessions })
          : t('found.notAll', { done: format.count(sum.accepted), number: format.count(all.length) }),
      ],
    }
  }
  return <AcceptAsked of={all} words={words} begin={begin} onDone={onDone} />
}
