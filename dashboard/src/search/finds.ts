import { useMemo } from 'react'
import {
  findSites,
  listHelpCases,
  listHotspots,
  listNeighbourhoods,
  readDevice,
  readGateway,
  readInventoryChoices,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useList, useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { isOffered, pages } from '../pages.ts'
import { withWords } from '../parts/table-order.ts'
import { codeTyped, deviceTyped } from './typed.ts'

/** Something that a search found, and the page that shows it. */
export interface Find {
  kind: 'page' | 'hotspot' | 'site' | 'gateway' | 'neighbourhood' | 'device' | 'code'
  key: string
  name: string
  where: string
  to: string
}

/** Of each kind. */
const MOST = 6

/**
 * What fits the words: only what whoever looks may see. A device and a code are offered as they are typed, and looked up,
 * which is audited, by the page that opens.
 */
export function useFinds(typed: string, isOpen: boolean): { finds: Find[]; isReading: boolean } {
  const t = useText()
  const { me, settings } = useCity()
  const words = typed.trim()
  const query = { search: words, limit: MOST }
  const hotspots = useList(isOpen && words !== '' ? listHotspots : undefined, { query })
  const sites = useResource(isOpen && words !== '' ? findSites : undefined, { query })
  const choices = useResource(isOpen && may(me, readInventoryChoices) ? readInventoryChoices : undefined, {})
  const neighbourhoods = useResource(isOpen ? listNeighbourhoods : undefined, {})
  const finds = useMemo(() => {
    const found: Find[] = []
    const mac = deviceTyped(words)
    if (mac && may(me, readDevice))
      found.push({ kind: 'device', key: mac, name: mac, where: t('search.audited'), to: `/devices/${mac}` })
    const code = codeTyped(words)
    if (code && may(me, listHelpCases))
      found.push({ kind: 'code', key: code, name: code, where: t('search.audited'), to: `/help/${code}` })
    const offered = pages
      .filter((page) => isOffered(page, me, settings))
      .map(([to, text]) => ({ kind: 'page' as const, key: to, name: t(text), where: '', to }))
    found.push(...withWords(offered, words, ({ name }) => name).slice(0, words === '' ? pages.length : MOST))
    if (words === '') return found
    for (const { id, name, settlement, borough } of hotspots.data?.items ?? []) {
      const where = [settlement, borough].filter(Boolean).join(', ')
      found.push({ kind: 'hotspot', key: `${id}`, name, where, to: `/?hotspot=${id}` })
    }
    for (const { id, name, hotspots: count } of sites.data?.sites ?? [])
      found.push({ kind: 'site', key: `${id}`, name, where: t('list.found', { count }), to: `/sites/${id}` })
    const gateways = withWords(choices.data?.gateways ?? [], words, ({ name }) => name).slice(0, MOST)
    for (const { id, name } of gateways) {
      const to = may(me, readGateway) ? `/gateways/${id}` : `/network?gateway=${id}`
      found.push({ kind: 'gateway', key: `${id}`, name, where: '', to })
    }
    const areas = withWords(neighbourhoods.data?.items ?? [], words, ({ name, code: key }) => `${name} ${key}`)
    for (const { id, name, borough } of areas.slice(0, MOST))
      found.push({
        ...{ kind: 'neighbourhood' as const, key: `${id}`, name, where: borough ?? '' },
        to: `/?layer=covered&neighbourhood=${id}`,
      })
    return found
  }, [words, me, settings, t, hotspots.data, sites.data, choices.data, neighbourhoods.data])
  return { finds, isReading: words !== '' && !hotspots.data && !hotspots.error }
}
