import { type ToggleEvent, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'
import { listIncidents } from '../../server/api/contract/index.ts'
import { useCity } from './city.tsx'
import { may } from './data/may.ts'
import { useText } from './languages/index.ts'
import { type Entry, entries, groups, isOffered } from './pages.ts'

/** What is wrong, the map, and all other pages in groups: those that whoever is signed in may open. */
export function Navigation() {
  const t = useText()
  const { me, settings, incidents, format } = useCity()
  const open = incidents.data?.total ?? 0
  // Tokens for scripts are in it, which others reach by the search.
  const shown = groups.filter((group) => group !== 'administration' || me.role === 'admin')
  return (
    <nav aria-label={t('nav.label')}>
      {may(me, listIncidents) ? (
        <NavLink to="/incidents">
          {t('nav.incidents')}
          {open > 0 ? (
            <span className="badge" title={t('incidents.count', { count: open })}>
              {format.count(open)}
            </span>
          ) : null}
        </NavLink>
      ) : null}
      <NavLink to="/" end>
        {t('nav.map')}
      </NavLink>
      {shown.map((group) => (
        <PageGroup key={group} id={group} pages={entries[group].filter((entry) => isOffered(entry, me, settings))} />
      ))}
    </nav>
  )
}

/** Pages behind a button: a list that it opens, and Escape or a click elsewhere closes. */
function PageGroup({ id, pages }: { id: (typeof groups)[number]; pages: readonly Entry[] }) {
  const t = useText()
  const { pathname } = useLocation()
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  if (pages.length === 0) return null
  // In the top layer nothing cuts it off; it hangs below its button, within the screen.
  const place = ({ newState }: ToggleEvent) => {
    if (newState !== 'open' || !button.current || !list.current) return
    const { left, bottom } = button.current.getBoundingClientRect()
    list.current.style.top = `${bottom + 4}px`
    list.current.style.left = `max(8px, min(${left}px, 100vw - 14rem))`
  }
  const isHere = pages.some(([path]) => `${pathname}/`.startsWith(`${path}/`))
  return (
    <>
      <button ref={button} type="button" className={isHere ? 'active' : ''} popoverTarget={id}>
        {t(`nav.${id}`)} <span aria-hidden="true">▾</span>
      </button>
      <div ref={list} id={id} className="page-group" popover="auto" onBeforeToggle={place}>
        {pages.map(([path, text]) => (
          <NavLink key={path} to={path} onClick={() => list.current?.hidePopover()}>
            {t(text)}
          </NavLink>
        ))}
      </div>
    </>
  )
}
