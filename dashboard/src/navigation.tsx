import { type ToggleEvent, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'
import {
  addDistrict,
  listApiTokens,
  listAudit,
  listHotspotGroups,
  listLegalHolds,
  listStaff,
  listVoucherBatches,
  readCityKey,
} from '../../server/api/contract/index.ts'
import { useCity } from './city.tsx'
import { may } from './data/may.ts'
import { useText } from './languages/index.ts'

/** Each with what it asks of the API. */
const all = [
  ['/groups', 'nav.groups', listHotspotGroups],
  ['/vouchers', 'nav.vouchers', listVoucherBatches],
  ['/staff', 'nav.staff', listStaff],
  ['/districts', 'nav.districts', addDistrict],
  ['/tokens', 'nav.tokens', listApiTokens],
  ['/city-key', 'nav.cityKey', readCityKey],
  ['/legal', 'nav.legal', listLegalHolds],
  ['/audit', 'nav.audit', listAudit],
] as const

/** The pages for administrators: a list that its button opens, and Escape or a click elsewhere closes. */
export function Administration() {
  const t = useText()
  const { me, settings } = useCity()
  const { pathname } = useLocation()
  const pages = all.filter(([path, , asked]) => may(me, asked) && (path !== '/vouchers' || settings.vouchers))
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  // In the top layer nothing cuts it off; it hangs below its button, within the screen.
  const place = ({ newState }: ToggleEvent) => {
    if (newState !== 'open' || !button.current || !list.current) return
    const { left, bottom } = button.current.getBoundingClientRect()
    list.current.style.top = `${bottom + 4}px`
    list.current.style.left = `max(8px, min(${left}px, 100vw - 14rem))`
  }
  const isHere = pages.some(([path]) => pathname.startsWith(path))
  return (
    <>
      <button ref={button} type="button" className={isHere ? 'active' : ''} popoverTarget="administration">
        {t('nav.administration')} <span aria-hidden="true">▾</span>
      </button>
      <div ref={list} id="administration" popover="auto" onBeforeToggle={place}>
        {pages.map(([path, text]) => (
          <NavLink key={path} to={path} onClick={() => list.current?.hidePopover()}>
            {t(text)}
          </NavLink>
        ))}
      </div>
    </>
  )
}
