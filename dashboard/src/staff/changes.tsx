import { z } from 'zod'
import { type AuditEvent, listStaffChanges, type StaffRow, staffRole } from '../../../server/api/contract/index.ts'
import { useActionWords } from '../audit/words.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { type Text, useText } from '../languages/index.ts'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'

/** Who gave a member of staff their access and changed it, and when. */
export function Changes({ of: { id, name } }: { of: StaffRow }) {
  const t = useText()
  const { format } = useCity()
  const wordsOf = useActionWords()
  const list = useList(listStaffChanges, { params: { id } })
  return (
    <section className="staff-changes" aria-label={t('staff.changesOf', { name })}>
      <Reading of={list} />
      {list.data?.items.length === 0 ? <p className="empty">{t('staff.noChanges')}</p> : null}
      <ul>
        {list.data?.items.map((event) => (
          <li key={event.id}>
            <span className="muted">{format.moment(event.at)}</span>{' '}
            <strong>{event.actor === 'command' ? t('staff.byCommand') : event.actor}</strong>{' '}
            <span>{[wordsOf(event.action), ...changedParts(event, t)].join(' · ')}</span>
          </li>
        ))}
      </ul>
      <More of={list} />
    </section>
  )
}

const state = z.object({ name: z.string(), role: staffRole, disabled: z.boolean() }).partial()
const detail = z.object({ before: state.default({}), after: state })

/** What a change was, part by part, in words. */
function changedParts(event: AuditEvent, t: Text): string[] {
  const { data } = detail.safeParse(event.detail)
  if (!data) return []
  const { before, after } = data
  const roleWords = (role: typeof before.role) => (role === undefined ? undefined : t(`role.${role}`))
  const parts: Array<[label: string, from: string | undefined, to: string | undefined]> = [
    [t('staff.role'), roleWords(before.role), roleWords(after.role)],
    [t('staff.name'), before.name, after.name],
  ]
  const said = parts.flatMap(([label, from, to]) =>
    to === undefined ? [] : [`${label}: ${from === undefined ? '' : `${from} → `}${to}`],
  )
  if (after.disabled !== undefined) said.push(t(after.disabled ? 'staff.disabled' : 'staff.enabled'))
  return said
}
