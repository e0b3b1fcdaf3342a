import { type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { type CityClock, createCityClock } from './city-clock.ts'

interface Props {
  name: string
  label: string
  required?: boolean
}

/** As far as ISO 8601 goes; without it browsers take years of six digits. */
const LATEST = '9999-12-31T23:59'

/**
 * A date and time by the city's clocks, whatever this computer's show. Where clocks show it twice it asks which is meant;
 * one that they leave out is not accepted. The form has the instant under `name`, ISO 8601 in UTC; empty where none was
 * written.
 */
export function CityTime({ name, label, required = false }: Props) {
  const t = useText()
  const id = useId()
  const { timeZone } = useCity().settings
  const clock = useMemo(() => createCityClock(timeZone), [timeZone])
  const { input, time, write, instants, instant, choose } = useWrittenTime(clock)
  const leftOut = time !== '' && !instant ? t('time.leftOut') : ''
  useEffect(() => input.current?.setCustomValidity(leftOut), [input, leftOut])
  return (
    <div className="city-time">
      <label htmlFor={id}>{label}</label>
      <input
        {...{ id, ref: input, required, max: LATEST, type: 'datetime-local' }}
        aria-describedby={`${id}-zone`}
        onChange={(event) => write(event.target.value)}
      />
      <small id={`${id}-zone`} role={leftOut ? 'alert' : undefined}>
        {leftOut || t('time.ofCity', { zone: timeZone })}
      </small>
      {instants.length > 1 ? (
        <select aria-label={t('time.which')} onChange={(event) => choose(Number(event.target.value))}>
          {instants.map((each, index) => (
            <option key={each.toISOString()} value={index}>
              {t(index === 0 ? 'time.first' : 'time.second', { offset: clock.offset(each) })}
            </option>
          ))}
        </select>
      ) : null}
      <input type="hidden" name={name} value={instant?.toISOString() ?? ''} />
    </div>
  )
}

/** What is written in a field, and the instants that it stands for, one of them chosen. */
function useWrittenTime(clock: CityClock) {
  const input = useRef<HTMLInputElement>(null)
  const [time, setTime] = useState('')
  const [chosen, choose] = useState(0)
  const write = (text: string) => {
    setTime(text)
    choose(0)
  }
  useFormReset(input, () => write(''))
  const instants = clock.instants(time)
  return { input, time, write, instants, instant: instants[chosen], choose }
}

/** Does `act` when the form of `input` is emptied. */
function useFormReset(input: RefObject<HTMLInputElement | null>, act: () => void) {
  const current = useRef(act)
  current.current = act
  useEffect(() => {
    const form = input.current?.form
    const reset = () => current.current()
    form?.addEventListener('reset', reset)
    return () => form?.removeEventListener('reset', reset)
  }, [input])
}
