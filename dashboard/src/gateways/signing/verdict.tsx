import type { GatewayListItem, GatewaySource, SigningVerdict } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'

/** Paths in a box of 24 by 24: a shape and a glyph for each verdict, told apart without colour. */
const marks: Record<SigningVerdict, { shape: string; glyph: string }> = {
  safe: {
    shape: 'M12 1.2l9.3 3.3v7.2c0 5.4-3.8 9.3-9.3 11.1c-5.5-1.8-9.3-5.7-9.3-11.1V4.500z',
    glyph: 'M7.5 12l3.2 3.200L16.5 9',
  },
  ready: {
    shape: 'M12 1.5a10.5 10.5 0 1 1 0 21a10.5 10.5 0 1 1 0-21z',
    glyph: 'M12 17.500V7M7.5 11.300L12 6.800l4.5 4.5',
  },
  old: { shape: 'M12 1.5L23.2 22H.8z', glyph: 'M12 9v6M12 18.2v.6' },
  refusing: {
    shape: 'M7.4 1.500h9.200l5.9 5.900v9.200l-5.9 5.900H7.400l-5.9-5.900V7.400z',
    glyph: 'M8 8l8 8M16 8l-8 8',
  },
  silent: { shape: 'M12 .8L23.2 12L12 23.2L.8 12z', glyph: 'M8 12h8' },
}

/** The verdict's sign with its words. */
export function Verdict({ of }: { of: GatewayListItem | GatewaySource }) {
  const t = useText()
  const { format } = useCity()
  const { shape, glyph } = marks[of.verdict]
  return (
    <span className="signing" data-verdict={of.verdict}>
      <svg className="mark" viewBox="0 0 24 24" width={18} height={18} aria-hidden="true">
        <path className="shape" d={shape} />
        <path className="glyph" d={glyph} />
      </svg>
      <span>
        {t(`verdict.${of.verdict}`, {
          requests: format.count(of.requests),
          unsigned: format.count(of.unsigned),
          refused: format.count(of.refused),
        })}
      </span>
    </span>
  )
}

/** What requiring the signature would have refused, in a sentence. */
export function Preview({ of, now }: { of: GatewayListItem; now: number }) {
  const t = useText()
  const { format } = useCity()
  const requests = format.count(of.requests)
  if (of.requests === 0) return <>{t('gateways.preview.silent')}</>
  if (of.unsignedAt === null) return <>{t('gateways.preview.nothing', { requests })}</>
  const last = { unsigned: format.count(of.unsigned), requests, ago: format.ago(of.unsignedAt, now) }
  if (of.unsignedFrom === null) return <>{t('gateways.preview.refused', last)}</>
  return <>{t('gateways.preview.refusedFrom', { ...last, address: of.unsignedFrom })}</>
}
