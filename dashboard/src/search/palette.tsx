import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useText } from '../languages/index.ts'
import { type Find, useFinds } from './finds.ts'

/** Shorter pauses are within a word. */
const SETTLED_MS = 150

/** Finds anything of the city by its words: a button, and Ctrl-K (⌘K) wherever one is. */
export function Search() {
  const t = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal()
    if (!isOpen && dialog.current?.open) dialog.current.close()
  }, [isOpen])
  return (
    <>
      <button type="button" className="quiet search-open" aria-keyshortcuts="Control+K" onClick={() => setOpen(true)}>
        <span aria-hidden="true">⌕</span> {t('search.open')}{' '}
        <span className="keys" aria-hidden="true">
          Ctrl K
        </span>
      </button>
      <dialog
        ref={dialog}
        className="palette"
        aria-label={t('search.title')}
        onClose={() => setOpen(false)}
        onClick={(event) => event.target === dialog.current && setOpen(false)}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {isOpen ? <Finder onDone={() => setOpen(false)} /> : null}
      </dialog>
    </>
  )
}

/** A combobox with its list (WAI-ARIA APG): the focus stays in the field, arrows move what is chosen. */
function Finder({ onDone }: { onDone: () => void }) {
  const t = useText()
  const id = useId()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const settled = useSettled(typed)
  const { finds, isReading } = useFinds(settled, true)
  const [chosen, setChosen] = useState(0)
  const at = Math.min(chosen, finds.length - 1)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    field.current?.focus()
  }, [])
  // Newer browsers answer with a promise, which is no effect's end.
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const open = (find: Find | undefined) => {
    if (!find) return
    onDone()
    void navigate(find.to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && finds.length > 0) {
      event.preventDefault()
      setChosen((at + step + finds.length) % finds.length)
    }
    // While what was typed is not looked up yet, the list is of other words.
    if (event.key === 'Enter' && settled === typed) open(finds[at])
  }
  return (
    <>
      <input
        ref={field}
        role="combobox"
        type="text"
        value={typed}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        placeholder={t('search.what')}
        aria-label={t('search.what')}
        aria-expanded={finds.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={finds[at] ? `${id}-${at}` : undefined}
        onChange={({ target }) => {
          setTyped(target.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div className="finds" ref={list} id={`${id}-list`} role="listbox" aria-label={t('search.found')}>
        {finds.map((find, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the focus is the field's, which names the active option
          <div
            key={`${find.kind} ${find.key}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            data-find={find.kind}
            onPointerMove={() => setChosen(index)}
            onClick={() => open(find)}
          >
            <span className="kind">{t(`search.kind.${find.kind}`)}</span>
            <strong>{find.name}</strong>
            <span className="muted">{find.where}</span>
          </div>
        ))}
      </div>
      <p className="muted" role="status">
        {isReading || settled !== typed
          ? t('search.reading')
          : finds.length === 0
            ? t('search.none')
            : t('search.count', { count: finds.length })}
      </p>
    </>
  )
}

/** `value`, once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
