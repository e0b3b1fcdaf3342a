import { type CoverageRing, coverageRing, type WithinRing } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type Text, useLanguage, useText } from '../languages/index.ts'
import { labelsFor } from '../use/figures.ts'

/** The ring that an address names; a walk where it names none. */
export const ringIn = (text: string | null): CoverageRing => coverageRing.safeParse(text).data ?? 'walk'

/** @param label writes a day */
export const methodWords = (
  { streets }: Pick<WithinRing, 'streets'>,
  t: Text,
  label: (day: string, step: string) => string,
): string => (streets === null ? t('ring.line') : t('ring.streets', { day: label(streets, 'day') }))

/** Says how near is near: `Walk, 250 m in a straight line`. */
export function useRingWords(): (ring: CoverageRing) => string {
  const t = useText()
  const label = labelsFor(useLanguage())
  const { format, settings } = useCity()
  return (ring) =>
    t('ring.said', {
      ring: t(`ring.${ring}`, { metres: format.count(settings.rings[ring].metres) }),
      method: methodWords(settings.rings[ring], t, label),
    })
}

/** Says how something was measured: `250 m in a straight line`; nothing while that is not known. */
export function useMeasuredWords(): (within: WithinRing | undefined) => string {
  const t = useText()
  const label = labelsFor(useLanguage())
  const { format } = useCity()
  return (within) =>
    within ? t('ring.measured', { metres: format.count(within.metres), method: methodWords(within, t, label) }) : ''
}

/** Whose the streets are along which something is measured. */
export function StreetsLink() {
  const t = useText()
  return (
    <>
      {' '}
      <a href="https://www.openstreetmap.org/copyright" rel="noreferrer" target="_blank">
        {t('ring.attribution')}
      </a>
    </>
  )
}

/** Whose streets they are, where a ring is measured along them. */
export function Attribution({ ring }: { ring: CoverageRing }) {
  const { settings } = useCity()
  if (settings.rings[ring].streets === null) return null
  return (
    <p className="attribution">
      <StreetsLink />
    </p>
  )
}

export function RingChoice({ ring, choose }: { ring: CoverageRing; choose: (ring: CoverageRing) => void }) {
  const t = useText()
  const { format, settings } = useCity()
  return (
    <fieldset className="layer-choice ring-choice">
      <legend>{t('ring.label')}</legend>
      {coverageRing.options.map((choice) => (
        <label key={choice}>
          <input type="radio" name="ring" checked={choice === ring} onChange={() => choose(choice)} />
          <span>{t(`ring.${choice}`, { metres: format.count(settings.rings[choice].metres) })}</span>
        </label>
      ))}
    </fieldset>
  )
}
