import { type FormEvent, useId, useState } from 'react'
import {
  changeInventory,
  type Given,
  type InventoryChoices,
  listSnmpCredentials,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { Ask } from '../hotspots/ask.tsx'
import { type Text, useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import type { InventoryQuery } from './filters.ts'
import type { Selection } from './selection.ts'

type Change = Given<typeof changeInventory, 'body'>['change']
type What = 'gateway' | 'credential' | 'group' | 'district' | 'retire' | 'restore'

interface Props {
  /** By which the list is filtered. */
  query: InventoryQuery
  selection: Selection
  /** How many are chosen, of so many. */
  chosen: number
  total: number
  choices: InventoryChoices | undefined
  onDone: () => void
}

/** Changes one thing of all hotspots that are chosen, after a question. */
export function ManyForm({ query, selection, chosen, total, choices, onDone }: Props) {
  const t = useText()
  const { me, change, announce, format } = useCity()
  const [asked, setAsked] = useState<{ change: Change; question: string }>()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const number = format.count(chosen)
  const apply = async (wanted: Change) => {
    setSending(true)
    setError(undefined)
    const which = selection.isAll ? { filter: query } : { hotspots: [...selection.ids] }
    await change(changeInventory, { body: { ...which, change: wanted } }).then(({ hotspots, changed }) => {
      const said = { number: format.count(hotspots), changed: format.count(changed) }
      announce(hotspots === changed ? t('many.doneAll', { count: hotspots, ...said }) : t('many.done', said))
      onDone()
    }, setError)
    setSending(false)
    setAsked(undefined)
  }
  return (
    <section className="many" aria-label={t('many.label')}>
      <p>
        <strong>{t('inventory.chosen', { count: chosen, number })}</strong>{' '}
        {!selection.isAll && chosen < total ? (
          <button type="button" className="link" onClick={selection.chooseAll}>
            {t('inventory.chooseAll', { number: format.count(total) })}
          </button>
        ) : null}{' '}
        <button type="button" className="link" onClick={() => selection.choose([])}>
          {t('inventory.chooseNone')}
        </button>
      </p>
      {asked ? (
        <Ask question={asked.question} onCancel={() => setAsked(undefined)}>
          <button
            type="button"
            className={asked.change.retired ? 'danger' : 'go'}
            disabled={isSending}
            onClick={() => apply(asked.change)}
          >
            {t('many.yes')}
          </button>
          <button type="button" onClick={() => setAsked(undefined)}>
            {t('network.cancel')}
          </button>
        </Ask>
      ) : (
        <WhatFields
          {...{ choices }}
          areRetired={query.retired === 'true'}
          isAdmin={me.role === 'admin'}
          isOfAll={me.districts === null}
          onChoose={(what, wanted, to) =>
            setAsked({ change: wanted, question: questionOf(t, what, to, chosen, number) })
          }
        />
      )}
      <FormFailure error={error} />
    </section>
  )
}

function questionOf(t: Text, what: What, to: string, count: number, number: string): string {
  if (what === 'retire') return t('many.sureRetire', { count, number })
  if (what === 'restore') return t('many.sureRestore', { count, number })
  return t('many.sure', { count, number, what: t(`many.${what}`), to })
}

interface WhatProps {
  choices: InventoryChoices | undefined
  areRetired: boolean
  /** Groups are theirs, and districts where they are limited to none. */
  isAdmin: boolean
  isOfAll: boolean
  onChoose: (what: What, change: Change, to: string) => void
}

/** What is to change, and to what. */
function WhatFields({ choices, areRetired, isAdmin, isOfAll, onChoose }: WhatProps) {
  const t = useText()
  const id = useId()
  const [what, setWhat] = useState<What>(areRetired ? 'restore' : 'gateway')
  const credentials = useResource(what === 'credential' ? listSnmpCredentials : undefined, {})
  const theirs: What[] = isAdmin ? ['group', ...(isOfAll ? (['district'] as const) : [])] : []
  const whats: What[] = areRetired
    ? ['restore', 'gateway', 'credential']
    : ['gateway', 'credential', ...theirs, 'retire']
  const nothing = { value: '', words: t('network.none') }
  const ofBorough = { value: '', words: t('districts.by.hotspots') }
  const named = (all: InventoryChoices['groups']) => all.map(({ id, name }) => ({ value: String(id), words: name }))
  const options = {
    gateway: [nothing, ...(choices?.gateways ?? []).map(({ name }) => ({ value: name, words: name }))],
    group: [nothing, ...named(choices?.groups ?? [])],
    district: [ofBorough, ...named(choices?.districts ?? [])],
    credential: (credentials.data?.items ?? []).map((one) => ({ value: String(one.id), words: one.name })),
    retire: [],
    restore: [],
  }[what]
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const to = String(new FormData(event.currentTarget).get('to') ?? '')
    const change: Change = {
      gateway: { gateway: to || null },
      group: { group: to === '' ? null : Number(to) },
      district: { district: to === '' ? null : Number(to) },
      credential: { credential: Number(to) },
      retire: { retired: true },
      restore: { retired: false },
    }[what]
    onChoose(what, change, options.find(({ value }) => value === to)?.words ?? to)
  }
  return (
    <form onSubmit={submit}>
      <div>
        <label htmlFor={`${id}-what`}>{t('many.what')}</label>
        <select id={`${id}-what`} value={what} onChange={({ target }) => setWhat(target.value as What)}>
          {whats.map((one) => (
            <option key={one} value={one}>
              {t(`many.${one}`)}
            </option>
          ))}
        </select>
      </div>
      {options.length > 0 || what === 'credential' ? (
        <div>
          <label htmlFor={`${id}-to`}>{t('many.to')}</label>
          <select id={`${id}-to`} key={what} name="to" required={what === 'credential'}>
            {options.map(({ value, words }) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      <button type="submit" className="go">
        {t('many.apply')}
      </button>
    </form>
  )
}
